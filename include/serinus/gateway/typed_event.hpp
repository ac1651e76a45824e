#pragma once

#include <serinus/gateway/event_call.hpp>
#include <serinus/gateway/web_socket_context.hpp>
#include <serinus/runtime/result_kind.hpp>

#include <concepts>
#include <type_traits>
#include <utility>

namespace serinus {

/// For an event whose `data` is not looked at.
struct NoPayload {};

namespace gateway {

/// Calls a handler with as much of payload and context as it takes.
template <class Payload, class Handler>
decltype(auto) callHandler(Handler& handler, Payload& payload, WebSocketContext& context) {
  if constexpr (std::is_invocable_v<Handler&, Payload&&, WebSocketContext&>)
    return handler(std::move(payload), context);
  else if constexpr (std::is_invocable_v<Handler&, Payload&&>)
    return handler(std::move(payload));
  else if constexpr (std::is_invocable_v<Handler&, WebSocketContext&>)
    return handler(context);
  else
    return handler();
}

template <class Payload, class Handler>
concept EventHandlerFor =
    std::is_invocable_v<Handler&, Payload&&, WebSocketContext&> || std::is_invocable_v<Handler&, Payload&&> ||
    std::is_invocable_v<Handler&, WebSocketContext&> || std::is_invocable_v<Handler&>;

/// A handler of payloads of one type: a function, a task, or a generator of answers.
template <class Payload, class Handler>
class TypedEvent final : public EventHandler {
public:
  explicit TypedEvent(Handler handler) : handler_(std::move(handler)) {}

  Task<> run(EventCall& call) override {
    Payload payload = read(call);
    if constexpr (Kind::isGenerator) {
      call.spawn(stream(std::move(payload), call.takeAnswers(), &call.context()));
    } else if constexpr (std::is_void_v<Result>) {
      callHandler<Payload>(handler_, payload, call.context());
      call.reply({});
    } else if constexpr (!Kind::isTask) {
      const Result result = callHandler<Payload>(handler_, payload, call.context());
      call.reply(jsonOf(result));
    } else if constexpr (std::is_void_v<typename Kind::Value>) {
      co_await callHandler<Payload>(handler_, payload, call.context());
      call.reply({});
    } else {
      const typename Kind::Value result = co_await callHandler<Payload>(handler_, payload, call.context());
      call.reply(jsonOf(result));
    }
    co_return;
  }

private:
  using Result = decltype(callHandler<Payload>(std::declval<Handler&>(), std::declval<Payload&>(),
                                               std::declval<WebSocketContext&>()));
  using Kind = runtime::ResultKind<Result>;

  static Payload read(EventCall& call) {
    if constexpr (std::same_as<Payload, NoPayload>)
      return {};
    else
      return readPayload<Payload>(call);
  }

  Task<> stream(Payload payload, std::unique_ptr<Answers> answers, WebSocketContext* context)
    requires Kind::isGenerator
  {
    std::exception_ptr fault;
    try {
      auto values = callHandler<Payload>(handler_, payload, *context);
      while (auto* value = co_await values.next()) {
        answers->send(EventKind::next, jsonOf(*value));
        co_await context->drained();
      }
    } catch (...) {
      fault = std::current_exception();
    }
    if (fault)
      answers->fail(fault);
    else
      answers->send(EventKind::complete, {});
  }

  Handler handler_;
};

}  // namespace gateway
}  // namespace serinus
