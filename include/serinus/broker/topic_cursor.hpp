#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace serinus {

/// A place in a topic, between two events: everything up to `offset` has been seen. Its text, `epoch:offset`, is the
/// event's id in an event stream and its `cursor` in a gateway's frame.
///
/// The epoch is drawn at random when the topic is made, so that a cursor of another topic, or of a process that has
/// ended, is known for what it is. Whoever has a principal has an epoch of its own: nobody resumes with another one's
/// cursor.
struct TopicCursor {
  std::uint64_t epoch = 0;
  std::uint64_t offset = 0;  ///< of the last event that was seen; the first event of a topic has 1, and 0 is before it

  /// 16 hexadecimal digits, a colon, and the offset in decimal: at most 37 characters.
  [[nodiscard]] std::string text() const;

  /// What `text` made; nothing else is a cursor.
  [[nodiscard]] static std::optional<TopicCursor> parse(std::string_view text) noexcept;

  friend bool operator==(const TopicCursor&, const TopicCursor&) = default;
};

}  // namespace serinus
