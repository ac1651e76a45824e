#include "app/schedule_core.hpp"

#include "runtime/when_empty.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace serinus::app {

ScheduleCore::ScheduleCore(JobSurroundings surroundings) : surroundings_(std::move(surroundings)) {
  surroundings_.onOver = [this](const ScheduledJob& job) {
    const std::lock_guard lock(mutex_);
    std::erase_if(jobs_, [&job](const auto& other) { return other.get() == &job; });
  };
}

bool ScheduleCore::has(std::string_view name) const {
  return std::any_of(jobs_.begin(), jobs_.end(), [name](const auto& job) { return job->name() == name; });
}

std::string ScheduleCore::freeName(const std::string& whatItDoes) const {
  std::string name = whatItDoes;
  for (std::size_t i = 2; has(name); ++i) name = whatItDoes + " (" + std::to_string(i) + ')';
  return name;
}

void ScheduleCore::add(std::string name, const std::string& whatItDoes, JobClock clock, Schedule::Job job,
                       bool mayOverlap) {
  const std::lock_guard lock(mutex_);
  if (name.empty())
    name = freeName(whatItDoes);
  else if (has(name))
    throw std::invalid_argument("there is a job \"" + name + "\" already: give one of them another name");
  auto added = std::make_shared<ScheduledJob>(std::move(name), std::move(clock), std::move(job), mayOverlap);
  jobs_.push_back(added);
  if (loop_ == nullptr) return;
  loop_->post([self = shared_from_this(), added, loop = loop_] {
    if (self->scope_ && self->loop_ != nullptr) added->start(*loop, *self->scope_, self->surroundings_);
  });
}

bool ScheduleCore::cancel(std::string_view name) {
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(jobs_.begin(), jobs_.end(), [name](const auto& job) { return job->name() == name; });
  if (found == jobs_.end()) return false;
  const std::shared_ptr<ScheduledJob> job = std::move(*found);
  jobs_.erase(found);
  if (loop_ != nullptr) loop_->post([job] { job->stop(); });
  return true;
}

std::vector<JobInfo> ScheduleCore::jobs() const {
  const std::lock_guard lock(mutex_);
  std::vector<JobInfo> infos;
  for (const auto& job : jobs_) infos.push_back(job->info());
  return infos;
}

void ScheduleCore::open(Loop& loop) {
  scope_.emplace(loop, nullptr);  // what a job throws it has logged itself
  std::vector<std::shared_ptr<ScheduledJob>> jobs;
  {
    const std::lock_guard lock(mutex_);
    loop_ = &loop;
    jobs = jobs_;
  }
  for (const auto& job : jobs) job->start(loop, *scope_, surroundings_);
}

void ScheduleCore::stopAll() noexcept {
  const std::lock_guard lock(mutex_);
  loop_ = nullptr;
  for (const auto& job : jobs_) job->stop();
}

Task<> ScheduleCore::close() {
  stopAll();
  if (!scope_) co_return;
  struct Cut {
    explicit Cut(ScheduleCore& of) : core(&of) {}
    Cut(const Cut&) = delete;
    Cut& operator=(const Cut&) = delete;
    ~Cut() { core->cut(); }
    ScheduleCore* core;
  };
  const Cut atTheEnd(*this);
  runtime::WhenEmpty ended(*scope_);
  const bool all = co_await ended;
  static_cast<void>(all);
}

void ScheduleCore::cut() noexcept {
  stopAll();
  scope_.reset();
}

}  // namespace serinus::app
