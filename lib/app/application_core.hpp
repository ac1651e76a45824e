#pragma once

#include "app/module_tree.hpp"
#include "app/mounting.hpp"
#include "server/loop_server.hpp"

#include <serinus/app/application.hpp>
#include <serinus/runtime/task_scope.hpp>

#include <memory>
#include <optional>
#include <thread>
#include <vector>

namespace serinus::app {

/// The inside of an `Application`: its loops and their threads, its modules, its ports.
class ApplicationCore {
public:
  ApplicationCore(ModuleImport root, ApplicationOptions options);
  ApplicationCore(const ApplicationCore&) = delete;
  ApplicationCore& operator=(const ApplicationCore&) = delete;
  ~ApplicationCore();

  void start();
  void stop();

  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
  [[nodiscard]] const di::ServiceScope& services() const { return container_->scope(0); }
  [[nodiscard]] Logger& logger() const noexcept { return *logger_; }

private:
  /// One event loop: a thread, and its share of the server.
  struct Worker {
    explicit Worker(const Timeouts& timeouts) : server(loop, timeouts) {}
    Loop loop;
    server::LoopServer server;
    std::thread thread;
  };

  [[nodiscard]] Task<> initialize();
  [[nodiscard]] Task<> build();
  template <class Stage>
  [[nodiscard]] Task<> tell(Task<> (Stage::*stage)());
  [[nodiscard]] Task<> shutDown();
  void openPorts();
  void openPort(std::uint16_t wanted, const server::Endpoints& endpoints, bool own);
  void runOnFirstLoop(Task<> task);
  void onEachLoop(const std::function<void(Worker&)>& work);
  void drain();
  void logModules() const;
  void end() noexcept;

  ModuleImport root_;
  ApplicationOptions options_;
  std::shared_ptr<Logger> logger_;
  std::uint16_t port_ = 0;
  bool running_ = false;
  ModuleTree tree_;
  std::optional<di::Container> container_;  // outlives the workers: their connections use what it holds
  Mounted mounted_;
  std::vector<std::unique_ptr<Worker>> workers_;
};

}  // namespace serinus::app
