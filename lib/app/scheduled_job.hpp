#pragma once

#include "app/job_clock.hpp"

#include <serinus/app/schedule.hpp>
#include <serinus/runtime/sleep.hpp>
#include <serinus/runtime/task_scope.hpp>

#include <atomic>
#include <functional>
#include <memory>
#include <string>

namespace serinus::app {

class ScheduledJob;

/// What the jobs of one schedule share.
struct JobSurroundings {
  std::shared_ptr<Logger> logger;
  std::function<WallTime()> wallClock;
  std::function<void(const ScheduledJob&)> onOver = nullptr;  ///< it will not begin again
};

/// One job: its clock, its timer, its runs. On the schedule's loop, but for `info`.
class ScheduledJob final : runtime::Timer, public std::enable_shared_from_this<ScheduledJob> {
public:
  ScheduledJob(std::string name, JobClock clock, Schedule::Job call, bool mayOverlap)
      : name_(std::move(name)), clock_(std::move(clock)), call_(std::move(call)), mayOverlap_(mayOverlap) {}

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  /// From any thread.
  [[nodiscard]] JobInfo info() const;

  /// Begins to keep time. All three outlive the job, or it is stopped before.
  void start(Loop& loop, runtime::TaskScope& scope, const JobSurroundings& surroundings);
  /// Does not begin again.
  void stop() noexcept;

private:
  void onTimer() noexcept override { keepTime(); }
  void keepTime();
  void begin();
  [[nodiscard]] Moment now() const;
  static Task<> run(std::shared_ptr<ScheduledJob> job);

  const std::string name_;
  JobClock clock_;
  Schedule::Job call_;
  const bool mayOverlap_;
  Loop* loop_ = nullptr;
  runtime::TaskScope* scope_ = nullptr;
  const JobSurroundings* surroundings_ = nullptr;
  std::atomic<std::int64_t> next_ = 0;  // of the system's clock; zero: none
  std::atomic<std::size_t> running_ = 0;
  std::atomic<std::uint64_t> runs_ = 0;
  std::atomic<std::uint64_t> failures_ = 0;
  std::atomic<std::uint64_t> skipped_ = 0;
};

}  // namespace serinus::app
