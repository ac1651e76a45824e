#pragma once

#include <serinus/pipeline/answer.hpp>
#include <serinus/pipeline/bound_method.hpp>
#include <serinus/pipeline/extract.hpp>
#include <serinus/pipeline/handled.hpp>
#include <serinus/runtime/result_kind.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <functional>
#include <tuple>
#include <type_traits>
#include <utility>

/// Handlers as applications write them, and as the library keeps them.
namespace serinus::pipeline {

/// What answers a request.
using Handler = std::function<Handled(RequestContext&)>;

/// What a callable takes; incomplete for one that is a template, or several.
template <class F>
struct Signature;
template <class F>
  requires requires { &F::operator(); }
struct Signature<F> : Signature<decltype(&F::operator())> {};
template <class R, class... Parameters>
struct Signature<R (*)(Parameters...)> {
  using Arguments = std::tuple<Parameters...>;
};
template <class R, class... Parameters>
struct Signature<R (*)(Parameters...) noexcept> : Signature<R (*)(Parameters...)> {};
template <class R, class C, class... Parameters>
struct Signature<R (C::*)(Parameters...)> : Signature<R (*)(Parameters...)> {};
template <class R, class C, class... Parameters>
struct Signature<R (C::*)(Parameters...) const> : Signature<R (C::*)(Parameters...)> {};
template <class R, class C, class... Parameters>
struct Signature<R (C::*)(Parameters...) noexcept> : Signature<R (C::*)(Parameters...)> {};
template <class R, class C, class... Parameters>
struct Signature<R (C::*)(Parameters...) const noexcept> : Signature<R (C::*)(Parameters...)> {};

template <class F>
concept HasSignature = requires { typename Signature<F>::Arguments; };

/// What a handler gets by reference, since it is there as long as the handler.
template <class T>
concept Surroundings = std::derived_from<T, Context> || std::same_as<T, const Context> ||
                       std::same_as<T, const Request> || std::same_as<T, const Principal>;

/// @throws UnauthorizedException  when nobody has said who the client is
[[nodiscard]] const Principal& requirePrincipal(const Context& context);

template <class Parameter>
struct Argument {
  static_assert(!std::is_reference_v<Parameter>,
                "a handler takes what comes from the request by value, so that it is there as long as its coroutine");
  using Of = Extract<Parameter>;
  static constexpr std::size_t pathValues = Of::pathValues;
  static constexpr BodyUse bodyUse = Of::bodyUse;
  template <class At>
  static Parameter from(At& context, std::size_t place) {
    return Of::from(context, place);
  }
};
template <Surroundings T>
struct Argument<T&> : ExtractDefaults {
  template <class At>
  static T& from(At& context, std::size_t) {
    if constexpr (std::same_as<T, const Request>) {
      return context.request();
    } else if constexpr (std::same_as<T, const Principal>) {
      return requirePrincipal(context);
    } else {
      static_assert(std::convertible_to<At*, T*>,
                    "this handler takes the context of another kind of route: RequestContext& where it answers a "
                    "request, SseContext& where it makes an event stream, or Context& at either");
      return context;
    }
  }
};

template <class Arguments>
struct ArgumentList;
template <class... Parameters>
struct ArgumentList<std::tuple<Parameters...>> {
  static constexpr std::size_t pathValues = (std::size_t{0} + ... + Argument<Parameters>::pathValues);

  /// The one use that they make of the body.
  static constexpr BodyUse bodyUse = std::max({BodyUse::none, Argument<Parameters>::bodyUse...});
  static_assert(bodyUse < BodyUse::streamed ||
                    (int{0} + ... + (Argument<Parameters>::bodyUse == BodyUse::none ? 0 : 1)) == 1,
                "a body that is read while it comes is read once: beside RequestBody or Multipart a handler takes no "
                "Body, no Form, and none of these twice");

