#include "gateway/event_dispatcher.hpp"

#include "base/what_threw.hpp"
#include "gateway/gateway_client.hpp"
#include "gateway/gateway_hub.hpp"
#include "gateway/not_taken.hpp"

#include <serinus/base/utf8.hpp>
#include <serinus/gateway/event_exception.hpp>
#include <serinus/http/http_exception.hpp>
#include <serinus/json/json_quote.hpp>
#include <serinus/ws/ws_exception.hpp>

#include <algorithm>
#include <cctype>
#include <optional>
#include <stdexcept>
#include <utility>

namespace serinus::gateway {

namespace {

/// The parser of this thread, and how often it has been used: what was read before is gone after the next use.
class SharedParser {
public:
  [[nodiscard]] static SharedParser& ofThread() {
    thread_local SharedParser shared;
    return shared;
  }
  [[nodiscard]] JsonParser& use() noexcept {
    ++uses_;
    return parser_;
  }
  [[nodiscard]] std::size_t uses() const noexcept { return uses_; }

private:
  JsonParser parser_;
  std::size_t uses_ = 0;
};

/// `tooManyRequests` for 429.
std::string codeOf(Status status) {
  std::string code;
  bool upper = false;
  for (const char c : reasonPhrase(status)) {
    if (c == ' ' || c == '-') {
      upper = true;
      continue;
    }
    const int letter = static_cast<unsigned char>(c);
    code += static_cast<char>(upper ? std::toupper(letter) : std::tolower(letter));
    upper = false;
  }
  return code.empty() ? "error" : code;
}

}  // namespace

std::string& emptyScratch() {
  thread_local std::string text;
  text.clear();
  return text;
}

/// What an error frame says.
struct EventDispatcher::Error {
  std::string code;
  std::string message;
  std::string path{};
};

class EventDispatcher::Call final : public EventCall, public pipeline::Handling {
public:
  Call(const EventDispatcher& dispatcher, GatewayClient& client, WsMessage message, IncomingEvent event,
       const RegisteredEvent& registered)
      : dispatcher_(&dispatcher),
        client_(&client),
        message_(message),
        event_(std::move(event)),
        registered_(&registered),
        uses_(SharedParser::ofThread().uses()) {}

  [[nodiscard]] WebSocketContext& context() noexcept override { return *client_; }

  [[nodiscard]] JsonValue data() override {
    SharedParser& shared = SharedParser::ofThread();
    if (uses_ != shared.uses()) {  // a step has waited, and other messages were read meanwhile
      auto again = dispatcher_->codec_->read(message_, shared.use());
      event_.data = std::get<IncomingEvent>(again).data;
      uses_ = shared.uses();
    }
    return event_.data;
  }

  void reply(std::string_view data) override {
    answered_ = true;
    if (!event_.id.empty()) dispatcher_->send(*client_, OutgoingEvent{EventKind::reply, {}, event_.id, data});
  }

  [[nodiscard]] std::unique_ptr<Answers> takeAnswers() override;

  void spawn(Task<> answering) override {
    if (client_->answers().full()) throw EventException("tooManyStreams", "end or cancel others first");
    answered_ = true;
    client_->answers().start(event_.id, std::move(answering));
  }

  Task<> handle(ExecutionContext&) override {
    handled_ = true;
    return registered_->handler->run(*this);
  }

