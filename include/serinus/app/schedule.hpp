#pragma once

#include <serinus/app/lifecycle.hpp>
#include <serinus/app/module.hpp>
#include <serinus/base/clock.hpp>
#include <serinus/base/function.hpp>
#include <serinus/base/log.hpp>
#include <serinus/runtime/task.hpp>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace serinus {

namespace app {
class ScheduleCore;
}

enum class JobZone : std::uint8_t {
  utc,
  local,  ///< of this system; see `Cron::next` for the days on which its clocks are changed
};

struct JobOptions {
  /// For the log, `cancel` and `jobs`; no two jobs have the same. Empty: one that says when it runs.
  std::string name = {};
  /// Begin while an earlier run has not ended. Otherwise that run is skipped, and counted.
  bool mayOverlap = false;
  /// Each run is later by a time from zero to this, another one each time; less than the interval of `every`.
  Duration jitter = {};
  /// Of `cron`.
  JobZone zone = JobZone::utc;
};

struct JobInfo {
  std::string name;
  /// Nothing before the application is ready, or when there is no other run.
  std::optional<std::chrono::system_clock::time_point> next;
  std::size_t running = 0;
  std::uint64_t runs = 0;  ///< that have begun
  std::uint64_t failures = 0;
  std::uint64_t skipped = 0;  ///< because an earlier one had not ended
};

/// Jobs that run by the clock, on the application's first loop. Inject it, with `ScheduleModule` imported, and declare
/// them:
///
///     class Cleaner {
///     public:
///       Cleaner(Schedule& schedule, Store& store) {
///         schedule.every(15min, [&store] { return store.clean(); });
///         schedule.cron("0 3 * * 1-5", [&store]() -> Task<> { co_await store.archive(); }, {.name = "archive"});
///         schedule.after(5s, [&store] { store.warmUp(); });
///       }
///     };
///
/// A job is a function or a coroutine, and is kept with what it captures until it is over. It runs from when the
/// application is ready until it begins to stop; what runs then is waited for, with the connections, until
/// `Timeouts::drain`, and cancelled after that. What it throws is logged with its name.
///
/// All members may be called from any thread.
class Schedule : public OnApplicationReady, public OnApplicationStopping, public OnApplicationShutdown {
public:
  using Job = UniqueFunction<Task<>()>;

  explicit Schedule(std::shared_ptr<Logger> logger);
  explicit Schedule(std::shared_ptr<app::ScheduleCore> core) : core_(std::move(core)) {}
  ~Schedule() override;

  /// Runs it again and again, the first time after one interval. What was missed while the process stood still is not
  /// made up for.
  /// @throws std::invalid_argument  when the interval is not more than zero, or the name is taken
  template <class F>
  void every(Duration interval, F job, JobOptions options = {}) {
    addEvery(interval, jobOf(std::move(job)), std::move(options));
  }
  /// Runs it at certain times of day, see `Cron`; when the system's clock is set, see `docs/guide/services.md`.
  /// @throws std::invalid_argument  when the expression is none, or the name is taken
  template <class F>
  void cron(std::string_view expression, F job, JobOptions options = {}) {
    addCron(expression, jobOf(std::move(job)), std::move(options));
  }
  /// Runs it once, so long after the application is ready, or after this call.
  /// @throws std::invalid_argument  when the delay is less than zero, or the name is taken
  template <class F>
  void after(Duration delay, F job, JobOptions options = {}) {
    addAfter(delay, jobOf(std::move(job)), std::move(options));
  }

  /// Lets it not begin again; what runs goes on. @returns whether there was such a job
  bool cancel(std::string_view name);

  /// In the order of the calls.
  [[nodiscard]] std::vector<JobInfo> jobs() const;

  [[nodiscard]] Task<> onApplicationReady() override;
  [[nodiscard]] Task<> onApplicationStopping() override;
  [[nodiscard]] Task<> onApplicationShutdown() override;

private:
  template <class F>
  static Job jobOf(F job) {
    if constexpr (std::same_as<std::invoke_result_t<F&>, Task<>>) {
      return Job(std::move(job));
    } else {
      return Job([job = std::move(job)]() mutable -> Task<> {
        job();
        return {};
      });
    }
  }
  void addEvery(Duration interval, Job job, JobOptions options);
  void addCron(std::string_view expression, Job job, JobOptions options);
  void addAfter(Duration delay, Job job, JobOptions options);

  std::shared_ptr<app::ScheduleCore> core_;
};

/// Provides `Schedule` to every module.
class ScheduleModule : public Module {
public:
  ScheduleModule() {
    composed([](std::shared_ptr<Logger> logger) { return std::make_unique<Schedule>(std::move(logger)); });
    exports<Schedule>();
    global();
  }
};

}  // namespace serinus
