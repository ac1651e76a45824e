#include "base/keyed_hash.hpp"

#include <serinus/base/random.hpp>

#include <array>
#include <bit>
#include <span>

namespace serinus {

namespace {

// Aumasson and Bernstein, "SipHash: a fast short-input PRF", 2; one round a block and three at the end, as hash tables
// of other languages have it.
class SipHash {
public:
  SipHash(std::uint64_t first, std::uint64_t second) noexcept
      : a_(first ^ 0x736f6d6570736575),
        b_(second ^ 0x646f72616e646f6d),
        c_(first ^ 0x6c7967656e657261),
        d_(second ^ 0x7465646279746573) {}

  void add(std::uint64_t block) noexcept {
    d_ ^= block;
    round();
    a_ ^= block;
  }

  [[nodiscard]] std::uint64_t finish() noexcept {
    c_ ^= 0xFF;
    for (int i = 0; i < 3; ++i) round();
    return a_ ^ b_ ^ c_ ^ d_;
  }

private:
  void round() noexcept {
    a_ += b_;
    c_ += d_;
    b_ = std::rotl(b_, 13) ^ a_;
    d_ = std::rotl(d_, 16) ^ c_;
    a_ = std::rotl(a_, 32) + d_;
    c_ += b_;
    d_ = std::rotl(d_, 21) ^ a_;
    b_ = std::rotl(b_, 17) ^ c_;
    c_ = std::rotl(c_, 32);
  }

  std::uint64_t a_, b_, c_, d_;
};

/// At most eight bytes, the first one lowest.
std::uint64_t block(std::string_view bytes) noexcept {
  std::uint64_t value = 0;
  for (std::size_t i = bytes.size(); i > 0; --i) value = value << 8 | static_cast<unsigned char>(bytes[i - 1]);
  return value;
}

}  // namespace

KeyedHash::KeyedHash() {
  std::array<std::uint64_t, 2> key{};
  fillRandom(std::as_writable_bytes(std::span(key)));
  first_ = key[0];
  second_ = key[1];
}

std::size_t KeyedHash::operator()(std::string_view text) const noexcept {
  SipHash hash(first_, second_);
  const std::uint64_t length = text.size();
  for (; text.size() >= 8; text.remove_prefix(8)) hash.add(block(text.substr(0, 8)));
  hash.add(block(text) | length << 56);
  return static_cast<std::size_t>(hash.finish());
}

}  // namespace serinus
