#include <serinus/pipeline/controller.hpp>

namespace serinus {

void Controller::claim(const Route& route) {
  claimed_.add(route.method(), routing::Pattern(route.path()), 0, "this controller");
}

StepList& Controller::add(Route route, Handler handler) {
  claim(route);
  return httpRoutes_.emplace_back(HttpRoute{std::move(route), std::move(handler), {}}).steps;
}

Task<Response> Controller::ready(Response response) {
  co_return response;
}

}  // namespace serinus
