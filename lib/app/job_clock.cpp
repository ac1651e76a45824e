#include "app/job_clock.hpp"

#include <algorithm>

namespace serinus::app {

namespace {

// A wall clock may be set at any time, and is looked at this often.
constexpr Duration longestWait = std::chrono::seconds(30);
// More is no correction of a clock that was a little fast, nor a zone's summer time.
constexpr Duration farBack = std::chrono::hours(3);

}  // namespace

void JobClock::begin(const Moment& now) {
  isOver_ = false;
  if (const auto* const at = std::get_if<At>(&plan_))
    return planBehind(*at, std::chrono::floor<std::chrono::seconds>(now.wall));
  const auto* const every = std::get_if<Every>(&plan_);
  beat_ = now.steady + (every != nullptr ? every->interval : std::get<After>(plan_).delay);
  due_ = beat_ + drawn();
}

JobClock::Step JobClock::step(const Moment& now) {
  if (isOver_) return {};
  const auto* const at = std::get_if<At>(&plan_);
  return at != nullptr ? stepByWall(*at, now) : stepBySteady(now);
}

JobClock::Step JobClock::stepBySteady(const Moment& now) {
  if (now.steady < due_) return {false, due_ - now.steady};
  const auto* const every = std::get_if<Every>(&plan_);
  isOver_ = every == nullptr;
  if (isOver_) return {true};
  // Beats that went by while the process stood still are not made up for.
  const auto missed = (now.steady - beat_) / every->interval;
  beat_ += (missed + 1) * every->interval;
  due_ = beat_ + drawn();
  return {true, std::max(due_ - now.steady, Duration::zero())};
}

JobClock::Step JobClock::stepByWall(const At& at, const Moment& now) {
  const auto wall = std::chrono::floor<std::chrono::seconds>(now.wall);
  const bool isDue = now.wall >= wallDue_;
  if (isDue)
    planBehind(at, std::max(wall, wallBeat_));
  else if (wall < done_ - farBack)
    planBehind(at, wall);
  return {isDue, std::clamp<Duration>(wallDue_ - now.wall, Duration::zero(), longestWait)};
}

void JobClock::planBehind(const At& at, std::chrono::sys_seconds done) {
  done_ = done;
  wallBeat_ = at.offset ? at.cron.next(done, at.offset) : at.cron.next(done);
  wallDue_ = wallBeat_ + std::chrono::duration_cast<WallTime::duration>(drawn());
}

std::optional<WallTime> JobClock::next(const Moment& now) const {
  if (isOver_) return std::nullopt;
  if (std::holds_alternative<At>(plan_)) return wallDue_;
  return now.wall + std::chrono::duration_cast<WallTime::duration>(due_ - now.steady);
}

}  // namespace serinus::app
