#include <serinus/base/ascii.hpp>
#include <serinus/base/log.hpp>

#include <array>
#include <cstddef>

namespace serinus {
namespace {

constexpr std::array<std::string_view, 6> names{"trace", "debug", "info", "warning", "error", "off"};

}  // namespace

std::string_view toText(LogLevel level) noexcept {
  return names[static_cast<std::size_t>(level)];
}

std::optional<LogLevel> parseLogLevel(std::string_view name) noexcept {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (equalsIgnoreCase(name, names[i])) return static_cast<LogLevel>(i);
  }
  if (equalsIgnoreCase(name, "warn")) return LogLevel::warning;
  return std::nullopt;
}

}  // namespace serinus
