#pragma once

#include <serinus/http/byte_ranges.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace serinus::http {

/// A stretch of a body, and what is sent before it. One without bytes stands for its text alone.
struct BodyPart {
  std::string before{};
  ByteRange range{};
};

/// A body that is made while it is sent. Whatever makes it knows of the event loop, as this does not: see
/// `serinus::streamed`.
class StreamedBody {
public:
  /// @param size  bytes in all, where that is known: it is announced then, and kept to
  explicit StreamedBody(std::optional<std::uint64_t> size) noexcept : size_(size) {}
  StreamedBody(const StreamedBody&) = delete;
  StreamedBody& operator=(const StreamedBody&) = delete;
  virtual ~StreamedBody() = default;

  [[nodiscard]] std::optional<std::uint64_t> size() const noexcept { return size_; }

  /// A body of these parts of this one, one after the other, which takes its place. Null when it cannot be had: the
  /// body is then sent whole.
  /// @param parts  within its size, which is known
  [[nodiscard]] virtual std::shared_ptr<StreamedBody> cut(std::vector<BodyPart> parts) {
    static_cast<void>(parts);
    return nullptr;
  }

private:
  std::optional<std::uint64_t> size_;
};

/// Bytes of all parts together, with what stands before them.
[[nodiscard]] std::uint64_t sizeOf(const std::vector<BodyPart>& parts) noexcept;

}  // namespace serinus::http
