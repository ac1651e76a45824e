#pragma once

#include <serinus/http/http_exception.hpp>
#include <serinus/pipeline/controller.hpp>
#include <serinus/sse_module/bound_stream.hpp>
#include <serinus/sse_module/sse_context.hpp>

#include <deque>
#include <type_traits>
#include <utility>

namespace serinus {

/// The steps of an event stream, and what answers in its place.
class SseSteps : public StepList {
public:
  template <class Step>
  SseSteps& use(Doors doors = Doors::all()) {
    StepList::use<Step>(doors);
    return *this;
  }
  template <pipeline::StepObject Callable>
  SseSteps& use(Callable callable, Doors doors = Doors::all()) {
    StepList::use(std::move(callable), doors);
    return *this;
  }

  template <class T>
  SseSteps& metadata(T value) {
    StepList::metadata(std::move(value));
    return *this;
  }

  /// Answers clients that would rather have `application/json` than an event stream, by their `Accept` (RFC 9110,
  /// 12.5.1), such as `application/json, */*`. Equal preferences get the stream. The handler is one as for
  /// `Controller::on`, and the route's steps stand before it at `Door::request`. Both answers then vary by `Accept`.
  template <class F>
  SseSteps& orElse(F handler) {
    fallback_ = pipeline::bindHandler(std::move(handler));
    return *this;
  }

  /// Empty when there is none.
  [[nodiscard]] const pipeline::BoundHandler& fallback() const noexcept { return fallback_; }

private:
  pipeline::BoundHandler fallback_;
};

/// A controller that also serves event streams. An application that has one imports `SseModule`.
class SseController : public Controller {
public:
  struct SseRoute {
    Route route;
    sse_module::BoundStream handler;
    SseSteps steps;
  };

  explicit SseController(std::string path = {}) : Controller(std::move(path)) {}

  /// Serves an event stream. The handler, a lambda or a member function of the controller, returns an `SseStream` and
  /// is called once for each reader, when the steps have let it through. It says by its parameters what it needs, as
  /// one of `Controller::on` does, with `SseContext&` for the context:
  ///
  ///     onSse(Route::get("/:symbol"), [this](SseContext& context, Path<std::string> symbol, Query<Since> since)
  ///                                       -> SseStream { … });
  ///
  /// What is missing or wrong is answered before the stream begins, 400 or 422.
  /// @returns the route's own steps: `onSse(…).use<AuthGuard>();`
  /// @throws std::invalid_argument  when the route is not GET, or the controller serves its path already
  template <class F>
    requires(!sse_module::IsTopic<F>)
  SseSteps& onSse(Route route, F handler) {
    requireGet(route);
    return onStream(std::move(route), std::move(handler));
  }

  /// The same with any method, for clients that read with `fetch` and may send a body (`Body`, `Form`): an
  /// `EventSource` sends GET alone. @throws std::invalid_argument  when the controller serves the route already
  template <class F>
  SseSteps& onStream(Route route, F handler) {
    if constexpr (std::is_member_function_pointer_v<F>)
      return add(std::move(route), sse_module::bindStreamAs<typename pipeline::Signature<F>::Arguments>(
                                       pipeline::BoundMethod(handler, static_cast<Controller&>(*this))));
    else
      return add(std::move(route), sse_module::bindStream(std::move(handler)));
  }

  /// Serves a topic as an event stream: see `SseContext::subscribe`.
  template <class T>
  SseSteps& onSse(Route route, const Topic<T>& topic) {
    return onSse(std::move(route), topic, [](SseContext&) { return TopicRequest(); });
  }
  /// The same with what each reader wants of it: `[](Path<std::string> symbol) { return TopicRequest().filter(…); }`,
  /// whose parameters are those of a stream's handler. A filter that is written wrongly is answered 400.
  template <class T, class Request>
  SseSteps& onSse(Route route, const Topic<T>& topic, Request requestOf) {
    requireGet(route);
    using Arguments = typename pipeline::ArgumentsOf<Request, SseContext>::Type;
    return add(std::move(route), sse_module::bindTopicAs<Arguments>(topic, std::move(requestOf)));
  }

  [[nodiscard]] const std::deque<SseRoute>& sseRoutes() const noexcept { return sseRoutes_; }

private:
  static void requireGet(const Route& route);
  SseSteps& add(Route route, sse_module::BoundStream handler);

  std::deque<SseRoute> sseRoutes_;  // whose steps are referred to
};

/// An `SseController` that also derives from this is told of each reader of its streams: when the steps have let it
/// through, before its handler. It may choose header fields, let the reader join channels, or refuse it with an
/// exception.
class OnStreamOpen {
public:
  virtual ~OnStreamOpen() = default;
  [[nodiscard]] virtual Task<> onStreamOpen(SseContext& context) = 0;
};

/// Told when a reader is gone whose handler had its turn. Nothing can be sent to it any more, and it is in no channel:
/// `channels()` tells of those it was in. What it throws is logged.
class OnStreamClose {
public:
  virtual ~OnStreamClose() = default;
  virtual void onStreamClose(SseContext& context) = 0;
};

}  // namespace serinus
