#pragma once

#include <serinus/base/log.hpp>
#include <serinus/di/container.hpp>
#include <serinus/runtime/task.hpp>

#include <cstddef>
#include <memory>
#include <vector>

namespace serinus::app {

/// Tells providers and controllers of the application's stages, one after the other. Refers to the container.
///
/// @throws InitializationError  from all but `shutdown`: who threw at which stage, and the cause
class Stages {
public:
  Stages(const di::Container& container, std::shared_ptr<Logger> logger)
      : container_(&container), logger_(std::move(logger)) {}

  [[nodiscard]] Task<> init();
  [[nodiscard]] Task<> bootstrap();
  [[nodiscard]] Task<> ready();

  /// What each that `init` went past has to do when the application begins to stop.
  [[nodiscard]] std::vector<Task<>> stopping() const;

  /// Tells those that `init` went past, in reverse order, each whatever the others throw.
  [[nodiscard]] Task<> shutdown();

private:
  [[nodiscard]] Task<> tellStopping(std::size_t step) const;
  template <class Stage>
  [[nodiscard]] Task<> tell(std::size_t step, Task<> (Stage::*stage)(), const char* name) const;
  [[nodiscard]] std::string describeFailure(std::size_t step, const char* stage, const std::exception_ptr& cause) const;

  const di::Container* container_;
  std::shared_ptr<Logger> logger_;
  std::size_t initialized_ = 0;  ///< steps before this one know that the application begins
};

}  // namespace serinus::app
