#pragma once

#include <serinus/base/clock.hpp>

#include <cstdint>

namespace serinus::redis {

/// When a connection is tried again: a value that is told the time. Each failure doubles the wait, up to the longest,
/// give or take a quarter, so that many processes do not come back all at once.
class Reconnecting {
public:
  Reconnecting(Duration first, Duration longest) noexcept : first_(first), longest_(longest), wait_(first) {}

  [[nodiscard]] bool mayTry(TimePoint now) const noexcept { return now >= next_; }

  /// @param lots  drawn, any of 2^32
  void failed(TimePoint now, std::uint32_t lots) noexcept;
  void succeeded() noexcept;

private:
  Duration first_;
  Duration longest_;
  Duration wait_;
  TimePoint next_ = TimePoint::min();
};

}  // namespace serinus::redis
