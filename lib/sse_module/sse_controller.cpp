#include <serinus/sse_module/sse_controller.hpp>

#include <stdexcept>

namespace serinus {

SseSteps& SseController::onSse(Route route, SseHandler handler) {
  if (route.method() != Method::get) {
    throw std::invalid_argument("onSse(" + route.text() + "): an EventSource reads with GET; write Route::get(\"" +
                                route.path() + "\"), or onStream for clients that read with fetch");
  }
  return onStream(std::move(route), std::move(handler));
}

SseSteps& SseController::onStream(Route route, SseHandler handler) {
  claim(route);
  return sseRoutes_.emplace_back(SseRoute{std::move(route), std::move(handler), {}}).steps;
}

}  // namespace serinus
