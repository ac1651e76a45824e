#include "sse_module/sse_client.hpp"

#include "server/endpoints.hpp"

#include <serinus/http/http_exception.hpp>
#include <serinus/http/media_type.hpp>
#include <serinus/http/request_id.hpp>

#include <stdexcept>

namespace serinus::sse_module {

// ---- The route

void MountedSseRoute::answerInstead(std::unique_ptr<server::HttpRoute> fallback) {
  fallback_ = std::move(fallback);
}

const server::HttpRoute* MountedSseRoute::instead(const Request& request) const noexcept {
  if (!fallback_) return nullptr;
  const std::string_view accept = request.header("Accept").value_or(std::string_view());
  return prefers(accept, "application/json", "text/event-stream") ? fallback_.get() : nullptr;
}

std::unique_ptr<server::EventStreamPeer> MountedSseRoute::open(server::EventStreamConnection& connection,
                                                               Request request, routing::Parameters parameters) {
  request.shrinkToFit();
  auto client = std::make_unique<SseClient>(*this, hub_->here(), connection, std::move(request), std::move(parameters));
  if (fallback_) client->addHeader("Vary", "Accept");
  return client;
}

// ---- The reader

SseClient::SseClient(const MountedSseRoute& route, SseLoop& place, server::EventStreamConnection& connection,
                     Request request, routing::Parameters parameters)
    : request_(std::move(request)),
      parameters_(std::move(parameters)),
      address_(connection.peerAddress()),
      route_(&route),
      place_(&place),
      connection_(&connection),
      id_(place.clients.add(*this)) {
  hub().clientCount_.fetch_add(1, std::memory_order_relaxed);
  try {
    place_->routes.add(*this);
  } catch (...) {
    forget();  // the destructor is not called
    throw;
  }
}

SseClient::~SseClient() {
  forget();
}

void SseClient::onClosed() noexcept {
  topic_.reset();
  forget();
  tellClosed();
}

void SseClient::forget() noexcept {
  if (place_ == nullptr) return;
  place_->routes.remove(*this);
  if (memberships_) {
    if (route_->declared_.onClose != nullptr && hadItsTurn_) noteChannels();
    place_->channels.leaveAll(memberships_->channels);
    place_->users.leaveAll(memberships_->user);
  }
  std::exchange(place_, nullptr)->clients.remove(id_);
  hub().clientCount_.fetch_sub(1, std::memory_order_relaxed);
}

/// Where there is no memory for it they are not told of.
void SseClient::noteChannels() noexcept {
  try {
    memberships_->wasIn = memberships_->channels.rooms();
  } catch (const std::bad_alloc&) {
  }
}

void SseClient::tellClosed() noexcept {
  if (!std::exchange(hadItsTurn_, false) || route_->declared_.onClose == nullptr) return;
  try {
    route_->declared_.onClose->onStreamClose(*this);
  } catch (...) {
    hub().logFault(routePath(), "onStreamClose", std::current_exception());
  }
}

void SseClient::onPrincipal() {
  connection_->endAt(identity()->expiresAt());
  if (place_ == nullptr) return;
  place_->users.leaveAll(memberships().user);
  place_->users.join(memberships().user, userId());
}

SendResult SseClient::send(const SseEvent& event, const SendOptions& options) {
  return connection_->send(hub().encode(event), options.conflate());
}

// ---- Channels

SseClient::Memberships& SseClient::memberships() {
  if (!memberships_) memberships_ = std::make_unique<Memberships>(*this);
  return *memberships_;
}

bool SseClient::mayJoinAnother() const noexcept {
  return (memberships_ ? memberships_->channels.roomCount() : 0) < hub().limits().maxChannels;
}

bool SseClient::join(std::string_view channel) {
  if (channel.empty() || channel.size() > maxChannelName)
    throw BadRequestException("the name of a channel has 1 to " + std::to_string(maxChannelName) + " bytes, not " +
                              std::to_string(channel.size()));
  if (place_ == nullptr) throw std::logic_error("a reader that is gone joins no channel");
  if (isIn(channel)) return false;
  if (!mayJoinAnother())
    throw ForbiddenException("a reader may be in " + std::to_string(hub().limits().maxChannels) +
                             " channels at a time (maxChannels), and this one is");
  return place_->channels.join(memberships().channels, channel);
}

void SseClient::enter(std::string_view channel) {
  if (place_ == nullptr || isIn(channel)) return;
  if (mayJoinAnother())
    place_->channels.join(memberships().channels, channel);
  else
    hub().logger_->warning(routePath(), "a reader is in " + std::to_string(hub().limits().maxChannels) +
                                            " channels already (maxChannels) and stays out of another");
}

bool SseClient::leave(std::string_view channel) {
  return place_ != nullptr && memberships_ && place_->channels.leave(memberships_->channels, channel);
}

std::vector<std::string> SseClient::channels() const {
  if (!memberships_) return {};
  return place_ == nullptr ? memberships_->wasIn : memberships_->channels.rooms();
}

bool SseClient::isIn(std::string_view channel) const noexcept {
  const auto* const found = place_ != nullptr ? place_->channels.find(channel) : nullptr;
  return found != nullptr && memberships_ && memberships_->channels.isIn(*found);
}

// ---- The handler

AsyncGenerator<SseEvent> SseClient::start() {
  if (!route_->declared_.pipeline.empty() || route_->declared_.onOpen != nullptr) return startBehindSteps();
  hadItsTurn_ = true;
  return route_->declared_.handler(*this);
}

namespace {

/// A step answered in place of the stream.
struct Answered {
  Response response;
};

/// Makes the events and waits for the first one, so that filters see what goes wrong before it.
class Opening final : public pipeline::Handling {
public:
  Opening(const MountedSseRoute::Declared& declared, SseContext& context, bool& hasItsTurn)
      : declared_(&declared), context_(&context), hasItsTurn_(&hasItsTurn) {}
  Task<> handle(ExecutionContext&) override {
    if (declared_->onOpen != nullptr) co_await declared_->onOpen->onStreamOpen(*context_);
    *hasItsTurn_ = true;
    events = declared_->handler(*context_);
    first = co_await events.next();
    opened = true;
  }

