#pragma once

#include <serinus/di/service_scope.hpp>
#include <serinus/pipeline/pipeline.hpp>

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace serinus::app {

/// Puts the steps before a handler together: those of the whole application, of its controller or gateway, its own.
class StepComposer {
public:
  /// Steps of the whole application, as a module declared them and sees them. In the order of the calls.
  void addEverywhere(const StepList& steps, const di::ServiceScope& services);

  /// @param owner  the class of the controller or gateway, in the module that `services` are of
  [[nodiscard]] pipeline::Pipeline compose(Door door, const pipeline::RouteShape& route,
                                           std::initializer_list<const StepList*> own, const di::ServiceScope& services,
                                           const std::string& owner);

  /// Once all is composed: notes filters that name no route.
  void judgeFilters();

  /// What was not found, each once; then what `judgeFilters` noted.
  [[nodiscard]] const std::vector<std::string>& faults() const noexcept { return faults_; }

private:
  void append(Door door, const pipeline::RouteShape& route, const StepList& list, const di::ServiceScope& services,
              const std::string& user, pipeline::Steps& steps);

  std::vector<std::pair<const StepList*, const di::ServiceScope*>> everywhere_;
  std::vector<pipeline::RouteShape> routes_;
  std::vector<std::string> faults_;
};

}  // namespace serinus::app