  /// Calls it with what it asks for, taken from the request in the order of its parameters.
  /// @tparam At  a `RequestContext` or an `SseContext`
  template <class F, class At>
  static decltype(auto) call(F& handler, At& context) {
    return callAt(handler, context, std::index_sequence_for<Parameters...>());
  }

private:
  static constexpr std::size_t placeOf(std::size_t index) {
    const std::size_t values[] = {Argument<Parameters>::pathValues..., 0};
    std::size_t place = 0;
    for (std::size_t i = 0; i < index; ++i) place += values[i];
    return place;
  }
  template <class F, class At, std::size_t... I>
  static decltype(auto) callAt(F& handler, At& context, std::index_sequence<I...>) {
    // Braces keep the order: what is said of a request that has several faults is not up to the compiler.
    std::tuple<Parameters...> arguments{Argument<Parameters>::from(context, placeOf(I))...};
    return std::apply(
        [&handler](auto&&... each) -> decltype(auto) { return handler(static_cast<Parameters&&>(each)...); },
        std::move(arguments));
  }
};

/// A task whose result is a response. The context lives until it has ended.
template <class T>
Task<Response> answerOfTask(Task<T> task, const Context& context) {
  if constexpr (std::is_void_v<T>) {
    co_await std::move(task);
    co_return Response::empty();
  } else {
    T value = co_await std::move(task);
    co_return answerOf(std::move(value), context);
  }
}

template <class Call>
Handled answerOfCall(Call&& call, const Context& context) {
  using Result = std::invoke_result_t<Call&>;
  if constexpr (std::same_as<Result, Task<Response>> || std::same_as<Result, Response>) {
    return call();
  } else if constexpr (runtime::ResultKind<Result>::isTask) {
    return answerOfTask(call(), context);
  } else if constexpr (std::is_void_v<Result>) {
    call();
    return Response::empty();
  } else {
    return answerOf(call(), context);
  }
}

/// A handler as it is kept, and what it takes of its path.
struct BoundHandler {
  Handler call;
  std::size_t pathValues = 0;
  bool streamsBody = false;  ///< it is called before the body is there
};

/// Calls a handler when the form is there.
template <class Arguments, class F>
Task<Response> answerForm(F& handler, RequestContext& context) {
  Multipart form = co_await readMultipart(context);
  context.setState<Multipart>(std::move(form));
  Handled handled = answerOfCall([&]() -> decltype(auto) { return Arguments::call(handler, context); }, context);
  if (Response* const response = handled.response()) co_return std::move(*response);
  co_return co_await std::move(handled.task());
}

/// @tparam Parameters  of the handler: a std::tuple
template <class Parameters, class F>
[[nodiscard]] BoundHandler bindAs(F handler) {
  using Arguments = ArgumentList<Parameters>;
  return {[keep = std::move(handler)](RequestContext& context) mutable -> Handled {
            if constexpr (Arguments::bodyUse == BodyUse::form)
              return answerForm<Arguments>(keep, context);
            else
              return answerOfCall([&]() -> decltype(auto) { return Arguments::call(keep, context); }, context);
          },
          Arguments::pathValues, Arguments::bodyUse >= BodyUse::streamed};
}

/// What a callable takes that is called at an `At`. Of one that is a template it is the context.
template <class F, class At>
struct ArgumentsOf {
  static_assert(std::invocable<F&, At&>, "a handler that is a template takes the context: auto& context");
  using Type = std::tuple<At&>;
};
template <HasSignature F, class At>
struct ArgumentsOf<F, At> {
  using Type = typename Signature<F>::Arguments;
};

template <class F>
[[nodiscard]] BoundHandler bindHandler(F handler) {
  return bindAs<typename ArgumentsOf<F, RequestContext>::Type>(std::move(handler));
}

/// A member function of a controller, which lives as long as its handlers.
template <class Method, class Base>
[[nodiscard]] BoundHandler bindMethod(Method method, Base& controller) {
  return bindAs<typename Signature<Method>::Arguments>(BoundMethod(method, controller));
}

}  // namespace serinus::pipeline
