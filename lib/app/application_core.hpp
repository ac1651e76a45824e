#pragma once

#include "app/assembly.hpp"
#include "app/stages.hpp"
#include "server/loop_server.hpp"
#include "server/memory_watch.hpp"
#include "transport/tls_server.hpp"

#include <serinus/app/application.hpp>
#include <serinus/base/function.hpp>
#include <serinus/runtime/task_scope.hpp>

#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace serinus::app {

/// The inside of an `Application`: its loops and their threads, what was put together for them, its ports.
class ApplicationCore {
public:
  ApplicationCore(ModuleImport root, ApplicationOptions options);
  ApplicationCore(const ApplicationCore&) = delete;
  ApplicationCore& operator=(const ApplicationCore&) = delete;
  ~ApplicationCore();

  /// @param beforePorts  called, on the first loop, when all that remains is to open the ports
  void start(const std::function<void()>& beforePorts = [] {});
  std::size_t stop();
  /// @param certificates  in place of those there were; without, their files are read again
  void reloadTls(std::optional<std::vector<TlsCertificate>> certificates = std::nullopt);

  [[nodiscard]] bool isRunning() const noexcept { return running_; }
  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
  [[nodiscard]] const di::ServiceScope& services() const;
  [[nodiscard]] bool hasTls() const noexcept { return options_.tls.isOn(); }
  [[nodiscard]] Logger& logger() const noexcept { return *logger_; }
  [[nodiscard]] MemoryUse memoryUse() const noexcept { return memory_.read(); }
  [[nodiscard]] LimitCounters limitCounters() const noexcept { return limiter_->counters(); }

private:
  /// One event loop: a thread, and its share of the server.
  struct Worker {
    Worker(const Timeouts& timeouts, const std::shared_ptr<server::ConnectionLimiter>& limiter)
        : server(loop, timeouts, limiter) {}
    Loop loop;
    server::LoopServer server;
    std::thread thread;
  };
  /// A bound port, or one loop's share of it.
  struct Opening {
    Worker* worker;
    std::unique_ptr<transport::Listener> listener;
    const server::Endpoints* endpoints;
  };

  void startLoops();
  void loadTls(std::vector<std::string>& faults);
  [[nodiscard]] Task<> initialize(const std::function<void()>& beforePorts, std::vector<std::string> faults);
  void watchMemory();
  void openPorts();
  [[nodiscard]] std::uint16_t bindPort(std::uint16_t wanted, const server::Endpoints& endpoints,
                                       std::vector<Opening>& openings);
  void logStart(std::uint16_t port) const;
  void runOnFirstLoop(Task<> task);
  /// On its loop; returns when it is done. @throws what it throws
  void runOn(Worker& worker, const std::function<void()>& work);
  void onEachLoop(const std::function<void(Worker&)>& work);
  void beginStopping();
  [[nodiscard]] std::size_t drain();
  [[nodiscard]] std::size_t cut();
  void shutDown();
  void end() noexcept;

  ModuleImport root_;
  std::vector<std::string> faults_;  // of the environment
  ApplicationOptions options_;
  std::shared_ptr<Logger> logger_;
  std::shared_ptr<server::ConnectionLimiter> limiter_;
  server::MemoryGauge memory_;
  std::unique_ptr<transport::TlsServer> tls_;  // while it runs; null without TLS
  std::uint16_t port_ = 0;
  bool running_ = false;
  std::optional<Assembly> assembly_;  // outlives the workers: their connections use what it holds
  std::optional<Stages> stages_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::optional<server::MemoryWatch> watch_;    // of the first loop; none without a budget
  std::optional<runtime::TaskScope> stopping_;  // of the first loop: what is still to be done there
};

}  // namespace serinus::app
