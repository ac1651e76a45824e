#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace serinus {

/// A filter, or the name of an event, that is written wrongly.
class TopicNameError : public std::invalid_argument {
public:
  using std::invalid_argument::invalid_argument;
};

/// Bytes of the longest name and the longest filter.
inline constexpr std::size_t maxTopicName = 1024;

/// Which events of a topic a subscriber wants, by their names: levels that slashes part, as in MQTT (MQTT 5.0, 4.7).
/// `+` stands for one level, and `#`, at the end, for that level and all below it:
///
///     acme/+/eu      acme/shares/eu, acme/bonds/eu
///     acme/#         acme, acme/shares, acme/shares/eu
///
/// Levels may be empty. A filter without wildcards is one name; the empty filter takes every event, those without a
/// name among them.
class TopicFilter {
public:
  TopicFilter() noexcept = default;
  /// @throws TopicNameError  for a `+` that is no whole level, a `#` that is not the whole last one, a NUL, or more
  /// than 1,024 bytes
  TopicFilter(std::string_view text);                                            // NOLINT: a filter is its text
  TopicFilter(const char* text) : TopicFilter(std::string_view(text)) {}         // NOLINT
  TopicFilter(const std::string& text) : TopicFilter(std::string_view(text)) {}  // NOLINT

  [[nodiscard]] const std::string& text() const noexcept { return text_; }
  [[nodiscard]] bool takesEverything() const noexcept { return text_.empty() || text_ == "#"; }
  [[nodiscard]] bool matches(std::string_view name) const noexcept;

private:
  std::string text_;
};

namespace broker {

/// @throws TopicNameError  for a name that holds a wildcard or a NUL, or is longer than 1,024 bytes
void checkTopicName(std::string_view name);

/// Takes the first level off: `{"acme", "shares/eu"}`. `rest` is null behind the last one.
struct Levels {
  std::string_view first;
  std::string_view rest;
  bool isLast;
};
[[nodiscard]] inline Levels splitLevel(std::string_view name) noexcept {
  const std::size_t slash = name.find('/');
  if (slash == std::string_view::npos) return {name, {}, true};
  return {name.substr(0, slash), name.substr(slash + 1), false};
}

}  // namespace broker
}  // namespace serinus
