#pragma once

#include "app/scheduled_job.hpp"

#include <serinus/runtime/task_scope.hpp>

#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

namespace serinus::app {

/// The inside of a `Schedule`: its jobs, and the loop they run on between `open` and `close`. Any thread adds, cancels
/// and looks; all else is for the loop.
class ScheduleCore : public std::enable_shared_from_this<ScheduleCore> {
public:
  explicit ScheduleCore(JobSurroundings surroundings);
  ScheduleCore(const ScheduleCore&) = delete;
  ScheduleCore& operator=(const ScheduleCore&) = delete;

  /// @param name  empty: what it does, and a number where there is such a job already
  /// @throws std::invalid_argument  when the name is taken
  void add(std::string name, const std::string& whatItDoes, JobClock clock, Schedule::Job job, bool mayOverlap);
  bool cancel(std::string_view name);
  [[nodiscard]] std::vector<JobInfo> jobs() const;

  /// From now on jobs run on this loop.
  void open(Loop& loop);
  /// Lets none begin any more, and waits for those that run; destroyed meanwhile it cancels them.
  [[nodiscard]] Task<> close();
  /// Lets none begin any more and cancels those that run.
  void cut() noexcept;

private:
  void stopAll() noexcept;
  [[nodiscard]] bool has(std::string_view name) const;
  [[nodiscard]] std::string freeName(const std::string& whatItDoes) const;

  JobSurroundings surroundings_;
  mutable std::mutex mutex_;  // for these two
  std::vector<std::shared_ptr<ScheduledJob>> jobs_;
  Loop* loop_ = nullptr;  // null before `open` and from `close` on
  std::optional<runtime::TaskScope> scope_;
};

}  // namespace serinus::app
