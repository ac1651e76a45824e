#include <serinus/pipeline/controller.hpp>

namespace serinus {

void Controller::claim(const Route& route) {
  try {
    const routing::Pattern pattern(route.path());
    const std::vector<std::string> versions = route.versions().value_or(std::vector<std::string>());
    if (versions.empty()) claimed_.add(route.method(), pattern, claims_.size(), "");
    for (const std::string& version : versions)
      claimed_.add(route.method(), pattern, claims_.size(), "", {.host = {}, .version = version});
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
