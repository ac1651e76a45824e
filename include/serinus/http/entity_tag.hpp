#pragma once

#include <serinus/base/bytes.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace serinus {

/// Which state of a representation this is: `"v7"`, or `W/"v7"` for one that is only as good as another
/// (RFC 9110, 8.8.3). A strong one changes with each byte, so that ranges of one tag fit together.
class EntityTag {
public:
  /// @param opaque  what stands between the quotes: visible ASCII without `"`, and bytes above 0x7F; may be empty
  /// @throws InvalidFieldError  when another byte is in it
  [[nodiscard]] static EntityTag strong(std::string_view opaque);
  [[nodiscard]] static EntityTag weak(std::string_view opaque);

  /// The strong tag of these bytes: 20 characters of their SHA-1. Another coding of them (gzip) needs a tag of its own.
  [[nodiscard]] static EntityTag of(ByteView content);

  /// The tag of a file by what the file system tells. It is weak as long as the file has not been at rest for a second
  /// at `now`: it could change once more and keep size and time (RFC 9110, 8.8.1).
  [[nodiscard]] static EntityTag of(std::uint64_t size, std::chrono::system_clock::time_point modified,
                                    std::chrono::system_clock::time_point now);

  /// @return nothing unless `text` is one tag and nothing else; `W/` in upper case alone
  [[nodiscard]] static std::optional<EntityTag> parse(std::string_view text);

  [[nodiscard]] bool isWeak() const noexcept { return text_.front() == 'W'; }
  [[nodiscard]] std::string_view opaque() const noexcept;

  /// As in the ETag field.
  [[nodiscard]] const std::string& text() const noexcept { return text_; }

  /// The same bytes: both are strong, with equal opaque parts (RFC 9110, 8.8.3.2).
  [[nodiscard]] bool matchesStrongly(const EntityTag& other) const noexcept;

  /// As good as the other: the opaque parts are equal.
  [[nodiscard]] bool matchesWeakly(const EntityTag& other) const noexcept;

  friend bool operator==(const EntityTag&, const EntityTag&) = default;

private:
  explicit EntityTag(std::string text) noexcept : text_(std::move(text)) {}

  std::string text_;
};

}  // namespace serinus
