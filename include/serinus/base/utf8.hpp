#pragma once

#include <serinus/base/bytes.hpp>

#include <cstddef>
#include <cstdint>

namespace serinus {

/// Tells whether bytes are UTF-8 (RFC 3629, section 4) while they arrive in pieces.
///
/// It refuses at the first byte after which no continuation could be valid: a stray continuation byte, an overlong form
/// (C0, C1, E0 80–9F, F0 80–8F), a surrogate (ED A0–BF), anything above U+10FFFF (F4 90–BF, F5–FF).
class Utf8Validator {
public:
  /// Takes the next bytes. False when they, after those fed before, cannot be the beginning of any UTF-8 text; false
  /// from then on, until `reset`.
  [[nodiscard]] bool feed(ByteView bytes) noexcept;

  /// Whether the text may end here: nothing was refused and no sequence is unfinished.
  [[nodiscard]] bool complete() const noexcept { return state_ == 0; }

  void reset() noexcept { state_ = 0; }

private:
  std::uint8_t state_ = 0;
};

/// Whether `bytes` are UTF-8 from the first to the last.
[[nodiscard]] bool isUtf8(ByteView bytes) noexcept;

/// The length (1 to 4) of the well-formed sequence at the start of `bytes`; 0 when there is none.
[[nodiscard]] std::size_t utf8SequenceLength(ByteView bytes) noexcept;

}  // namespace serinus
