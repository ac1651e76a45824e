#include "app/scheduled_job.hpp"

#include "base/what_threw.hpp"
#include "runtime/loop_core.hpp"

#include <exception>
#include <utility>

namespace serinus::app {

namespace {

/// Counts a run as long as it goes on, however it ends.
class Running {
public:
  explicit Running(std::atomic<std::size_t>& count) noexcept : count_(&count) { ++*count_; }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  ~Running() { --*count_; }

private:
  std::atomic<std::size_t>* count_;
};

}  // namespace

JobInfo ScheduledJob::info() const {
  JobInfo info{name_, std::nullopt, running_, runs_, failures_, skipped_};
  if (const std::int64_t next = next_; next != 0) info.next = WallTime(WallTime::duration(next));
  return info;
}

Moment ScheduledJob::now() const {
  return {loop_->core().time(), surroundings_->wallClock()};
}

void ScheduledJob::start(Loop& loop, runtime::TaskScope& scope, const JobSurroundings& surroundings) {
  loop_ = &loop;
  scope_ = &scope;
  surroundings_ = &surroundings;
  clock_.begin(now());
  keepTime();
}

void ScheduledJob::stop() noexcept {
  cancel();
  next_ = 0;
}

void ScheduledJob::keepTime() {
  const auto kept = shared_from_this();
  const Moment moment = now();
  const JobClock::Step step = clock_.step(moment);
  const auto next = clock_.next(moment);
  next_ = next ? next->time_since_epoch().count() : 0;
  // The timer first: the run may stop the job.
  if (step.wait)
    loop_->core().addTimer(*this, moment.steady + *step.wait);
  else if (surroundings_->onOver)
    surroundings_->onOver(*this);
  if (step.isDue) begin();
}

void ScheduledJob::begin() {
  if (running_ > 0 && !mayOverlap_) {
    ++skipped_;
    return surroundings_->logger->warning("schedule", name_ + " is skipped: its last run has not ended");
  }
  ++runs_;
  scope_->spawn(run(shared_from_this()));
}

Task<> ScheduledJob::run(std::shared_ptr<ScheduledJob> job) {
  const Running running(job->running_);
  std::exception_ptr fault;
  try {
    Task<> task = job->call_();
    co_await task;
  } catch (...) {
    fault = std::current_exception();
  }
  if (!fault) co_return;
  ++job->failures_;
  job->surroundings_->logger->error("schedule", whatThrew(job->name_, fault));
}

}  // namespace serinus::app
