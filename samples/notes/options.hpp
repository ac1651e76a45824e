#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace notes {

struct Options {
  std::uint16_t port = 3000;
  std::string database = "notes.db";
  /// Cookies for plain http from other hosts than localhost. Anybody on the way can read along.
  bool plainHttp = false;
};

/// `[--port N] [--database FILE] [--plain-http]`. Nothing, and a word about the usage, for anything else.
[[nodiscard]] std::optional<Options> optionsOf(int count, char** arguments);

}  // namespace notes
