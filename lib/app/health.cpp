#include <serinus/app/health.hpp>

#include "runtime/when_empty.hpp"

#include <serinus/di/initialization_error.hpp>

#include <algorithm>
#include <exception>

namespace serinus {

Task<> HealthChecks::onApplicationStopping() {
  isStopping_ = true;
  return {};
}

std::vector<std::string> HealthChecks::bind(const std::vector<HealthIndicator*>& indicators) {
  std::vector<std::string> twice;
  for (HealthIndicator* const indicator : indicators) {
    const auto isSame = [indicator](const auto& other) { return other->indicator->name() == indicator->name(); };
    if (std::any_of(watched_.begin(), watched_.end(), isSame)) twice.emplace_back(indicator->name());
    watched_.push_back(std::make_unique<Watched>(indicator));
  }
  return twice;
}

Task<std::vector<HealthChecks::Check>> HealthChecks::run() {
  std::vector<std::optional<Health>> answers(watched_.size());
  {
    runtime::TaskScope asking(*Loop::current(), nullptr);
    for (std::size_t i = 0; i < watched_.size(); ++i) asking.spawn(ask(watched_[i]->indicator, &answers[i]));
    runtime::WhenEmpty ended(asking, deadline_);
    const bool all = co_await ended;
    static_cast<void>(all);  // those that have not answered are cancelled here
  }
  std::vector<Check> checks;
  for (std::size_t i = 0; i < watched_.size(); ++i) {
    const Health health = answers[i].value_or(Health::down("it did not answer in time"));
    note(*watched_[i], health);
    checks.push_back(Check{watched_[i]->indicator->name(), health});
  }
  co_return checks;
}

Task<> HealthChecks::ask(HealthIndicator* indicator, std::optional<Health>* answer) {
  std::exception_ptr fault;
  try {
    const Health health = co_await indicator->check();
    answer->emplace(health);
  } catch (...) {
    fault = std::current_exception();
  }
  if (fault) answer->emplace(Health::down(di::causeText(fault)));
}

void HealthChecks::note(Watched& watched, const Health& health) {
  if (watched.wasUp.exchange(health.isUp()) == health.isUp()) return;
  const std::string name(watched.indicator->name());
  if (health.isUp())
    logger_->info("health", name + " is up again");
  else
    logger_->warning("health", name + " is down: " + health.reason());
}

}  // namespace serinus
