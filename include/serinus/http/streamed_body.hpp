#pragma once

#include <cstdint>
#include <optional>

namespace serinus::http {

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

private:
  std::optional<std::uint64_t> size_;
};

}  // namespace serinus::http
