#include "shared/port.hpp"

#include <charconv>
#include <iostream>
#include <system_error>

namespace samples {

namespace {

std::optional<std::uint16_t> valueOf(std::string_view option, std::string_view value) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), port);
  if (option != "--port" || error != std::errc() || end != value.data() + value.size()) return std::nullopt;
  return port;
}

}  // namespace

std::optional<std::uint16_t> portOf(std::string_view program, int count, char** arguments) {
  std::optional<std::uint16_t> port = 3000;
  if (count > 1) port = count == 3 ? valueOf(arguments[1], arguments[2]) : std::nullopt;
  if (!port) std::cerr << "usage: " << program << " [--port N], N from 0 to 65535\n";
  return port;
}

}  // namespace samples
