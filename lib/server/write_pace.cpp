#include "server/write_pace.hpp"

#include <algorithm>

namespace serinus::server {

namespace {

/// How long so many bytes may take.
Duration worthOf(std::uint64_t bytes, std::size_t rate) noexcept {
  constexpr std::uint64_t longest = 100'000'000;  // three years: sums of times stay within what can be counted
  const std::uint64_t seconds = bytes / rate;
  if (seconds >= longest) return std::chrono::seconds(longest);
  return std::chrono::seconds(seconds) + std::chrono::microseconds(bytes % rate * 1'000'000 / rate);
}

}  // namespace

void WritePace::begin(TimePoint now, const Timeouts& timeouts) noexcept {
  deadline_ = now + timeouts.writeGrace + std::min(worthOf(taken_, timeouts.writeMinRate), timeouts.writeStall);
}

void WritePace::takeOfWaiting(std::size_t bytes, TimePoint now, const Timeouts& timeouts) noexcept {
  // Nobody looked in time: the process was stopped, and the peer is not to blame.
  if (now - deadline_ > std::chrono::seconds(1)) deadline_ = now + timeouts.writeGrace;
  deadline_ =
      std::min(deadline_ + worthOf(bytes, timeouts.writeMinRate), now + timeouts.writeGrace + timeouts.writeStall);
}

}  // namespace serinus::server
