#pragma once

#include <serinus/base/bytes.hpp>

#include <array>
#include <cstddef>

namespace serinus::ws {

/// A masking key as it stands on the wire.
using MaskKey = std::array<std::byte, 4>;

/// Masks or unmasks `payload` in place (RFC 6455, 5.3): byte i is combined with byte (offset + i) mod 4 of the key.
/// @param offset  how many bytes of the frame's payload lie before these
/// @returns       whether they are now nothing but ASCII, so that text needs no further look
bool unmask(MutableBytes payload, MaskKey key, std::size_t offset = 0) noexcept;

/// The key for what follows after `count` bytes of payload.
[[nodiscard]] constexpr MaskKey rotated(MaskKey key, std::size_t count) noexcept {
  return {key[count % 4], key[(count + 1) % 4], key[(count + 2) % 4], key[(count + 3) % 4]};
}

}  // namespace serinus::ws
