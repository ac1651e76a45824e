#include <serinus/pipeline/identity.hpp>

namespace serinus::pipeline {

namespace {

using Wall = std::chrono::system_clock;

/// The moment `time` on the other clock; what is further away than a century is never, or long ago.
TimePoint monotonic(Principal::WallTime time, Wall::time_point wallNow, TimePoint now) noexcept {
  // Measured without a bound first: a token may say year 9999, which neither clock reaches.
  using Hours = std::chrono::duration<double, std::ratio<3600>>;
  constexpr Hours century{24 * 365 * 100};
  const Hours left = Hours(time.time_since_epoch()) - Hours(wallNow.time_since_epoch());
  if (left > century) return TimePoint::max();
  if (left < -century) return TimePoint::min();
  return now + std::chrono::duration_cast<Duration>(time - wallNow);
}

}  // namespace

Identity::Identity(Principal principal, Wall::time_point wallNow, TimePoint now) noexcept
    : principal_(std::move(principal)) {
  if (const auto end = principal_.expiresAt()) expiresAt_ = monotonic(*end, wallNow, now);
}

TimePoint Identity::nextDeadline(Duration notice) const noexcept {
  if (noticed_ || expiresAt_ == TimePoint::max() || expiresAt_ == TimePoint::min()) return expiresAt_;
  return expiresAt_ - notice;
}

bool Identity::takeNotice(TimePoint now, Duration notice) noexcept {
  if (noticed_ || now < nextDeadline(notice)) return false;
  noticed_ = true;
  return true;
}

}  // namespace serinus::pipeline
