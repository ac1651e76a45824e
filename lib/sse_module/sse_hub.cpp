#include "sse_module/sse_hub.hpp"

#include <serinus/http/http_exception.hpp>

#include <stdexcept>
#include <utility>

namespace serinus::sse_module {

void SseHub::bind(const std::vector<Loop*>& loops, std::shared_ptr<Logger> logger) {
  loops_.clear();
  for (Loop* loop : loops) loops_.push_back(std::make_unique<SseLoop>(*loop));
  logger_ = std::move(logger);
}

SseLoop& SseHub::here() {
  for (const auto& place : loops_) {
    if (place->loop->isCurrent()) return *place;
  }
  std::abort();  // a stream is only ever opened on a loop of its application
}

template <class Visit>
void SseHub::onEveryClient(const SseTo& to, Visit visit) {
  const auto onLoop = [to, visit](const SseLoop& place) {
    if (to.only()) {
      if (SseClient* client = place.clients.find(*to.only())) visit(*client);
      return;
    }
    place.clients.forEach([&](SseClient& client) {
      if (to.path().empty() || to.path() == client.routePath()) visit(client);
    });
  };
  for (const auto& place : loops_) {
    if (place->loop->isCurrent())
      onLoop(*place);
    else
      place->loop->post([onLoop, &where = *place] { onLoop(where); });
  }
}

void SseHub::send(const SseEvent& event, const SseTo& to) {
  onEveryClient(to, [encoded = server::EncodedEvent(event)](SseClient& client) { client.connection().send(encoded); });
}

void SseHub::close(const SseTo& to) {
  onEveryClient(to, [](SseClient& client) { client.connection().close(); });
}

std::vector<ClientId> SseHub::clients() const {
  std::vector<ClientId> ids;
  for (const auto& place : loops_) {
    if (place->loop->isCurrent()) place->clients.forEach([&](SseClient& client) { ids.push_back(client.clientId()); });
  }
  return ids;
}

std::unique_ptr<server::EventStreamPeer> MountedSseRoute::open(server::EventStreamConnection& connection,
                                                               Request request, routing::Parameters parameters) {
  auto asked = std::make_unique<SseClient::Asked>(SseClient::Asked{std::move(request), std::move(parameters)});
  return std::make_unique<SseClient>(*this, hub_->here(), connection, std::move(asked));
}

SseClient::SseClient(const MountedSseRoute& route, SseLoop& place, server::EventStreamConnection& connection,
                     std::unique_ptr<Asked> asked)
    : SseContext(asked->request, asked->parameters, *route.services_, connection.loop(), connection.peerAddress()),
      route_(&route),
      place_(&place),
      connection_(&connection),
      asked_(std::move(asked)),
      id_(place.clients.add(*this)) {
  route_->hub_->clientCount_.fetch_add(1, std::memory_order_relaxed);
}

SseClient::~SseClient() {
  forget();
}

AsyncGenerator<SseEvent> SseClient::start() {
  return route_->declared_.pipeline.empty() ? route_->declared_.handler(*this) : startBehindSteps();
}

namespace {

/// A step answered in place of the stream.
struct Answered {
  Response response;
};

/// Makes the events and waits for the first one, so that filters see what goes wrong before it.
class Opening final : public pipeline::Handling {
public:
  Opening(const SseController::SseHandler& handler, SseContext& context) : handler_(&handler), context_(&context) {}
  Task<> handle(ExecutionContext&) override {
    events = (*handler_)(*context_);
    first = co_await events.next();
    opened = true;
  }

  AsyncGenerator<SseEvent> events;
  SseEvent* first = nullptr;
  bool opened = false;

private:
  const SseController::SseHandler* handler_;
  SseContext* context_;
};

}  // namespace

AsyncGenerator<SseEvent> SseClient::startBehindSteps() {
  Opening opening(route_->declared_.handler, *this);
  {
    ExecutionContext execution(Door::stream, *this, route_->declared_.owner, route_->name_);
    co_await route_->declared_.pipeline.run(execution, opening);
    if (execution.response()) throw Answered{std::move(*execution.response())};
    if (!opening.opened) throw std::logic_error("a middleware neither called next() nor responded");
  }
  for (SseEvent* event = opening.first; event != nullptr;) {
    co_yield *event;
    event = co_await opening.events.next();
  }
}

void SseClient::onDrained() noexcept {
  if (topic_) topic_->resume();
}

void SseClient::onClosed() noexcept {
  topic_.reset();
  forget();
}

void SseClient::forget() noexcept {
  if (place_ == nullptr) return;
  std::exchange(place_, nullptr)->clients.remove(id_);
  route_->hub_->clientCount_.fetch_sub(1, std::memory_order_relaxed);
}

Response SseClient::onFault(std::exception_ptr fault) noexcept {
  try {
    std::rethrow_exception(fault);
  } catch (const HttpException& exception) {
    return exception.response(path());
  } catch (const Answered& answered) {
    return answered.response;
  } catch (const std::exception& exception) {
    route_->hub_->logger_->error(route_->declared_.path, std::string("the event stream threw: ") + exception.what());
  } catch (...) {
    route_->hub_->logger_->error(route_->declared_.path, "the event stream threw something that is no std::exception");
  }
  return errorResponse(Status::internalServerError, "the server could not answer", path());
}

}  // namespace serinus::sse_module
