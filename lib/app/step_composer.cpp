#include "app/step_composer.hpp"

#include <algorithm>

namespace serinus::app {

void StepComposer::addEverywhere(const StepList& steps, const di::ServiceScope& services) {
  if (!steps.empty()) everywhere_.emplace_back(&steps, &services);
}

pipeline::Pipeline StepComposer::compose(Door door, std::initializer_list<const StepList*> own,
                                         const di::ServiceScope& services, const std::string& owner) {
  pipeline::Steps steps;
  for (const auto& [list, scope] : everywhere_) append(door, *list, *scope, scope->module(), steps);
  for (const StepList* list : own) append(door, *list, services, owner, steps);
  return pipeline::Pipeline(std::move(steps));
}

void StepComposer::append(Door door, const StepList& list, const di::ServiceScope& services, const std::string& user,
                          pipeline::Steps& steps) {
  for (const std::string& missing : list.resolve(door, services, steps)) {
    std::string fault = user + " uses " + missing + ", but " + services.module() + " sees none: add providers<" +
                        missing + ">() to " + services.module() + ", or import a module that exports it";
    if (std::ranges::find(faults_, fault) == faults_.end()) faults_.push_back(std::move(fault));
  }
}

}  // namespace serinus::app
