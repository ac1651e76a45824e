#include <serinus/pipeline/controller.hpp>

namespace serinus {

void Controller::claim(const Route& route) {
  try {
    claimed_.add(route.method(), routing::Pattern(route.path()), claims_.size(), "");
  } catch (const routing::RouteConflict& conflict) {
    throw routing::RouteConflict(route.text() + " is served already by this controller, as " +
                                     claims_[conflict.first()] + ": give one of them another path or method",
                                 conflict.first());
  }
  claims_.push_back(route.text());
}

StepList& Controller::add(Route route, pipeline::BoundHandler handler) {
  claim(route);
  return httpRoutes_.emplace_back(HttpRoute{std::move(route), std::move(handler), {}}).steps;
}

}  // namespace serinus
