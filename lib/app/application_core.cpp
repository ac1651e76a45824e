#include "app/application_core.hpp"

#include "app/environment.hpp"
#include "base/memory_limit.hpp"
#include "gateway/gateway_hub.hpp"
#include "server/limit_faults.hpp"

#include <serinus/base/console_logger.hpp>

#include <algorithm>
#include <condition_variable>
#include <csignal>
#include <future>
#include <mutex>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace serinus::app {

namespace {

/// Threads started meanwhile get no signals: these are for the application's own threads.
class SignalsHeldBack {
public:
  SignalsHeldBack() {
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  SignalsHeldBack(const SignalsHeldBack&) = delete;
  SignalsHeldBack& operator=(const SignalsHeldBack&) = delete;
  ~SignalsHeldBack() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

private:
  sigset_t before_{};
};

void judgeLimits(const ApplicationOptions& options, std::vector<std::string>& faults) {
  for (const auto& found :
       {server::requestLimitFaults(options.limits), server::timeoutFaults(options.timeouts),
        server::connectionLimitFaults(options.connections), server::memoryBudgetFaults(options.memoryBudget)}) {
    for (const std::string& fault : found) faults.push_back("ApplicationOptions: " + fault);
  }
}

/// In bytes; zero for none.
std::uint64_t budgetOf(const ApplicationOptions& options) {
  if (options.memoryBudget == noMemoryBudget) return 0;
  return options.memoryBudget != 0 ? options.memoryBudget : memoryLimit().value_or(0) / 4 * 3;
}

}  // namespace

ApplicationCore::ApplicationCore(ModuleImport root, ApplicationOptions options)
    : root_(std::move(root)),
      options_(withEnvironment(std::move(options), faults_)),
      logger_(options_.logger),
      limiter_(std::make_shared<server::ConnectionLimiter>(options_.connections)) {
  if (logger_ == nullptr) logger_ = std::make_shared<ConsoleLogger>(ConsoleLoggerOptions{.level = options_.logLevel});
}

ApplicationCore::~ApplicationCore() {
  stop();
}

const di::ServiceScope& ApplicationCore::services() const {
  if (!running_) throw std::logic_error("Application::use: the application is not started; call start() first");
  return assembly_->container().scope(0);
}

// ---- Start

void ApplicationCore::start(const std::function<void()>& beforePorts) {
  if (running_) return;
  running_ = true;
  assembly_.emplace(options_, logger_);
  try {
    std::vector<std::string> faults = faults_;
    judgeLimits(options_, faults);
    if (options_.proxyProtocol == ProxyProtocol::required && options_.trustedProxies.empty()) {
      faults.emplace_back(
          "ApplicationOptions::proxyProtocol: a PROXY header is required, but nobody may send one: name the proxies in "
          "trustedProxies");
    }
    loadTls(faults);
    startLoops();
    runOnFirstLoop(initialize(beforePorts, std::move(faults)));
  } catch (...) {
    static_cast<void>(cut());
    shutDown();
    end();
    throw;
  }
}

void ApplicationCore::loadTls(std::vector<std::string>& faults) {
  if (!options_.tls.isOn()) return;
  tls_ = std::make_unique<transport::TlsServer>(options_.tls, logger_);
  for (std::string& fault : tls_->load()) faults.push_back(std::move(fault));
}

void ApplicationCore::reloadTls(std::optional<std::vector<TlsCertificate>> certificates) {
  if (!running_ || tls_ == nullptr)
    throw std::logic_error("Application::reloadTls: the application is not started, or has no TLS certificate");
  std::vector<std::string> faults = certificates ? tls_->load(std::move(*certificates)) : tls_->load();
  if (!faults.empty()) throw InitializationError(std::move(faults));
  logger_->info("serinus", "the TLS certificates were read again");
}

void ApplicationCore::startLoops() {
  const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
  const std::size_t threads = options_.threads == 0 ? cores : options_.threads;
  const SignalsHeldBack heldBack;
  while (workers_.size() < threads) {
    auto worker = std::make_unique<Worker>(options_.timeouts, limiter_);
    worker->thread = std::thread([loop = &worker->loop] { loop->run(); });
    workers_.push_back(std::move(worker));
  }
}

Task<> ApplicationCore::initialize(const std::function<void()>& beforePorts, std::vector<std::string> faults) {
  std::vector<Loop*> loops;
  for (const auto& worker : workers_) loops.push_back(&worker->loop);
  co_await assembly_->make(root_, std::move(faults), std::move(loops));
  stages_.emplace(assembly_->container(), logger_);
  co_await stages_->init();
  assembly_->mountAll();
  co_await stages_->bootstrap();
  beforePorts();
  watchMemory();
  openPorts();
  co_await stages_->ready();
}

/// Before the first client can come: then all loops know how it stands.
void ApplicationCore::watchMemory() {
  const std::uint64_t budget = budgetOf(options_);
  memory_.tell({OverloadLevel::normal, 0, budget});
  if (budget == 0) return;
  std::vector<server::MemoryWatch::Part> parts;
  for (const auto& worker : workers_) parts.push_back({&worker->loop, &worker->server});
  const auto tellHealth = [health = assembly_->mounted().health](OverloadLevel level) {
    if (health) health->tellOverloaded(level >= OverloadLevel::refusing);
  };
  watch_.emplace(budget, std::make_unique<ProcessMemory>(), std::move(parts), memory_,
                 server::MemoryWatch::Listeners{logger_, tellHealth});
  watch_->start();
}

void ApplicationCore::openPorts() {
  // All are bound before any is accepted on, so that a port that cannot be had stops the start.
  std::vector<Opening> openings;
  const auto& ports = assembly_->mounted().ports;
  const std::uint16_t own = bindPort(options_.port, ports.at(0), openings);
  for (const auto& [port, endpoints] : ports) {
    if (port != 0) static_cast<void>(bindPort(port, endpoints, openings));
  }
  port_ = own;
  // Written before the first client can come, whose lines then follow.
  logStart(own);
  for (Opening& opening : openings) {
    runOn(*opening.worker,
          [&] { opening.worker->server.listen(std::move(opening.listener), *opening.endpoints, tls_.get()); });
  }
}

std::uint16_t ApplicationCore::bindPort(std::uint16_t wanted, const server::Endpoints& endpoints,
                                        std::vector<Opening>& openings) {
  transport::Endpoint endpoint{options_.host, wanted, workers_.size() > 1, 4096, options_.timeouts.unacknowledged};
  for (const auto& worker : workers_) {
    try {
      openings.push_back(Opening{worker.get(), std::make_unique<transport::Listener>(endpoint), &endpoints});
    } catch (const std::system_error& error) {
      if (error.code() != std::errc::address_in_use) throw;
      throw std::system_error(error.code(), "cannot listen on " + options_.host + ':' + std::to_string(wanted) +
                                                ": end what listens there, or choose another port");
    }
    endpoint.port = openings.back().listener->port();
  }
  return endpoint.port;
}

void ApplicationCore::logStart(std::uint16_t port) const {
  if (!logger_->keeps(LogLevel::info)) return;
  for (const std::string& line : assembly_->lines()) logger_->info("serinus", line);
  const bool isIpv6 = options_.host.find(':') != std::string::npos;
  const std::string host = isIpv6 ? '[' + options_.host + ']' : options_.host;
  logger_->info("serinus", std::string("listening on ") + (hasTls() ? "https" : "http") + "://" + host + ':' +
                               std::to_string(port));
  for (const auto& [other, endpoints] : assembly_->mounted().ports) {
    if (other != 0)
      logger_->info("serinus", std::string("listening on ") + (hasTls() ? "wss" : "ws") + "://" + host + ':' +
                                   std::to_string(other));
  }
}

// ---- Stop

std::size_t ApplicationCore::stop() {
  if (!running_) return 0;
  beginStopping();
  if (options_.timeouts.drainDelay > Duration::zero()) std::this_thread::sleep_for(options_.timeouts.drainDelay);
  const std::size_t forced = drain();
  shutDown();
  end();
  return forced;
}

void ApplicationCore::beginStopping() {
  Loop& loop = workers_.front()->loop;
  loop.post([this, &loop] {
    stopping_.emplace(loop, nullptr);  // what a task throws it has logged itself
    for (Task<>& task : stages_->stopping()) stopping_->spawn(std::move(task));
  });
}

std::size_t ApplicationCore::drain() {
  std::mutex mutex;
  std::condition_variable ended;
  std::size_t left = workers_.size() + 1;  // and what is to be done before the shutdown
  const auto oneLess = [&] {
    const std::lock_guard lock(mutex);
    --left;
    ended.notify_one();
  };
  for (const auto& worker : workers_)
    worker->loop.post([&oneLess, server = &worker->server] { server->drain(oneLess); });
  workers_.front()->loop.post([&] { stopping_->empty() ? oneLess() : stopping_->onEmpty(oneLess); });
  {
    std::unique_lock lock(mutex);
    ended.wait_for(lock, options_.timeouts.drain, [&] { return left == 0; });
  }
  // Also makes sure that nothing refers to the locals above any more.
  const std::size_t forced = cut();
  for (std::size_t i = 0; i < forced; ++i) limiter_->count(Limit::drainTime);
  if (forced > 0) {
    logger_->warning("serinus", std::to_string(forced) + (forced == 1 ? " connection" : " connections") +
                                    " did not end in time and " + (forced == 1 ? "was" : "were") + " cut off");
  }
  // What the ends of connections on one loop had to say to another, and what follows from it there, is done before
  // anybody is told of the shutdown.
  for (int i = 0; i < 2; ++i) onEachLoop([](Worker&) {});
  return forced;
}

std::size_t ApplicationCore::cut() {
  std::size_t forced = 0;
  onEachLoop([&](Worker& worker) {
    if (&worker == workers_.front().get()) {
      stopping_.reset();
      watch_.reset();
    }
    forced += worker.server.size();
    worker.server.cut();
  });
  return forced;
}

void ApplicationCore::shutDown() {
  if (stages_) runOnFirstLoop(stages_->shutdown());
}

void ApplicationCore::end() noexcept {
  onEachLoop([this](Worker&) {
    for (gateway::GatewayHub* hub : assembly_->mounted().gateways) hub->cancelHere();
  });
  for (const auto& worker : workers_) worker->loop.stop();
  for (const auto& worker : workers_) worker->thread.join();
  for (gateway::GatewayHub* hub : assembly_->mounted().gateways) hub->unbind();
  if (assembly_->mounted().sse != nullptr) assembly_->mounted().sse->unbind();
  workers_.clear();
  tls_.reset();
  stages_.reset();
  assembly_.reset();
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

void ApplicationCore::runOn(Worker& worker, const std::function<void()>& work) {
  if (worker.thread.get_id() == std::this_thread::get_id()) return work();
  std::packaged_task<void()> job(work);
  std::future<void> done = job.get_future();
  worker.loop.post([job = std::move(job)]() mutable { job(); });
  done.get();
}

void ApplicationCore::onEachLoop(const std::function<void(Worker&)>& work) {
  for (const auto& worker : workers_) runOn(*worker, [&] { work(*worker); });
}

}  // namespace serinus::app
