#include <serinus/app/application.hpp>

#include "app/application_core.hpp"
#include "app/stop_signals.hpp"

#include <csignal>
#include <string>
#include <utility>

namespace serinus {

namespace {

/// One line for each fault: a logger escapes what would begin a new one.
void logFailure(Logger& logger, const InitializationError& error) {
  const std::size_t count = error.faults().size();
  logger.error("serinus",
               "the application cannot start:" + (count == 1 ? ' ' + error.faults().front() : std::string()));
  if (count == 1) return;
  for (std::size_t i = 0; i < count; ++i)
    logger.error("serinus", "  " + std::to_string(i + 1) + ". " + error.faults()[i]);
}

void reloadAfterSignal(app::ApplicationCore& core) {
  try {
    core.reloadTls();
  } catch (const InitializationError& error) {
    core.logger().error("serinus", "SIGHUP: the TLS certificates stay as they were:");
    for (const std::string& fault : error.faults()) core.logger().error("serinus", "  " + fault);
  }
}

}  // namespace

Application::Application(app::ModuleImport root, ApplicationOptions options)
    : core_(std::make_unique<app::ApplicationCore>(std::move(root), std::move(options))) {}
Application::Application(Application&&) noexcept = default;
Application& Application::operator=(Application&&) noexcept = default;
Application::~Application() = default;

void Application::start() {
  core_->start();
}
std::size_t Application::stop() {
  return core_->stop();
}
std::uint16_t Application::port() const noexcept {
  return core_->port();
}
LimitCounters Application::limitCounters() const noexcept {
  return core_->limitCounters();
}
MemoryUse Application::memoryUse() const noexcept {
  return core_->memoryUse();
}
void Application::reloadTls() {
  core_->reloadTls();
}
void Application::reloadTls(std::vector<TlsCertificate> certificates) {
  core_->reloadTls(std::move(certificates));
}
const di::ServiceScope& Application::services() const {
  return core_->services();
}

int Application::run() {
  const app::StopSignals signals(core_->isRunning(), core_->hasTls());
  Logger& logger = core_->logger();
  try {
    core_->start(&app::StopSignals::await);
  } catch (const InitializationError& error) {
    logFailure(logger, error);
    return 1;
  } catch (const std::exception& error) {
    logger.error("serinus", std::string("the application cannot start: ") + error.what());
    return 1;
  }
  int signal = app::StopSignals::wait();
  for (; signal == SIGHUP; signal = app::StopSignals::wait()) reloadAfterSignal(*core_);
  logger.info("serinus", std::string(signal == SIGINT ? "SIGINT" : "SIGTERM") +
                             ": stopping; a second signal ends the process at once");
  const std::size_t forced = core_->stop();
  logger.info("serinus", "stopped");
  return forced == 0 ? 0 : 1;
}

}  // namespace serinus
