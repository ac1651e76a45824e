#pragma once

#include <serinus/pipeline/controller.hpp>
#include <serinus/sse_module/sse_context.hpp>

#include <concepts>
#include <deque>
#include <functional>
#include <utility>

namespace serinus {

/// A controller that also serves event streams. An application that has one imports `SseModule`.
class SseController : public Controller {
public:
  using SseHandler = std::function<SseStream(SseContext&)>;
  struct SseRoute {
    Route route;
    SseHandler handler;
    StepList steps;
  };

  explicit SseController(std::string path = {}) : Controller(std::move(path)) {}

  /// Serves an event stream. The handler is called once for each reader, when the steps have let it through.
  /// @returns the route's own steps: `onSse(…).use<AuthGuard>();`
  /// @throws std::invalid_argument  when the route is not GET, or the controller serves its path already
  StepList& onSse(Route route, SseHandler handler);

  /// Serves a topic as an event stream: see `SseContext::subscribe`.
  template <class T>
  StepList& onSse(Route route, const Topic<T>& topic) {
    return onSse(std::move(route), topic, [](SseContext&) { return TopicRequest(); });
  }
  /// The same with what each reader wants of it: `[](SseContext& context) { return TopicRequest().filter(…); }`
  template <class T, std::invocable<SseContext&> Request>
  StepList& onSse(Route route, const Topic<T>& topic, Request requestOf) {
    return onSse(std::move(route), [topic = Topic<T>(topic), requestOf](SseContext& context) -> SseStream {
      context.subscribe(topic, requestOf(context));
      co_return;
    });
  }

  [[nodiscard]] const std::deque<SseRoute>& sseRoutes() const noexcept { return sseRoutes_; }

private:
  std::deque<SseRoute> sseRoutes_;  // whose steps are referred to
};

}  // namespace serinus
