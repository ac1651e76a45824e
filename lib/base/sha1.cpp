#include <serinus/base/sha1.hpp>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <span>

namespace serinus {
namespace {

constexpr std::size_t blockSize = 64;
using Hash = std::array<std::uint32_t, 5>;
using Block = std::array<std::byte, blockSize>;

std::uint32_t bigEndian(std::span<const std::byte, 4> bytes) noexcept {
  const auto at = [&](std::size_t i) { return std::to_integer<std::uint32_t>(bytes[i]); };
  return at(0) << 24 | at(1) << 16 | at(2) << 8 | at(3);
}

using Words = std::span<const std::uint32_t, 20>;

/// A quarter of the rounds. Five of them leave the five letters where they were, so that none is moved.
template <class Function>
void mix(Hash& state, Words words, std::uint32_t constant, Function function) noexcept {
  auto [a, b, c, d, e] = state;
  const auto round = [&](std::uint32_t v, std::uint32_t& w, std::uint32_t x, std::uint32_t y, std::uint32_t& z,
                         std::uint32_t word) {
    z += std::rotl(v, 5) + function(w, x, y) + constant + word;
    w = std::rotl(w, 30);
  };
  for (std::size_t i = 0; i < words.size(); i += 5) {
    round(a, b, c, d, e, words[i]);
    round(e, a, b, c, d, words[i + 1]);
    round(d, e, a, b, c, words[i + 2]);
    round(c, d, e, a, b, words[i + 3]);
    round(b, c, d, e, a, words[i + 4]);
  }
  state = {a, b, c, d, e};
}

/// FIPS 180-4, 6.1.2.
void absorb(Hash& state, std::span<const std::byte, blockSize> block) noexcept {
  std::array<std::uint32_t, 80> words;
  for (std::size_t i = 0; i < 16; ++i) words[i] = bigEndian(block.subspan(i * 4).first<4>());
  for (std::size_t i = 16; i < 80; ++i) {
    words[i] = std::rotl(words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16], 1);
  }

  Hash now = state;
  const auto choice = [](std::uint32_t b, std::uint32_t c, std::uint32_t d) { return (b & c) | (~b & d); };
  const auto parity = [](std::uint32_t b, std::uint32_t c, std::uint32_t d) { return b ^ c ^ d; };
  const auto majority = [](std::uint32_t b, std::uint32_t c, std::uint32_t d) { return (b & c) | (d & (b | c)); };
  mix(now, std::span(words).subspan<0, 20>(), 0x5A827999U, choice);
  mix(now, std::span(words).subspan<20, 20>(), 0x6ED9EBA1U, parity);
  mix(now, std::span(words).subspan<40, 20>(), 0x8F1BBCDCU, majority);
  mix(now, std::span(words).subspan<60, 20>(), 0xCA62C1D6U, parity);
  for (std::size_t i = 0; i < state.size(); ++i) state[i] += now[i];
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
