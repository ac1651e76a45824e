#include <serinus/app/schedule.hpp>

#include "app/schedule_core.hpp"

#include <serinus/base/duration_text.hpp>
#include <serinus/base/random.hpp>

#include <stdexcept>
#include <utility>

namespace serinus {

namespace {

using app::JobClock;

JobClock::Jitter jitterOf(Duration most) {
  if (most < Duration::zero()) throw std::invalid_argument("a job's jitter is less than zero");
  if (most == Duration::zero()) return nullptr;
  return [most] {
    constexpr double lots = 4294967296.0;
    return Duration(static_cast<Duration::rep>(static_cast<double>(most.count()) * (drawLots() / lots)));
  };
}

}  // namespace

Schedule::Schedule(std::shared_ptr<Logger> logger)
    : core_(std::make_shared<app::ScheduleCore>(
          app::JobSurroundings{std::move(logger), [] { return std::chrono::system_clock::now(); }})) {}

Schedule::~Schedule() = default;

void Schedule::addEvery(Duration interval, Job job, JobOptions options) {
  if (interval <= Duration::zero()) throw std::invalid_argument("a job's interval is not more than zero");
  if (options.jitter >= interval) throw std::invalid_argument("a job's jitter is not less than its interval");
  core_->add(std::move(options.name), "every " + durationText(interval),
             JobClock(JobClock::Every{interval}, jitterOf(options.jitter)), std::move(job), options.mayOverlap);
}

void Schedule::addCron(std::string_view expression, Job job, JobOptions options) {
  JobClock::At at{Cron(expression), nullptr};
  if (options.zone == JobZone::local) at.offset = localUtcOffset;
  core_->add(std::move(options.name), "cron " + std::string(expression),
             JobClock(std::move(at), jitterOf(options.jitter)), std::move(job), options.mayOverlap);
}

void Schedule::addAfter(Duration delay, Job job, JobOptions options) {
  if (delay < Duration::zero()) throw std::invalid_argument("a job's delay is less than zero");
  core_->add(std::move(options.name), "after " + durationText(delay),
             JobClock(JobClock::After{delay}, jitterOf(options.jitter)), std::move(job), options.mayOverlap);
}

bool Schedule::cancel(std::string_view name) {
  return core_->cancel(name);
}

std::vector<JobInfo> Schedule::jobs() const {
  return core_->jobs();
}

Task<> Schedule::onApplicationReady() {
  core_->open(*Loop::current());
  return {};
}

Task<> Schedule::onApplicationStopping() {
  return core_->close();
}

Task<> Schedule::onApplicationShutdown() {
  core_->cut();
  return {};
}

}  // namespace serinus
