#pragma once

#include <serinus/gateway/event_call.hpp>
#include <serinus/gateway/web_socket_context.hpp>
#include <serinus/runtime/async_generator.hpp>

#include <concepts>
#include <functional>
#include <type_traits>
#include <utility>

namespace serinus {

/// For an event whose `data` is not looked at.
struct NoPayload {};

namespace gateway {

template <class T>
struct ResultKind {
  static constexpr bool isTask = false;
  static constexpr bool isGenerator = false;
  using Value = T;
};
template <class T>
struct ResultKind<Task<T>> {
  static constexpr bool isTask = true;
  static constexpr bool isGenerator = false;
  using Value = T;
};
template <class T>
struct ResultKind<AsyncGenerator<T>> {
  static constexpr bool isTask = false;
  static constexpr bool isGenerator = true;
  using Value = T;
};

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

/// A member function of a gateway, whatever its qualifiers, with the gateway itself, which it is a base of.
template <class Gateway, class Method>
class BoundMethod;

template <class Gateway, class Derived, class Function>
class BoundMethod<Gateway, Function Derived::*> {
public:
  BoundMethod(Function Derived::* method, Gateway& gateway)
      : method_(method), gateway_(&static_cast<Derived&>(gateway)) {}

  template <class... Arguments>
    requires std::is_invocable_v<Function Derived::*, Derived&, Arguments...>
  decltype(auto) operator()(Arguments&&... arguments) const {
    return std::invoke(method_, *gateway_, std::forward<Arguments>(arguments)...);
  }

private:
  Function Derived::* method_;
  Derived* gateway_;
};
template <class Gateway, class Method>
BoundMethod(Method, Gateway&) -> BoundMethod<Gateway, Method>;

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
  using Kind = ResultKind<Result>;

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
