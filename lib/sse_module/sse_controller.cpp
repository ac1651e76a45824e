#include <serinus/sse_module/sse_controller.hpp>

#include <stdexcept>

namespace serinus {

StepList& SseController::onSse(Route route, SseHandler handler) {
  if (route.method() != Method::get) {
    throw std::invalid_argument("onSse(" + route.text() + "): an event stream is read with GET; write Route::get(\"" +
                                route.path() + "\")");
  }
  claim(route);
  return sseRoutes_.emplace_back(SseRoute{std::move(route), std::move(handler), {}}).steps;
}

std::string_view SseContext::lastEventId() const {
  constexpr std::size_t longest = 256;
  const std::string_view id = header("Last-Event-ID").value_or(query("lastEventId").value_or(std::string_view()));
  return id.size() <= longest ? id : std::string_view();
}

}  // namespace serinus
