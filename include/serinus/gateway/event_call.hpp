#pragma once

#include <serinus/gateway/event_codec.hpp>
#include <serinus/gateway/web_socket_context.hpp>
#include <serinus/json/read.hpp>
#include <serinus/json/write.hpp>
#include <serinus/runtime/task.hpp>

#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace serinus::gateway {

/// Where the answers of one received event go. Silent for an event without an id, and once its client has left.
class Answers {
public:
  virtual ~Answers() = default;
  /// @param data  JSON text, or empty for none
  virtual void send(EventKind kind, std::string_view data) = 0;
  /// `error` with the code and message of what was thrown.
  virtual void fail(const std::exception_ptr& fault) = 0;
};

/// One received event on its way to its handler. It lives until the handler has ended.
class EventCall {
public:
  [[nodiscard]] virtual WebSocketContext& context() noexcept = 0;

  /// The member `data`, until the next suspension; absent without one.
  [[nodiscard]] virtual JsonValue data() = 0;

  /// The answer that the handler's return value is.
  virtual void reply(std::string_view data) = 0;

  /// For answers that go on after the handler has returned: the id is taken, `reply` says nothing any more.
  [[nodiscard]] virtual std::unique_ptr<Answers> takeAnswers() = 0;

  /// Runs `answering` beside the messages that follow, until it ends, the client cancels the event's id, or leaves.
  virtual void spawn(Task<> answering) = 0;

protected:
  ~EventCall() = default;
};

/// What is registered for the name of an event.
class EventHandler {
public:
  virtual ~EventHandler() = default;
  [[nodiscard]] virtual Task<> run(EventCall& call) = 0;
};

/// `data` is not what the handler takes.
class PayloadFault : public std::exception {
public:
  explicit PayloadFault(json::ReadFault fault) : fault_(std::move(fault)), text_(fault_.message()) {}
  [[nodiscard]] const json::ReadFault& fault() const noexcept { return fault_; }
  [[nodiscard]] const char* what() const noexcept override { return text_.c_str(); }

private:
  json::ReadFault fault_;
  std::string text_;
};

template <class Payload>
Payload readPayload(EventCall& call) {
  static_assert(!json::binding::borrowsWithin<Payload>(),
                "the payload of an event outlives the message: use std::string instead of std::string_view, and no "
                "JsonValue");
  auto result = json::tryRead<Payload>(call.data(), json::ReadOptions{.path = "$.data"});
  if (auto* fault = std::get_if<json::ReadFault>(&result)) throw PayloadFault(std::move(*fault));
  return std::get<Payload>(std::move(result));
}

/// A text to write JSON into before it is sent; one a thread, so that it keeps its memory.
[[nodiscard]] std::string& emptyScratch();

template <class Value>
std::string_view jsonOf(const Value& value) {
  std::string& text = emptyScratch();
  json::write(text, value);
  return text;
}

}  // namespace serinus::gateway
