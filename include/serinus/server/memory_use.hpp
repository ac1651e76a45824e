#pragma once

#include <cstdint>
#include <string_view>

namespace serinus {

/// How short of memory an application is, and so what it does about it. Each level does what those before it do.
enum class OverloadLevel : std::uint8_t {
  normal,
  strained,  ///< 80 % of the budget: clients have a quarter of the time to say what they are waited for; answers and
             ///< messages are no longer compressed
  refusing,  ///< 90 %: new requests, event streams and upgrades are answered with 503, but for `Route::essential`
  shedding,  ///< 95 %: those are ended for whom the most is held
};

/// `normal`, `strained`, `refusing` or `shedding`.
[[nodiscard]] std::string_view name(OverloadLevel level) noexcept;

/// `ApplicationOptions::memoryBudget`: there is none.
inline constexpr std::uint64_t noMemoryBudget = UINT64_MAX;

/// How much memory the process uses of what it may (`ApplicationOptions::memoryBudget`). Up to 250 ms old.
struct MemoryUse {
  OverloadLevel level = OverloadLevel::normal;
  /// Bytes that are resident; near the budget, without those that were freed and wait to be allocated again.
  std::uint64_t used = 0;
  /// Bytes; zero where there is none.
  std::uint64_t budget = 0;
};

}  // namespace serinus
