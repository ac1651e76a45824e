#include <serinus/ws/mask.hpp>

#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace serinus::ws {

bool unmask(MutableBytes payload, MaskKey key, std::size_t offset) noexcept {
  if (offset % key.size() != 0) key = rotated(key, offset);
  std::uint32_t word = 0;
  std::memcpy(&word, key.data(), sizeof word);
  std::byte* at = payload.data();
  std::size_t left = payload.size();
  std::uint64_t high = 0;  // set where a byte is above 0x7F

  // Every step is a multiple of four bytes, so the key needs no further turning.
#if defined(__SSE2__)
  if (left >= 16) {
    const __m128i wide = _mm_set1_epi32(static_cast<int>(word));
    __m128i seen = _mm_setzero_si128();
    for (; left >= 16; at += 16, left -= 16) {
      auto* const block = reinterpret_cast<__m128i*>(at);
      const __m128i plain = _mm_xor_si128(_mm_loadu_si128(block), wide);
      _mm_storeu_si128(block, plain);
      seen = _mm_or_si128(seen, plain);
    }
    high = static_cast<std::uint64_t>(_mm_movemask_epi8(seen));
    if (left == 0) return high == 0;
  }
#endif
  const std::uint64_t twice = std::uint64_t{word} << 32 | word;
  for (; left >= sizeof twice; at += sizeof twice, left -= sizeof twice) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, at, sizeof bytes);
    bytes ^= twice;
    high |= bytes & 0x8080808080808080U;
    std::memcpy(at, &bytes, sizeof bytes);
  }
  for (std::size_t i = 0; i < left; ++i) {
    at[i] ^= key[i % 4];
    high |= std::to_integer<std::uint64_t>(at[i]) & 0x80U;
  }
  return high == 0;
}

}  // namespace serinus::ws
