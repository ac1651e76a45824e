#include <serinus/base/utf8.hpp>

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>

#include <simdjson.h>

namespace serinus {
namespace {

// The automaton of RFC 3629, section 4. A state is the position of its six bits in a row, so that one shift of the row
// of a byte yields the next state: no branch and a single load for each byte.
constexpr unsigned stateBits = 6;
enum State : std::uint8_t {
  accept = 0 * stateBits,
  oneTail = 1 * stateBits,
  twoTails = 2 * stateBits,
  threeTails = 3 * stateBits,
  afterE0 = 4 * stateBits,
  afterEd = 5 * stateBits,
  afterF0 = 6 * stateBits,
  afterF4 = 7 * stateBits,
  refused = 8 * stateBits
};
constexpr std::array allStates{accept, oneTail, twoTails, threeTails, afterE0, afterEd, afterF0, afterF4, refused};

constexpr State afterFirstByte(unsigned byte) noexcept {
  if (byte <= 0x7F) return accept;
  if (byte < 0xC2) return refused;
  if (byte <= 0xDF) return oneTail;
  if (byte == 0xE0) return afterE0;
  if (byte == 0xED) return afterEd;
  if (byte <= 0xEF) return twoTails;
  if (byte == 0xF0) return afterF0;
  if (byte <= 0xF3) return threeTails;
  return byte == 0xF4 ? afterF4 : refused;
}

constexpr State step(State state, unsigned byte) noexcept {
  const auto within = [byte](unsigned low, unsigned high, State next) {
    return byte >= low && byte <= high ? next : refused;
  };
  switch (state) {
    case accept:
      return afterFirstByte(byte);
    case oneTail:
      return within(0x80, 0xBF, accept);
    case twoTails:
      return within(0x80, 0xBF, oneTail);
    case threeTails:
      return within(0x80, 0xBF, twoTails);
    case afterE0:
      return within(0xA0, 0xBF, oneTail);
    case afterEd:
      return within(0x80, 0x9F, oneTail);
    case afterF0:
      return within(0x90, 0xBF, twoTails);
    case afterF4:
      return within(0x80, 0x8F, twoTails);
    case refused:
      break;
  }
  return refused;
}

constexpr std::array<std::uint64_t, 256> rows = [] {
  std::array<std::uint64_t, 256> made{};
  for (unsigned byte = 0; byte < made.size(); ++byte) {
    for (const State state : allStates) made[byte] |= std::uint64_t{step(state, byte)} << state;
  }
  return made;
}();

constexpr std::uint8_t next(std::uint8_t state, std::byte byte) noexcept {
  return static_cast<std::uint8_t>(rows[std::to_integer<std::size_t>(byte)] >> state & ((1U << stateBits) - 1));
}

/// How many bytes at the start are certainly ASCII, in steps of eight.
std::size_t asciiPrefix(ByteView bytes) noexcept {
  std::size_t size = 0;
  for (; bytes.size() - size >= 8; size += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + size, 8);
    if ((word & 0x8080808080808080U) != 0) break;
  }
  return size;
}

// From so many bytes on simdjson is faster: it looks at a whole register of them at a time, of whatever script.
constexpr std::size_t manyBytes = 64;

// At its first text it chooses how to read, with memory that it must have. So that is done while the program starts.
[[maybe_unused]] const bool hasChosen = !simdjson::get_active_implementation()->name().empty();

/// How many bytes at the end belong to a sequence that has begun and not ended, or that never can.
std::size_t openEnd(ByteView bytes) noexcept {
  for (std::size_t back = 1; back <= std::min<std::size_t>(bytes.size(), 3); ++back) {
    const auto byte = std::to_integer<unsigned>(bytes[bytes.size() - back]);
    if (byte < 0x80) return 0;
    if (byte < 0xC0) continue;
    const std::size_t size = byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
    return size > back ? back : 0;
  }
  return 0;
}

/// How many bytes at the start are certainly whole sequences. Where it finds a fault it says 0, not where.
std::size_t wholePrefix(ByteView bytes) noexcept {
  const std::size_t size = bytes.size() - openEnd(bytes);
  return simdjson::validate_utf8(reinterpret_cast<const char*>(bytes.data()), size) ? size : 0;
}

}  // namespace

bool Utf8Validator::feed(ByteView bytes) noexcept {
  std::uint8_t state = state_;
  std::size_t many = manyBytes;
  while (!bytes.empty() && state != refused) {
    if (state == accept && bytes.size() >= many) {
      bytes = bytes.subspan(wholePrefix(bytes));
      many = std::numeric_limits<std::size_t>::max();
    }
    if (state == accept) bytes = bytes.subspan(asciiPrefix(bytes));
    const ByteView few = bytes.first(std::min<std::size_t>(bytes.size(), 8));
    for (const std::byte byte : few) state = next(state, byte);
    bytes = bytes.subspan(few.size());
  }
  state_ = state;
  return state != refused;
}

bool isUtf8(ByteView bytes) noexcept {
  Utf8Validator validator;
  return validator.feed(bytes) && validator.complete();
}

std::size_t utf8SequenceLength(ByteView bytes) noexcept {
  std::uint8_t state = accept;
  for (std::size_t i = 0; i < std::min<std::size_t>(bytes.size(), 4); ++i) {
    state = next(state, bytes[i]);
    if (state == accept) return i + 1;
  }
  return 0;
}

}  // namespace serinus
