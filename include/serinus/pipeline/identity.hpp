#pragma once

#include <serinus/base/clock.hpp>
#include <serinus/pipeline/principal.hpp>

#include <utility>

namespace serinus::pipeline {

/// A principal as a context keeps it: its end in the time of the deadlines, and how far that has been dealt with.
class Identity {
public:
  /// @param wallNow, now  the same moment on both clocks. Later changes of the wall clock move nothing.
  Identity(Principal principal, std::chrono::system_clock::time_point wallNow, TimePoint now) noexcept;

  [[nodiscard]] const Principal& principal() const noexcept { return principal_; }

  /// When it expires; `TimePoint::max()` for never.
  [[nodiscard]] TimePoint expiresAt() const noexcept { return expiresAt_; }
  [[nodiscard]] bool hasExpired(TimePoint now) const noexcept { return now >= expiresAt_; }

  /// When `takeNotice` or the end is next due.
  [[nodiscard]] TimePoint nextDeadline(Duration notice) const noexcept;

  /// Whether renewal is to be asked for now, `notice` before the end: true once.
  [[nodiscard]] bool takeNotice(TimePoint now, Duration notice) noexcept;

private:
  Principal principal_;
  TimePoint expiresAt_ = TimePoint::max();
  bool noticed_ = false;
};

}  // namespace serinus::pipeline
