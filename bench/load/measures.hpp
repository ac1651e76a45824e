#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace load {

using Clock = std::chrono::steady_clock;

/// How long things took, to about 3 %: a counter for each 32nd of a power of two of nanoseconds.
class Latencies {
public:
  void add(Clock::duration time) noexcept;
  void clear() noexcept { *this = Latencies(); }
  /// Microseconds that the given share of all did not exceed.
  [[nodiscard]] double percentile(double share) const noexcept;

private:
  static constexpr std::size_t steps = 32;
  std::array<std::uint64_t, 64 * steps> counts_{};
  std::uint64_t total_ = 0;
};

/// Seconds of processor time that a process has taken in all its threads, by the scheduler's count in nanoseconds.
/// 0 when there is no such process.
[[nodiscard]] double processorTime(int pid);
/// Bytes of memory that a process alone has touched.
[[nodiscard]] std::size_t privateMemory(int pid);

/// What one run found, as a line of JSON.
struct Report {
  std::string kind;
  std::uint64_t messages = 0;
  std::uint64_t errors = 0;
  double seconds = 0;
  double serverSeconds = 0;  ///< of processor time
  double clientSeconds = 0;
  Latencies latencies;
};
[[nodiscard]] std::string toJson(const Report& report);

}  // namespace load
