#pragma once

#include <serinus/broker/topic_cursor.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace serinus {

/// Why a subscriber has missed events that cannot be given to it any more.
enum class TopicReset : std::uint8_t {
  expired,  ///< it was away for longer than the history lasts
  gap,      ///< it was there, but slower than the history lasts
  epoch,    ///< its cursor is none of this topic: of another one, of another client, or of a process that has ended
};

/// `expired`, `gap`, `epoch`.
[[nodiscard]] std::string_view name(TopicReset reason) noexcept;

/// How a subscription began.
class TopicRecovery {
public:
  TopicRecovery(TopicCursor from, bool isReturn, std::optional<TopicReset> reset) noexcept
      : from_(from), isReturn_(isReturn), reset_(reset) {}

  /// Everything behind this is still to come. A reset begins anew here.
  [[nodiscard]] const TopicCursor& from() const noexcept { return from_; }
  /// Whether it began with a cursor.
  [[nodiscard]] bool isReturn() const noexcept { return isReturn_; }
  /// Whether it goes on exactly behind its cursor.
  [[nodiscard]] bool recovered() const noexcept { return isReturn_ && !reset_; }
  /// Why not.
  [[nodiscard]] const std::optional<TopicReset>& reset() const noexcept { return reset_; }

private:
  TopicCursor from_;
  bool isReturn_;
  std::optional<TopicReset> reset_;
};

}  // namespace serinus
