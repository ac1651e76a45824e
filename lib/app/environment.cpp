#include "app/environment.hpp"

#include <charconv>
#include <cstdlib>
#include <string_view>
#include <system_error>

namespace serinus::app {

namespace {

/// An empty variable is one that is not set.
std::string_view variable(const char* name) noexcept {
  const char* const value = std::getenv(name);
  return value == nullptr ? std::string_view() : std::string_view(value);
}

}  // namespace

ApplicationOptions withEnvironment(ApplicationOptions options, std::vector<std::string>& faults) {
  if (const std::string_view host = variable("HOST"); !host.empty()) options.host = host;
  const std::string_view port = variable("PORT");
  if (port.empty() || options.port == 0) return options;
  std::uint16_t number = 0;
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
  if (error == std::errc() && end == port.data() + port.size())
    options.port = number;
  else
    faults.push_back("the environment's PORT is \"" + std::string(port) + "\": give a number from 0 to 65535");
  return options;
}

}  // namespace serinus::app
