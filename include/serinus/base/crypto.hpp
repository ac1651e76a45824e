#pragma once

#include <serinus/base/bytes.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

/// What OpenSSL does for us. `KeyRing` is what to use; these are its parts.
///
/// Without the meson option `crypto` each of them throws std::logic_error, but for `sameBytes`.
namespace serinus::crypto {

using Digest = std::array<std::byte, 32>;
using Key = std::array<std::byte, 32>;

/// FIPS 180-4.
[[nodiscard]] Digest sha256(ByteView bytes);

/// RFC 2104 with SHA-256.
[[nodiscard]] Digest hmacSha256(ByteView key, ByteView message);

/// HKDF with SHA-256 (RFC 5869): `size` bytes of a key for the purpose that `info` says.
/// @throws std::invalid_argument  for no byte, and for more than 255 * 32 (RFC 5869, 2.3)
[[nodiscard]] std::vector<std::byte> hkdfSha256(ByteView secret, ByteView salt, ByteView info, std::size_t size);

/// Whether both are equal, in a time that depends on their sizes alone.
[[nodiscard]] bool sameBytes(ByteView a, ByteView b) noexcept;

/// How much longer than the text what is sealed is: nonce and tag.
inline constexpr std::size_t sealOverhead = 12 + 16;

/// Encrypts and protects `plain` (AES-256-GCM; NIST SP 800-38D): a random nonce of 12 bytes, the ciphertext, a tag of
/// 16 bytes. `associated` is protected with it and not contained. For at most 2^32 texts under one key.
[[nodiscard]] std::string seal(const Key& key, ByteView plain, ByteView associated);

/// What was sealed with this key and the same `associated`; nothing of anything else.
[[nodiscard]] std::optional<std::string> open(const Key& key, ByteView sealed, ByteView associated);

/// Overwrites what is not needed any more, which no optimizer leaves out.
void forget(MutableBytes bytes) noexcept;

}  // namespace serinus::crypto
