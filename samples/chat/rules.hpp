#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace chat {

/// What a text that somebody has typed must be like.
struct Rule {
  const char* code;     ///< of the error, for programs
  const char* what;     ///< what the text is, for people
  std::size_t longest;  ///< in characters
  bool manyLines = false;
  std::size_t shortest = 1;
};

inline constexpr Rule nameRule{.code = "badName", .what = "your name", .longest = 24};
inline constexpr Rule roomRule{.code = "badRoom", .what = "the name of the room", .longest = 32};
inline constexpr Rule textRule{.code = "badText", .what = "the message", .longest = 1000, .manyLines = true};
inline constexpr Rule keyRule{.code = "badKey", .what = "the key", .longest = 64, .shortest = 8};
inline constexpr Rule sessionRule{.code = "badSession", .what = "the session", .longest = 48, .shortest = 16};

/// The text without the blanks around it.
/// @throws EventException  that tells the sender what is wrong with it
[[nodiscard]] std::string checked(const Rule& rule, std::string_view text);

}  // namespace chat
