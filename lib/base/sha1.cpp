#include <serinus/base/sha1.hpp>

#include <algorithm>
#include <bit>
#include <cstdint>

namespace serinus {
namespace {

constexpr std::size_t blockSize = 64;
using Hash = std::array<std::uint32_t, 5>;
using Block = std::array<std::byte, blockSize>;

/// FIPS 180-4, 6.1.2.
void absorb(Hash& state, std::span<const std::byte, blockSize> block) noexcept {
  std::array<std::uint32_t, 80> words{};
  for (std::size_t i = 0; i < blockSize; ++i) {
    words[i / 4] = words[i / 4] << 8 | std::to_integer<std::uint32_t>(block[i]);
  }
  for (std::size_t i = 16; i < 80; ++i) {
    words[i] = std::rotl(words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16], 1);
  }

  auto [a, b, c, d, e] = state;
  for (std::size_t i = 0; i < 80; ++i) {
    std::uint32_t mixed = 0;
    if (i < 20)
      mixed = ((b & c) | (~b & d)) + 0x5A827999U;
    else if (i < 40)
      mixed = (b ^ c ^ d) + 0x6ED9EBA1U;
    else if (i < 60)
      mixed = ((b & c) | (b & d) | (c & d)) + 0x8F1BBCDCU;
    else
      mixed = (b ^ c ^ d) + 0xCA62C1D6U;

    const std::uint32_t next = std::rotl(a, 5) + mixed + e + words[i];
    e = d;
    d = c;
    c = std::rotl(b, 30);
    b = a;
    a = next;
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
  state[4] += e;
}

}  // namespace

std::array<std::byte, 20> sha1(ByteView bytes) noexcept {
  Hash state{0x67452301U, 0xEFCDAB89U, 0x98BADCFEU, 0x10325476U, 0xC3D2E1F0U};
  const std::uint64_t bitCount = std::uint64_t{bytes.size()} * 8;
  while (bytes.size() >= blockSize) {
    absorb(state, bytes.first<blockSize>());
    bytes = bytes.subspan(blockSize);
  }

  // FIPS 180-4, 5.1.1: a 1 bit, zeros, and the length in the last eight bytes of a block.
  Block last{};
  std::copy(bytes.begin(), bytes.end(), last.begin());
  last[bytes.size()] = std::byte{0x80};
  if (bytes.size() + 1 > blockSize - 8) {
    absorb(state, last);
    last.fill(std::byte{0});
  }
  for (std::size_t i = 0; i < 8; ++i) last[blockSize - 1 - i] = static_cast<std::byte>(bitCount >> (8 * i));
  absorb(state, last);

  std::array<std::byte, 20> digest{};
  for (std::size_t i = 0; i < digest.size(); ++i) {
    digest[i] = static_cast<std::byte>(state[i / 4] >> (24 - 8 * (i % 4)));
  }
  return digest;
}

}  // namespace serinus
