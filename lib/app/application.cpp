#include <serinus/app/application.hpp>

#include "app/application_core.hpp"

#include <charconv>
#include <csignal>
#include <cstdlib>
#include <string_view>
#include <utility>

#include <pthread.h>
#include <unistd.h>

namespace serinus {

namespace {

ApplicationOptions withEnvironment(ApplicationOptions options) {
  if (const char* host = std::getenv("HOST"); host != nullptr && *host != '\0') options.host = host;
  const char* const port = std::getenv("PORT");
  if (port == nullptr || options.port == 0) return options;
  const std::string_view text = port;
  std::uint16_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size())
    throw InitializationError(
        {"the environment's PORT is \"" + std::string(text) + "\": give a number from 0 to 65535"});
  options.port = number;
  return options;
}

/// SIGINT and SIGTERM wait to be asked for while this lives; threads started meanwhile do not get them.
class HeldSignals {
public:
  HeldSignals() {
    ::sigemptyset(&set_);
    ::sigaddset(&set_, SIGINT);
    ::sigaddset(&set_, SIGTERM);
    ::pthread_sigmask(SIG_BLOCK, &set_, &before_);
  }
  HeldSignals(const HeldSignals&) = delete;
  HeldSignals& operator=(const HeldSignals&) = delete;
  ~HeldSignals() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

  int wait() const {
    int signal = 0;
    ::sigwait(&set_, &signal);
    return signal;
  }

  /// From now on the next one ends the process at once.
  void release() const { ::pthread_sigmask(SIG_UNBLOCK, &set_, nullptr); }

private:
  sigset_t set_{};
  sigset_t before_{};
};

}  // namespace

Application::Application(app::ModuleImport root, ApplicationOptions options)
    : core_(std::make_unique<app::ApplicationCore>(std::move(root), withEnvironment(std::move(options)))) {}
Application::Application(Application&&) noexcept = default;
Application& Application::operator=(Application&&) noexcept = default;
Application::~Application() = default;

void Application::start() {
  core_->start();
}
void Application::stop() {
  core_->stop();
}
std::uint16_t Application::port() const noexcept {
  return core_->port();
}
const di::ServiceScope& Application::services() const {
  return core_->services();
}

int Application::run() {
  const HeldSignals signals;
  try {
    start();
  } catch (const std::exception& error) {
    core_->logger().error("serinus", error.what());
    return 1;
  }
  const int signal = signals.wait();
  signals.release();
  core_->logger().info("serinus", signal == SIGINT ? "SIGINT: stopping" : "SIGTERM: stopping");
  stop();
  core_->logger().info("serinus", "stopped");
  return 0;
}

}  // namespace serinus
