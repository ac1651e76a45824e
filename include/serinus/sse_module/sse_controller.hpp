#pragma once

#include <serinus/pipeline/controller.hpp>
#include <serinus/sse_module/sse_context.hpp>

#include <functional>
#include <vector>

namespace serinus {

/// A controller that also serves event streams.
class SseController : public Controller {
public:
  using SseHandler = std::function<SseStream(SseContext&)>;
  struct SseRoute {
    Route route;
    SseHandler handler;
  };

  explicit SseController(std::string path = {}) : Controller(std::move(path)) {}

  /// Serves an event stream. The handler is called once for each reader.
  /// @throws std::invalid_argument  when the route is not GET, or the controller serves its path already
  void onSse(Route route, SseHandler handler);

  [[nodiscard]] const std::vector<SseRoute>& sseRoutes() const noexcept { return sseRoutes_; }

private:
  std::vector<SseRoute> sseRoutes_;
};

}  // namespace serinus
