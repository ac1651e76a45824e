#include <serinus/base/duration_text.hpp>

#include <serinus/base/ascii.hpp>

#include <array>
#include <charconv>
#include <cstdint>
#include <limits>
#include <system_error>

namespace serinus {

namespace {

struct Unit {
  std::string_view name;
  std::uint64_t nanoseconds;
};

constexpr std::array units{
    Unit{"d", 86'400'000'000'000},
    Unit{"h", 3'600'000'000'000},
    Unit{"m", 60'000'000'000},
    Unit{"s", 1'000'000'000},
    Unit{"ms", 1'000'000},
    Unit{"us", 1'000},
    Unit{"ns", 1},
};
constexpr std::uint64_t longest = std::numeric_limits<std::int64_t>::max();

}  // namespace

std::optional<std::chrono::nanoseconds> parseDuration(std::string_view text) noexcept {
  if (text == "0") return std::chrono::nanoseconds(0);
  if (text.empty()) return std::nullopt;
  std::uint64_t sum = 0;
  for (const Unit* unit = units.data(); !text.empty(); ++unit) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc()) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    std::size_t size = 0;
    while (size < text.size() && isAlpha(text[size])) ++size;
    const std::string_view name = text.substr(0, size);
    while (unit != units.data() + units.size() && unit->name != name) ++unit;
    if (unit == units.data() + units.size()) return std::nullopt;
    if (number > (longest - sum) / unit->nanoseconds) return std::nullopt;
    sum += number * unit->nanoseconds;
    text.remove_prefix(size);
  }
  return std::chrono::nanoseconds(static_cast<std::int64_t>(sum));
}

std::string durationText(std::chrono::nanoseconds time) {
  if (time == std::chrono::nanoseconds(0)) return "0s";
  std::string text = time.count() < 0 ? "-" : "";
  // The smallest number has no positive counterpart of its own type.
  std::uint64_t rest =
      time.count() < 0 ? 0 - static_cast<std::uint64_t>(time.count()) : static_cast<std::uint64_t>(time.count());
  for (const Unit& unit : units) {
    if (rest < unit.nanoseconds) continue;
    text += std::to_string(rest / unit.nanoseconds) + std::string(unit.name);
    rest %= unit.nanoseconds;
  }
  return text;
}

}  // namespace serinus
