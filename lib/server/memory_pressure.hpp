#pragma once

#include <serinus/server/memory_use.hpp>

#include <cstdint>

namespace serinus::server {

/// Decides how short of memory the application is. A value that is told what is used.
class MemoryPressure {
public:
  /// @param budget  bytes, more than zero
  explicit MemoryPressure(std::uint64_t budget) noexcept : budget_(budget) {}

  /// A level that was entered is left 5 % of the budget lower, so that none comes and goes with each client.
  OverloadLevel judge(std::uint64_t used) noexcept;

  /// Less than this is `normal`, whatever was before.
  [[nodiscard]] std::uint64_t least() const noexcept;

  [[nodiscard]] OverloadLevel level() const noexcept { return level_; }
  [[nodiscard]] std::uint64_t budget() const noexcept { return budget_; }

  /// How many bytes less would end `shedding`; zero where that is not the level.
  [[nodiscard]] std::uint64_t excess(std::uint64_t used) const noexcept;

private:
  [[nodiscard]] std::uint64_t part(unsigned percent) const noexcept;

  std::uint64_t budget_;
  OverloadLevel level_ = OverloadLevel::normal;
};

}  // namespace serinus::server
