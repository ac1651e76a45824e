#pragma once

#include <array>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>

namespace serinus::broker {

/// A text that never changes: within the object where it is short, so that a small event is one allocation.
class SmallText {
public:
  static constexpr std::size_t longestInside = 64;

  /// @throws std::bad_alloc
  explicit SmallText(std::string_view text)
      : size_(text.size()), outside_(size_ > longestInside ? new char[size_] : nullptr) {
    std::memcpy(outside_ ? outside_.get() : inside_.data(), text.data(), size_);
  }
  SmallText(const SmallText&) = delete;
  SmallText& operator=(const SmallText&) = delete;

  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] std::string_view view() const noexcept { return {outside_ ? outside_.get() : inside_.data(), size_}; }

private:
  std::size_t size_;
  std::unique_ptr<char[]> outside_;
  std::array<char, longestInside> inside_;
};

}  // namespace serinus::broker
