#include <serinus/pipeline/step_list.hpp>

#include "pipeline/filtered_steps.hpp"

#include <utility>

namespace serinus {

void StepList::add(Doors doors, std::string name, Find find) {
  declared_.push_back(Declared{doors, std::move(name), std::move(find), nullptr});
}

std::vector<std::string> StepList::resolve(Door door, const pipeline::RouteShape& route,
                                           const di::ServiceScope& services, pipeline::Steps& steps) const {
  steps.metadata.add(metadata_);
  std::vector<std::string> missing;
  for (const Declared& declared : declared_) {
    if (!declared.doors.has(door)) continue;
    const auto coverage = declared.filter ? declared.filter->over(route) : routing::Coverage::all;
    if (coverage == routing::Coverage::none) continue;
    pipeline::Steps own;
    if (!declared.find(services, coverage == routing::Coverage::all ? steps : own)) missing.push_back(declared.name);
    if (coverage == routing::Coverage::some) pipeline::addFiltered(own, declared.filter, steps);
  }
  return missing;
}

std::vector<Route> StepList::idleRules(const std::vector<pipeline::RouteShape>& routes) const {
  std::vector<Route> idle;
  const pipeline::RouteFilter* last = nullptr;
  for (const Declared& declared : declared_) {
    if (declared.filter && declared.filter.get() != last) {
      const std::vector<Route> rules = declared.filter->idleRules(routes);
      idle.insert(idle.end(), rules.begin(), rules.end());
    }
    last = declared.filter.get();
  }
  return idle;
}

pipeline::RouteFilter& StepList::filterFrom(std::size_t first) {
  if (!declared_.at(first).filter) {
    const auto filter = std::make_shared<pipeline::RouteFilter>();
    for (std::size_t i = first; i < declared_.size(); ++i) declared_[i].filter = filter;
  }
  return *declared_[first].filter;
}

}  // namespace serinus
