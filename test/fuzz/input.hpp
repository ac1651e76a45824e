#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace serinus::fuzz {

/// Takes what a target needs off the front of its data; what is used up gives zeros and empty texts. So any data is an
/// input, and a fuzzer that changes a byte changes one thing.
class Input {
public:
  explicit Input(std::string_view data) noexcept : data_(data) {}

  [[nodiscard]] std::uint8_t byte() noexcept {
    if (data_.empty()) return 0;
    const char first = data_.front();
    data_.remove_prefix(1);
    return static_cast<std::uint8_t>(first);
  }

  /// From 0 to `below` - 1. @pre  `below` is from 1 to 256
  [[nodiscard]] std::size_t number(std::size_t below) noexcept { return byte() % below; }

  [[nodiscard]] std::string_view bytes(std::size_t size) noexcept {
    const std::string_view taken = data_.substr(0, size);
    data_.remove_prefix(taken.size());
    return taken;
  }

  /// As many bytes as the next one says.
  [[nodiscard]] std::string_view text() noexcept { return bytes(byte()); }

  [[nodiscard]] std::string_view rest() noexcept { return bytes(data_.size()); }
  [[nodiscard]] bool empty() const noexcept { return data_.empty(); }

private:
  std::string_view data_;
};

/// As the sizes of pieces: all of it in one.
inline constexpr std::string_view atOnce("\0", 1);

/// Hands `data` over in pieces, whose sizes are those of `sizes`, again and again: up to 127 as they are, from 128 on
/// in steps of 64, and 0 for all that is left. Without sizes, byte by byte.
template <class Receive>
void inPieces(std::string_view data, std::string_view sizes, Receive receive) {
  for (std::size_t i = 0; !data.empty(); ++i) {
    std::size_t size = sizes.empty() ? 1 : static_cast<std::uint8_t>(sizes[i % sizes.size()]);
    if (size >= 128) size = (size - 127) * 64;
    if (size == 0 || size > data.size()) size = data.size();
    receive(data.substr(0, size));
    data.remove_prefix(size);
  }
}

}  // namespace serinus::fuzz
