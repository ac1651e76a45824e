#include <serinus/sse_module/sse_controller.hpp>

#include <stdexcept>

namespace serinus {

void SseController::requireGet(const Route& route) {
  if (route.method() != Method::get) {
    throw std::invalid_argument("onSse(" + route.text() + "): an EventSource reads with GET; write Route::get(\"" +
                                route.path() + "\"), or onStream for clients that read with fetch");
  }
}

SseSteps& SseController::add(Route route, sse_module::BoundStream handler) {
  claim(route);
  return sseRoutes_.emplace_back(SseRoute{std::move(route), std::move(handler), {}}).steps;
}

}  // namespace serinus
