#pragma once

#include <serinus/app/lifecycle.hpp>
#include <serinus/base/clock.hpp>
#include <serinus/base/log.hpp>
#include <serinus/runtime/task.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace serinus {

/// How a part of the application is.
class Health {
public:
  [[nodiscard]] static Health up() { return Health(true, {}); }
  /// @param reason  for people; clients see it when `HealthOptions::details` is set
  [[nodiscard]] static Health down(std::string reason) { return Health(false, std::move(reason)); }

  [[nodiscard]] bool isUp() const noexcept { return isUp_; }
  [[nodiscard]] const std::string& reason() const noexcept { return reason_; }

private:
  Health(bool isUp, std::string reason) : isUp_(isUp), reason_(std::move(reason)) {}

  bool isUp_;
  std::string reason_;
};

/// A provider that knows whether something the application needs is there: derive, and list it among a module's
/// providers. `HealthModule` finds it.
class HealthIndicator {
public:
  virtual ~HealthIndicator() = default;
  /// In answers and the log, such as `database`; another one for each indicator.
  [[nodiscard]] virtual std::string_view name() const noexcept = 0;
  /// Looks. What it throws means that it is down, and so does taking longer than `HealthOptions::deadline`: then it is
  /// cancelled. Called for each request, on several loops at a time when there are several.
  [[nodiscard]] virtual Task<Health> check() = 0;
};

struct HealthOptions {
  /// Behind the application's `globalPrefix`. Empty: no such route.
  std::string livePath = "/health/live";
  std::string readyPath = "/health/ready";
  /// For each indicator.
  Duration deadline = std::chrono::seconds(2);
  /// Answers tell of each indicator how it is, and why. Otherwise only whether all are up.
  bool details = false;
};

/// What all indicators say. Provided by `HealthModule` for handlers of the application's own.
class HealthChecks : public OnApplicationStopping {
public:
  struct Check {
    std::string_view name;
    Health health;
  };

  HealthChecks(std::shared_ptr<Logger> logger, Duration deadline) : logger_(std::move(logger)), deadline_(deadline) {}

  /// Asks all at once. An indicator that goes down or comes back is logged.
  [[nodiscard]] Task<std::vector<Check>> run();

  /// Whether the application has begun to stop. From any thread.
  [[nodiscard]] bool isStopping() const noexcept { return isStopping_; }

  /// Whether new requests are refused for want of memory (`OverloadLevel::refusing`). From any thread.
  [[nodiscard]] bool isOverloaded() const noexcept { return isOverloaded_; }

  [[nodiscard]] Task<> onApplicationStopping() override;

  /// The library's own side.
  void tellOverloaded(bool is) noexcept { isOverloaded_ = is; }
  /// The same. @returns names that are there twice
  [[nodiscard]] std::vector<std::string> bind(const std::vector<HealthIndicator*>& indicators);

private:
  struct Watched {
    explicit Watched(HealthIndicator* of) : indicator(of) {}
    HealthIndicator* indicator;
    std::atomic<bool> wasUp = true;
  };
  static Task<> ask(HealthIndicator* indicator, std::optional<Health>* answer);
  void note(Watched& watched, const Health& health);

  std::shared_ptr<Logger> logger_;
  Duration deadline_;
  std::vector<std::unique_ptr<Watched>> watched_;
  std::atomic<bool> isStopping_ = false;
  std::atomic<bool> isOverloaded_ = false;
};

}  // namespace serinus
