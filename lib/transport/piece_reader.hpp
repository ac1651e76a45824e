#pragma once

#include <serinus/base/bytes.hpp>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <span>

namespace serinus::transport {

/// Takes the bytes of several pieces in portions.
class PieceReader {
public:
  explicit PieceReader(std::span<const ByteView> pieces) noexcept : pieces_(pieces) { pass(); }

  [[nodiscard]] bool empty() const noexcept { return pieces_.empty(); }

  void skip(std::size_t count) noexcept {
    while (count > 0 && !pieces_.empty()) count -= advance(count).size();
  }

  /// Up to `gather.size()` bytes: where they lie when the first piece has so many, else copied together.
  [[nodiscard]] ByteView take(MutableBytes gather) noexcept {
    if (pieces_.empty()) return {};
    const bool isWhole = pieces_.front().size() - used_ >= gather.size() || pieces_.size() == 1;
    if (isWhole) return advance(gather.size());
    std::size_t size = 0;
    while (size < gather.size() && !pieces_.empty()) {
      const ByteView part = advance(gather.size() - size);
      std::memcpy(gather.data() + size, part.data(), part.size());
      size += part.size();
    }
    return gather.first(size);
  }

private:
  ByteView advance(std::size_t most) noexcept {
    const ByteView part = pieces_.front().subspan(used_, std::min(most, pieces_.front().size() - used_));
    used_ += part.size();
    pass();
    return part;
  }
  void pass() noexcept {
    while (!pieces_.empty() && used_ == pieces_.front().size()) {
      pieces_ = pieces_.subspan(1);
      used_ = 0;
    }
  }

  std::span<const ByteView> pieces_;
  std::size_t used_ = 0;  // of the first
};

}  // namespace serinus::transport
