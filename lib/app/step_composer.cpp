#include "app/step_composer.hpp"

#include <algorithm>

namespace serinus::app {

void StepComposer::addEverywhere(const StepList& steps, const di::ServiceScope& services) {
  if (!steps.empty()) everywhere_.emplace_back(&steps, &services);
}

pipeline::Pipeline StepComposer::compose(Door door, const pipeline::RouteShape& route,
                                         std::initializer_list<const StepList*> own, const di::ServiceScope& services,
                                         const std::string& owner) {
  routes_.push_back(route);
  pipeline::Steps steps;
  for (const auto& [list, scope] : everywhere_) append(door, route, *list, *scope, scope->module(), steps);
  for (const StepList* list : own) append(door, route, *list, services, owner, steps);
  return pipeline::Pipeline(std::move(steps));
}

void StepComposer::append(Door door, const pipeline::RouteShape& route, const StepList& list,
                          const di::ServiceScope& services, const std::string& user, pipeline::Steps& steps) {
  for (const std::string& missing : list.resolve(door, route, services, steps)) {
    std::string fault = user + " uses " + missing + ", but " + services.module() + " sees none: add providers<" +
                        missing + ">() to " + services.module() + ", or import a module that exports it";
    if (std::ranges::find(faults_, fault) == faults_.end()) faults_.push_back(std::move(fault));
  }
}

void StepComposer::judgeFilters() {
  for (const auto& [list, scope] : everywhere_) {
    for (const Route& rule : list->idleRules(routes_)) {
      faults_.push_back(scope->module() + " has steps forRoutes(\"" + rule.text() +
                        "\"), but nothing is served there: write whole paths as they are served, `*` for one part and "
                        "`/**` for all below");
    }
  }
}

}  // namespace serinus::app
