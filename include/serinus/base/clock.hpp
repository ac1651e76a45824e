#pragma once

#include <chrono>

namespace serinus {

/// The clock of every timer and deadline: monotonic, untouched by changes of the wall clock.
using Clock = std::chrono::steady_clock;
using TimePoint = Clock::time_point;
using Duration = Clock::duration;

}  // namespace serinus