  AsyncGenerator<SseEvent> events;
  SseEvent* first = nullptr;
  bool opened = false;

private:
  const MountedSseRoute::Declared* declared_;
  SseContext* context_;
  bool* hasItsTurn_;
};

}  // namespace

AsyncGenerator<SseEvent> SseClient::startBehindSteps() {
  Opening opening(route_->declared_, *this, hadItsTurn_);
  {
    ExecutionContext execution(Door::stream, *this, route_->declared_.owner, route_->name_);
    co_await route_->declared_.pipeline.run(execution, opening);
    if (execution.response()) throw Answered{std::move(*execution.response())};
    if (!opening.opened) throw std::logic_error("a middleware neither called next() nor responded");
  }
  for (SseEvent* event = opening.first; event != nullptr;) {
    std::exception_ptr refusal;
    try {
      co_yield *event;
    } catch (...) {
      refusal = std::current_exception();
    }
    if (refusal) opening.events.refuse(std::move(refusal));
    event = co_await opening.events.next();
  }
}

void SseClient::onHead(Response& head) noexcept {
  applyFieldsTo(head);
  head.status(status());
}

bool SseClient::onStopping() noexcept {
  stopSignal().raise();
  return stopSignal().heard();
}

Response SseClient::onFault(std::exception_ptr fault) noexcept {
  try {
    std::rethrow_exception(fault);
  } catch (const HttpException& exception) {
    return exception.response(path());
  } catch (const Answered& answered) {
    return answered.response;
  } catch (...) {
    const std::string id = requestId().empty() ? makeRequestId() : std::string(requestId());
    hub().logFault(routePath(), "the event stream (request " + id + ')', fault);
    return brokenResponse(path(), id);
  }
}

}  // namespace serinus::sse_module
