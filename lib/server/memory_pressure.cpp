#include "server/memory_pressure.hpp"

#include <array>

namespace serinus {

std::string_view name(OverloadLevel level) noexcept {
  static constexpr std::array<std::string_view, 4> names{"normal", "strained", "refusing", "shedding"};
  return names[static_cast<std::size_t>(level)];
}

namespace server {

namespace {

struct Mark {
  OverloadLevel level;
  unsigned percent;  // from which on it is entered
};

constexpr std::array marks{Mark{OverloadLevel::shedding, 95}, Mark{OverloadLevel::refusing, 90},
                           Mark{OverloadLevel::strained, 80}};
constexpr unsigned slack = 5;

}  // namespace

OverloadLevel MemoryPressure::judge(std::uint64_t used) noexcept {
  for (const Mark& mark : marks) {
    const bool isEntered = level_ >= mark.level;
    if (used >= part(isEntered ? mark.percent - slack : mark.percent)) return level_ = mark.level;
  }
  return level_ = OverloadLevel::normal;
}

std::uint64_t MemoryPressure::least() const noexcept {
  return part(marks.back().percent - slack);
}

std::uint64_t MemoryPressure::excess(std::uint64_t used) const noexcept {
  const std::uint64_t least = part(marks.front().percent - slack);
  return level_ == OverloadLevel::shedding && used >= least ? used - least + 1 : 0;
}

/// Rounded up, without an overflow.
std::uint64_t MemoryPressure::part(unsigned percent) const noexcept {
  return budget_ / 100 * percent + (budget_ % 100 * percent + 99) / 100;
}

}  // namespace server
}  // namespace serinus
