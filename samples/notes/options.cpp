#include "options.hpp"

#include <charconv>
#include <iostream>
#include <string_view>
#include <system_error>

namespace notes {

namespace {

bool read(std::string_view text, std::uint16_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

bool take(std::string_view name, std::string_view value, Options& options) {
  if (name == "--port") return read(value, options.port);
  if (name != "--database" || value.empty()) return false;
  options.database = value;
  return true;
}

}  // namespace

std::optional<Options> optionsOf(int count, char** arguments) {
  Options options;
  for (int i = 1; i < count; ++i) {
    const std::string_view name = arguments[i];
    if (name == "--plain-http") {
      options.plainHttp = true;
    } else if (i + 1 == count || !take(name, arguments[++i], options)) {
      std::cerr << "usage: notes [--port N] [--database FILE] [--plain-http], N from 0 to 65535\n";
      return std::nullopt;
    }
  }
  return options;
}

}  // namespace notes
