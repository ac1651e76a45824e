#include "app/application_core.hpp"

#include "gateway/gateway_hub.hpp"

#include <serinus/app/recipe.hpp>
#include <serinus/app/ws_module.hpp>
#include <serinus/base/console_logger.hpp>

#include <algorithm>
#include <condition_variable>
#include <csignal>
#include <future>
#include <mutex>
#include <utility>

namespace serinus::app {

ApplicationCore::ApplicationCore(ModuleImport root, ApplicationOptions options)
    : root_(std::move(root)), options_(std::move(options)), logger_(options_.logger) {
  if (logger_ == nullptr) logger_ = std::make_shared<ConsoleLogger>(ConsoleLoggerOptions{.level = options_.logLevel});
}

ApplicationCore::~ApplicationCore() {
  stop();
}

void ApplicationCore::start() {
  if (running_) return;
  const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
  const std::size_t threads = options_.threads == 0 ? cores : options_.threads;
  // Signals are for the thread that called: one that ends `run()` must not end a loop's thread instead.
  sigset_t all;
  sigset_t before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  for (std::size_t i = 0; i < threads; ++i) {
    auto& worker = *workers_.emplace_back(std::make_unique<Worker>(options_.timeouts));
    worker.thread = std::thread([&worker] { worker.loop.run(); });
  }
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  running_ = true;
  try {
    runOnFirstLoop(initialize());
  } catch (...) {
    end();
    throw;
  }
}

// ---- Start, on the first loop

Task<> ApplicationCore::initialize() {
  co_await ModuleTree::grow(tree_, root_, options_);
  co_await build();
  co_await tell(&OnApplicationInit::onApplicationInit);

  const SseModule* sseModule = nullptr;
  bool hasWsModule = false;
  for (const auto& module : tree_.modules()) {
    hasWsModule = hasWsModule || dynamic_cast<const WsModule*>(module.get()) != nullptr;
    if (const auto* sse = dynamic_cast<const SseModule*>(module.get())) sseModule = sse;
  }
  std::vector<Loop*> loops;
  for (const auto& worker : workers_) loops.push_back(&worker->loop);
  std::vector<std::pair<const StepList*, const di::ServiceScope*>> everywhere;
  for (std::size_t i = 0; i < tree_.modules().size(); ++i)
    everywhere.emplace_back(&tree_.modules()[i]->contents().everywhere, &container_->scope(i));
  mounted_ = mount(
      MountSources{*container_, options_, hasWsModule, sseModule, std::move(everywhere), std::move(loops), logger_});
  co_await tell(&OnApplicationBootstrap::onApplicationBootstrap);

  openPorts();
  logModules();
  co_await tell(&OnApplicationReady::onApplicationReady);
}

Task<> ApplicationCore::build() {
  di::ModuleGraph graph = tree_.graph();
  di::Plan plan = graph.resolve();
  container_.emplace(std::move(graph), std::move(plan));
  for (std::size_t step = 0; step < container_->steps(); ++step) {
    if (!container_->isOpaque(step)) {
      container_->build(step);
      continue;
    }
    const auto& recipe = std::any_cast<const CoroutineRecipe&>(container_->provider(step).opaque);
    std::string fault;
    try {
      di::Instance instance = co_await recipe(container_->resolved(step));
      container_->put(step, std::move(instance));
    } catch (const std::exception& error) {
      fault = error.what();
    }
    if (!fault.empty()) {
      throw InitializationError({container_->provider(step).implementation + " of " + container_->moduleOf(step).name +
                                 " could not be made: " + fault});
    }
  }
  container_->finish();
}

template <class Stage>
Task<> ApplicationCore::tell(Task<> (Stage::*stage)()) {
  for (std::size_t step = 0; step < container_->steps(); ++step) {
    const auto listener = container_->as<Stage>(step);
    if (listener != nullptr) co_await (listener.get()->*stage)();
  }
}

void ApplicationCore::openPorts() {
  // All are bound before any is accepted on, so that a port that cannot be had stops the start.
  openPort(options_.port, mounted_.ports.at(0), true);
  for (const auto& [port, endpoints] : mounted_.ports) {
    if (port != 0) openPort(port, endpoints, false);
  }
}

void ApplicationCore::openPort(std::uint16_t wanted, const server::Endpoints& endpoints, bool own) {
  transport::Endpoint endpoint{options_.host, wanted, workers_.size() > 1, 4096};
  for (const auto& worker : workers_) {
    auto listener = std::make_unique<transport::Listener>(endpoint);
    endpoint.port = listener->port();
    // The loop of another worker is not ours to touch.
    worker->loop.post([&server = worker->server, &endpoints, kept = std::move(listener)]() mutable {
      server.listen(std::move(kept), endpoints);
    });
  }
  if (own) port_ = endpoint.port;
}

void ApplicationCore::logModules() const {
  for (std::size_t i = 0; i < tree_.modules().size(); ++i)
    logger_->debug("serinus", "module  " + container_->scope(i).module());
  for (const std::string& line : mounted_.lines) logger_->info("serinus", line);
  logger_->info("serinus", "listening on http://" + options_.host + ":" + std::to_string(port_));
}

// ---- Stop

void ApplicationCore::stop() {
  if (!running_) return;
  drain();
  try {
    runOnFirstLoop(shutDown());
  } catch (const std::exception& error) {
    logger_->error("serinus", std::string("onApplicationShutdown threw: ") + error.what());
  } catch (...) {
    logger_->error("serinus", "onApplicationShutdown threw something that is no std::exception");
  }
  end();
}

void ApplicationCore::drain() {
  std::mutex mutex;
  std::condition_variable ended;
  std::size_t left = workers_.size();
  for (const auto& worker : workers_) {
    worker->loop.post([&, server = &worker->server] {
      server->drain([&] {
        const std::lock_guard lock(mutex);
        --left;
        ended.notify_one();
      });
    });
  }
  {
    std::unique_lock lock(mutex);
    if (!ended.wait_for(lock, options_.timeouts.drain, [&] { return left == 0; }))
      logger_->warning("serinus", "some connections did not end in time and are cut off");
  }
  // Also makes sure that nothing refers to the locals above any more.
  onEachLoop([](Worker& worker) { worker.server.cut(); });
  // What the ends of connections on one loop had to say to another arrives before anybody is told of the shutdown.
  onEachLoop([](Worker&) {});
}

Task<> ApplicationCore::shutDown() {
  for (std::size_t step = container_->steps(); step > 0; --step) {
    const auto listener = container_->as<OnApplicationShutdown>(step - 1);
    if (listener != nullptr) co_await listener->onApplicationShutdown();
  }
}

void ApplicationCore::end() noexcept {
  onEachLoop([](Worker& worker) { worker.server.cut(); });
  onEachLoop([this](Worker&) {
    for (gateway::GatewayHub* hub : mounted_.gateways) hub->cancelHere();
  });
  for (gateway::GatewayHub* hub : mounted_.gateways) hub->unbind();
  if (mounted_.sse != nullptr) mounted_.sse->unbind();
  for (const auto& worker : workers_) worker->loop.stop();
  for (const auto& worker : workers_) worker->thread.join();
  workers_.clear();
  mounted_ = Mounted();
  container_.reset();
  tree_ = ModuleTree();
  running_ = false;
}

// ---- From the caller's thread to the loops

void ApplicationCore::runOnFirstLoop(Task<> task) {
  std::promise<void> outcome;
  Loop& loop = workers_.front()->loop;
  std::optional<runtime::TaskScope> scope;
  std::exception_ptr fault;
  loop.post([&] {
    scope.emplace(loop, [&](std::exception_ptr error) { fault = std::move(error); });
    scope->onEmpty([&] {
      // The frame that tells this is still on the stack: let go of it first.
      loop.post([&] {
        scope.reset();
        outcome.set_value();
      });
    });
    scope->spawn(std::move(task));
  });
  outcome.get_future().wait();
  if (fault) std::rethrow_exception(fault);
}

void ApplicationCore::onEachLoop(const std::function<void(Worker&)>& work) {
  for (const auto& worker : workers_) {
    std::promise<void> done;
    worker->loop.post([&] {
      work(*worker);
      done.set_value();
    });
    done.get_future().wait();
  }
}

}  // namespace serinus::app
