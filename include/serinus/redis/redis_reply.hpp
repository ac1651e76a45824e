#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace serinus {

/// What Redis answers to a command (RESP2).
class RedisReply {
public:
  enum class Kind : std::uint8_t {
    nil,      ///< nothing there
    status,   ///< `OK`
    text,     ///< any bytes
    integer,  ///< of 64 bits
    array,
    error,  ///< the command was refused: `OOM command not allowed …`
  };

  RedisReply() = default;
  RedisReply(Kind kind, std::string text) : kind_(kind), text_(std::move(text)) {}
  explicit RedisReply(std::int64_t integer) noexcept : kind_(Kind::integer), integer_(integer) {}
  explicit RedisReply(std::vector<RedisReply> elements) : kind_(Kind::array), elements_(std::move(elements)) {}

  [[nodiscard]] Kind kind() const noexcept { return kind_; }
  [[nodiscard]] bool isNil() const noexcept { return kind_ == Kind::nil; }
  [[nodiscard]] bool isError() const noexcept { return kind_ == Kind::error; }

  /// Of a status, a text or an error; else empty.
  [[nodiscard]] const std::string& text() const& noexcept { return text_; }
  [[nodiscard]] std::string text() && noexcept { return std::move(text_); }
  /// Of an integer; else 0.
  [[nodiscard]] std::int64_t integer() const noexcept { return integer_; }
  /// Of an array; else none.
  [[nodiscard]] const std::vector<RedisReply>& elements() const noexcept { return elements_; }

  /// The library's own side: the next element of an array that is being read.
  RedisReply& add(RedisReply element) { return elements_.emplace_back(std::move(element)); }

private:
  Kind kind_ = Kind::nil;
  std::int64_t integer_ = 0;
  std::string text_;
  std::vector<RedisReply> elements_;
};

}  // namespace serinus
