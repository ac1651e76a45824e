#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace serinus {

/// Bytes somebody else owns.
using ByteView = std::span<const std::byte>;
using MutableBytes = std::span<std::byte>;

[[nodiscard]] inline ByteView asBytes(std::string_view text) noexcept {
  return std::as_bytes(std::span(text));
}

[[nodiscard]] inline std::string_view asText(ByteView bytes) noexcept {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace serinus
