#include "app/stages.hpp"

#include <serinus/app/lifecycle.hpp>
#include <serinus/di/initialization_error.hpp>

#include <exception>
#include <string>

namespace serinus::app {

Task<> Stages::init() {
  while (initialized_ < container_->steps()) {
    co_await tell(initialized_, &OnApplicationInit::onApplicationInit, "onApplicationInit");
    ++initialized_;
  }
}

Task<> Stages::bootstrap() {
  for (std::size_t step = 0; step < container_->steps(); ++step)
    co_await tell(step, &OnApplicationBootstrap::onApplicationBootstrap, "onApplicationBootstrap");
}

Task<> Stages::ready() {
  for (std::size_t step = 0; step < container_->steps(); ++step)
    co_await tell(step, &OnApplicationReady::onApplicationReady, "onApplicationReady");
}

std::vector<Task<>> Stages::stopping() const {
  std::vector<Task<>> tasks;
  for (std::size_t step = 0; step < initialized_; ++step) {
    if (container_->as<OnApplicationStopping>(step) != nullptr) tasks.push_back(tellStopping(step));
  }
  return tasks;
}

Task<> Stages::tellStopping(std::size_t step) const {
  try {
    co_await tell(step, &OnApplicationStopping::onApplicationStopping, "onApplicationStopping");
  } catch (const InitializationError& error) {
    logger_->error("serinus", error.faults().front());
  }
}

Task<> Stages::shutdown() {
  while (initialized_ > 0) {
    --initialized_;
    try {
      co_await tell(initialized_, &OnApplicationShutdown::onApplicationShutdown, "onApplicationShutdown");
    } catch (const InitializationError& error) {
      logger_->error("serinus", error.faults().front());
    }
  }
}

template <class Stage>
Task<> Stages::tell(std::size_t step, Task<> (Stage::*stage)(), const char* name) const {
  const auto listener = container_->as<Stage>(step);
  if (listener == nullptr) co_return;
  std::exception_ptr cause;
  try {
    co_await (listener.get()->*stage)();
  } catch (...) {
    cause = std::current_exception();
  }
  if (cause) throw InitializationError({describeFailure(step, name, cause)});
}

std::string Stages::describeFailure(std::size_t step, const char* stage, const std::exception_ptr& cause) const {
  return container_->provider(step).implementation + "::" + stage + " of " + container_->moduleOf(step).name +
         " threw: " + di::causeText(cause);
}

}  // namespace serinus::app
