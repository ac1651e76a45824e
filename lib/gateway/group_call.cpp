#include "gateway/group_call.hpp"

#include "gateway/gateway_client.hpp"
#include "runtime/loop_core.hpp"
#include "ws/message_frames.hpp"

#include <serinus/gateway/event_exception.hpp>
#include <serinus/runtime/loop.hpp>

#include <iterator>

namespace serinus::gateway {

/// The answers of all loops, on the one that asked.
class GroupCall::Collection {
public:
  explicit Collection(std::size_t parts) : missing_(parts) {}

  void wait(std::coroutine_handle<> waiter) noexcept { waiter_ = waiter; }
  void forget() noexcept { waiter_ = nullptr; }
  void take(std::vector<GroupAnswer> part) {
    answers_.insert(answers_.end(), std::move_iterator(part.begin()), std::move_iterator(part.end()));
    if (--missing_ == 0 && waiter_) waiter_.resume();
  }
  [[nodiscard]] std::vector<GroupAnswer> answers() noexcept { return std::move(answers_); }

private:
  std::vector<GroupAnswer> answers_;
  std::size_t missing_;
  std::coroutine_handle<> waiter_;
};

/// Those who are asked on one loop. Keeps itself until all have answered or the time is over.
class GroupCall::Part final : public runtime::Timer {
public:
  Part(std::shared_ptr<const GroupQuestion> question, std::shared_ptr<Collection> collection, Loop& home)
      : question_(std::move(question)), collection_(std::move(collection)), home_(&home) {}

  static void start(const std::shared_ptr<Part>& part, GatewayLoop& place) {
    part->self_ = part;
    part->here_ = place.loop;
    part->askAll(place);
  }

private:
  class Asked final : public PendingAnswer {
  public:
    Asked(Part& part, GatewayClient& client)
        : PendingAnswer(client.calls(), part.question_->id), part_(&part), id_(client.clientId()) {
      wait();
    }
    [[nodiscard]] bool isOpen() const noexcept { return isOpen_; }

  private:
    void onSettled(JsonValue data, std::exception_ptr fault) noexcept override {
      isOpen_ = false;
      part_->take(id_, data, fault);
    }
    Part* part_;
    ClientId id_;
    bool isOpen_ = true;
  };

  void askAll(GatewayLoop& place) {
    ws::MessageFrames frames(question_->opcode, question_->frame);
    ++open_;  // nothing is finished before all have been asked
    place.visit(question_->to, [&](GatewayClient& client) {
      ++open_;
      Asked& asked = asked_.emplace_back(*this, client);
      const std::exception_ptr fault = notSent(client.ask(frames));
      if (fault && asked.isOpen()) asked.settle({}, fault);
    });
    if (--open_ == 0) return finish();
    place.loop->core().addTimer(*this, place.loop->now() + question_->timeout);
  }

  void take(ClientId client, JsonValue data, const std::exception_ptr& fault) noexcept {
    try {
      if (fault) std::rethrow_exception(fault);
      answers_.emplace_back(client, question_->read(data));
    } catch (const EventException& exception) {
      answers_.emplace_back(client, exception);
    } catch (...) {
      answers_.emplace_back(client, EventException(EventErrorCode::internal, "the answer could not be read"));
    }
    if (--open_ == 0) finish();
  }

  void onTimer() noexcept override {
    const std::shared_ptr<Part> self = self_;
    for (Asked& asked : asked_) {
      if (asked.isOpen()) asked.settle({}, notAnsweredInTime());
    }
  }

  // Posted also when the asking loop is this one: an answer may come in where nobody expects a handler to run.
  void finish() noexcept {
    runtime::Timer::cancel();
    home_->post(
        [collection = collection_, answers = std::move(answers_)]() mutable { collection->take(std::move(answers)); });
    here_->post([self = std::move(self_)] {});
  }

  std::shared_ptr<const GroupQuestion> question_;
  std::shared_ptr<Collection> collection_;
  Loop* home_;
  Loop* here_ = nullptr;
  std::deque<Asked> asked_;
  std::vector<GroupAnswer> answers_;
  std::size_t open_ = 0;
  std::shared_ptr<Part> self_;
};

GroupCall::GroupCall(const Places& places, GroupQuestion question)
    : places_(&places),
      question_(std::make_shared<const GroupQuestion>(std::move(question))),
      collection_(std::make_shared<Collection>(places.size())) {}

GroupCall::~GroupCall() {
  collection_->forget();
}

void GroupCall::ask(std::coroutine_handle<> waiter) {
  collection_->wait(waiter);
  for (const std::shared_ptr<GatewayLoop>& place : *places_) {
    auto part = std::make_shared<Part>(question_, collection_, *home_);
    if (place->loop->isCurrent())
      Part::start(part, *place);
    else
      place->loop->post([part, place] { Part::start(part, *place); });
  }
}

std::vector<GroupAnswer> GroupCall::Awaiter::await_resume() const {
  return call_->collection_->answers();
}

}  // namespace serinus::gateway
