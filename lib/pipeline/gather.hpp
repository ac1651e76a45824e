#pragma once

#include <serinus/runtime/loop.hpp>

#include <coroutine>
#include <cstddef>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

namespace serinus::pipeline {

/// Asks the same of every loop of a gateway, or of a hub of event streams: `co_await Gather(places, ask)` gives the
/// answers in the order of the loops, once all have answered. `ask(Place&)` is called on each loop and shared by all; a
/// `Place` is what there is on one loop, and has a pointer to it: `loop`.
///
/// The asking loop's own part is answered at once, the others' soon. A coroutine that is destroyed while it waits
/// leaves nothing behind; answers that still come are dropped.
template <class Place, class Ask>
class Gather {
public:
  using Places = std::vector<std::shared_ptr<Place>>;
  using Answer = std::invoke_result_t<const Ask&, Place&>;

  Gather(const std::vector<std::shared_ptr<Place>>& places, Ask ask)
      : places_(&places), state_(std::make_shared<State>(std::move(ask))) {
    state_->answers.resize(places.size());
    state_->missing = places.size();
  }
  Gather(const Gather&) = delete;
  Gather& operator=(const Gather&) = delete;
  ~Gather() { state_->waiter = nullptr; }

  /// What waits: made by value, since g++ 12 copies an awaiter that it is given by reference.
  class Awaiter {
  public:
    explicit Awaiter(Gather& gather) noexcept : gather_(&gather) {}
    [[nodiscard]] bool await_ready() const noexcept { return false; }
    bool await_suspend(std::coroutine_handle<> waiter) const { return gather_->ask(waiter); }
    std::vector<Answer> await_resume() const { return std::move(gather_->state_->answers); }

  private:
    Gather* gather_;
  };
  [[nodiscard]] Awaiter awaitOn(Loop& loop) noexcept {
    home_ = &loop;
    return Awaiter(*this);
  }

private:
  /// Asks all. @returns whether answers are still to come
  bool ask(std::coroutine_handle<> waiter) {
    for (std::size_t i = 0; i < places_->size(); ++i) {
      const std::shared_ptr<Place>& place = (*places_)[i];
      if (place->loop->isCurrent())
        state_->take(i, state_->ask(*place));
      else
        place->loop->post([place, request = Request{state_, home_, i}] { request.answer(*place); });
    }
    state_->waiter = waiter;
    return state_->missing > 0;
  }

  struct State {
    explicit State(Ask what) : ask(std::move(what)) {}
    void take(std::size_t index, Answer answer) {
      answers[index] = std::move(answer);
      if (--missing == 0 && waiter) waiter.resume();
    }
    const Ask ask;
    std::vector<Answer> answers;  // this and what follows: on the asking loop alone
    std::size_t missing = 0;
    std::coroutine_handle<> waiter;
  };
  struct Request {
    std::shared_ptr<State> state;
    Loop* home;
    std::size_t index;
    void answer(Place& place) const {
      home->post([state = state, index = index, found = state->ask(place)]() mutable {
        state->take(index, std::move(found));
      });
    }
  };

  const Places* places_;
  std::shared_ptr<State> state_;
  Loop* home_ = nullptr;
};

}  // namespace serinus::pipeline