  [[nodiscard]] const IncomingEvent& event() const noexcept { return event_; }
  [[nodiscard]] const RegisteredEvent& registered() const noexcept { return *registered_; }
  [[nodiscard]] ByteView payload() const noexcept { return message_.bytes(); }
  [[nodiscard]] bool handled() const noexcept { return handled_; }

private:
  const EventDispatcher* dispatcher_;
  GatewayClient* client_;
  WsMessage message_;
  IncomingEvent event_;
  const RegisteredEvent* registered_;
  std::size_t uses_;
  bool answered_ = false;
  bool handled_ = false;
};

namespace {

/// The answers of one event that go on after its handler. The client outlives it: it owns the task that answers.
class StreamedAnswers final : public Answers {
public:
  StreamedAnswers(const EventDispatcher& dispatcher, GatewayClient& client, std::string event, std::string id)
      : dispatcher_(&dispatcher), client_(&client), event_(std::move(event)), id_(std::move(id)) {}
  void send(EventKind kind, std::string_view data) override {
    if (!id_.empty()) dispatcher_->send(*client_, OutgoingEvent{kind, {}, id_, data});
  }
  void fail(const std::exception_ptr& fault) override {
    try {
      dispatcher_->fail(*client_, event_, id_, fault);
    } catch (const WsException& exception) {
      client_->close(exception.code(), exception.reason());
    }
  }

private:
  const EventDispatcher* dispatcher_;
  GatewayClient* client_;
  std::string event_;
  std::string id_;
};

}  // namespace

std::unique_ptr<Answers> EventDispatcher::Call::takeAnswers() {
  return std::make_unique<StreamedAnswers>(*dispatcher_, *client_, registered_->name, event_.id);
}

Task<> EventDispatcher::dispatch(GatewayClient& client, WsMessage message) const {
  auto read = codec_->read(message, SharedParser::ofThread().use());
  if (auto* none = std::get_if<NoEvent>(&read)) return handleOther(client, message, std::move(*none));
  auto& event = std::get<IncomingEvent>(read);
  if (event.kind == EventKind::event) return handle(client, message, std::move(event));
  takeControl(client, event);
  return {};
}

bool EventDispatcher::takeAside(GatewayClient& client, WsMessage message) const {
  const auto read = codec_->read(message, SharedParser::ofThread().use());
  const auto* const event = std::get_if<IncomingEvent>(&read);
  if (event == nullptr || event->kind == EventKind::event) return false;
  takeControl(client, *event);
  return true;
}

void EventDispatcher::refuse(GatewayClient& client, WsMessage message, const std::exception_ptr& fault) const {
  const auto read = codec_->read(message, SharedParser::ofThread().use());
  const auto* const event = std::get_if<IncomingEvent>(&read);
  if (event == nullptr) return fail(client, {}, {}, fault);
  event->kind == EventKind::event ? fail(client, event->name, event->id, fault) : takeControl(client, *event);
}

void EventDispatcher::takeControl(GatewayClient& client, const IncomingEvent& event) const {
  if (event.kind == EventKind::cancel)
    client.cancelAnswers(event.id);
  else if (event.kind == EventKind::reply || event.kind == EventKind::error)
    client.takeAnswer(event);
}

Task<> EventDispatcher::handle(GatewayClient& client, WsMessage message, IncomingEvent event) const {
  const RegisteredEvent* const registered = table_->find(event.name);
  if (registered == nullptr && table_->empty()) {
    co_await client.passMessage(message);
    co_return;
  }
  if (registered == nullptr) {
    const std::string_view near = table_->nearest(event.name);
    refuse(client, event.name, event.id,
           Error{EventErrorCode::unknownEvent,
                 "nothing handles this event" +
                     (near.empty() ? std::string() : "; did you mean \"" + std::string(near) + "\"?")});
    co_return;
  }
  Call call(*this, client, message, std::move(event), *registered);
  std::exception_ptr fault;
  try {
    ExecutionContext execution(Door::message, client, gateway_, registered->name);
    execution.setPayload(message.bytes());
    if (registered->pipeline.empty())
      co_await call.handle(execution);
    else
      co_await registered->pipeline.run(execution, call);
  } catch (...) {
    fault = std::current_exception();
  }
  if (fault)
    fail(client, registered->name, call.event().id, fault);
  else if (!call.handled())
    refuse(client, registered->name, call.event().id, Error{"forbidden", "a step did not let the event through"});
}

Task<> EventDispatcher::handleOther(GatewayClient& client, WsMessage message, NoEvent reason) const {
  bool taken = true;
  try {
    co_await client.passMessage(message);
  } catch (const NotTaken&) {
    taken = false;
  }
  if (!taken) refuse(client, {}, {}, Error{EventErrorCode::malformed, std::move(reason.reason)});
}

SendResult EventDispatcher::send(GatewayClient& client, const OutgoingEvent& event) const {
  thread_local std::string payload;
  payload.clear();
  codec_->write(payload, event);
  WebSocketContext& context = client;
  return codec_->writesText() ? context.sendText(std::string_view(payload)) : context.sendBinary(asBytes(payload));
}

void EventDispatcher::fail(GatewayClient& client, std::string_view event, std::string_view id,
                           const std::exception_ptr& fault) const {
  refuse(client, event, id, errorOf(fault, event));
}

void EventDispatcher::refuse(GatewayClient& client, std::string_view event, std::string_view id,
                             const Error& error) const {
  constexpr std::size_t longest = 256;  // of what a stranger's words may make of a text of ours
  std::string data = "{\"code\":" + jsonQuote(error.code);
  if (!event.empty()) data += ",\"event\":" + jsonQuote(event.substr(0, longest));
  data += ",\"message\":" + jsonQuote(std::string_view(error.message).substr(0, longest));
  if (!error.path.empty()) data += ",\"path\":" + jsonQuote(std::string_view(error.path).substr(0, longest));
  data += '}';
  send(client, OutgoingEvent{EventKind::error, {}, id, data});
}

EventDispatcher::Error EventDispatcher::errorOf(const std::exception_ptr& fault, std::string_view event) const {
  try {
    std::rethrow_exception(fault);
  } catch (const PayloadFault& wrong) {
    return Error{EventErrorCode::invalidPayload, wrong.fault().reason(), wrong.fault().path()};
  } catch (const EventException& exception) {
    return Error{exception.code(), exception.message()};
  } catch (const HttpException& exception) {
    return Error{codeOf(exception.status()), exception.what()};
  } catch (const WsException&) {
    throw;  // closes the client
  } catch (...) {
    logger_->error(gateway_, whatThrew("the handler of \"" + std::string(event) + '"', fault));
  }
  return Error{EventErrorCode::internal, "the server could not handle the event"};
}

}  // namespace serinus::gateway
