#pragma once

#include <cstddef>
#include <cstdint>

namespace serinus {

/// Whether a message is compressed where compression was agreed on and is worth it. `no` is for what holds a secret
/// beside text that somebody else has chosen, and for what is compressed already, such as images.
enum class Compress : std::uint8_t { yes, no };

/// What compressor and decompressor of one connection may take, in zlib's terms.
struct DeflateMemory {
  /// How far back a text may be referred to, as a power of two: 9-15. 8 counts as 9, the least that zlib has.
  int windowBits = 15;
  int memLevel = 8;  ///< 1-9: how much the compressor takes to find repetitions
};

/// Whether a gateway compresses, for clients that offer permessage-deflate (RFC 7692); off by default.
///
///     Deflate::shared()                           // each message by itself
///     Deflate::dedicated({.windowBits = 12})      // with the memory of what was said before
///     Deflate::shared().level(6).threshold(256)
///
/// A message that holds a secret beside text of somebody else's choice tells the secret by its size when it is
/// compressed (CRIME, BREACH); `dedicated` lets even different messages tell. Send such messages with `Compress::no`.
class Deflate {
public:
  constexpr Deflate() noexcept = default;
  [[nodiscard]] static constexpr Deflate off() noexcept { return {}; }

  /// No context takeover, either way: one compressor and one decompressor serve all the connections of a loop, and an
  /// idle connection holds nothing of them.
  [[nodiscard]] static constexpr Deflate shared() noexcept { return Deflate(Kind::shared, 15, 8); }

  /// Context takeover, for clients that do not decline it: small messages that resemble each other become much smaller.
  /// A connection that has sent and received takes 2^(windowBits+2) + 2^(memLevel+9) + 2^windowBits bytes and some
  /// 14 KiB: 302 KiB as it stands, 50 KiB with 12 and 5.
  /// @throws std::invalid_argument  when a number is out of its range
  [[nodiscard]] static Deflate dedicated(DeflateMemory memory = {});

  /// How much time is spent on size: 1, the fastest and the default, to 9.
  /// @throws std::invalid_argument  for any other
  Deflate& level(int level) &;
  [[nodiscard]] Deflate level(int level) &&;

  /// Bytes from which on a message is compressed; 1024 by default. A smaller one is not worth it.
  Deflate& threshold(std::size_t bytes) & noexcept;
  [[nodiscard]] Deflate threshold(std::size_t bytes) && noexcept;

  [[nodiscard]] constexpr bool isOff() const noexcept { return kind_ == Kind::off; }
  [[nodiscard]] constexpr bool isDedicated() const noexcept { return kind_ == Kind::dedicated; }
  [[nodiscard]] constexpr int windowBits() const noexcept { return windowBits_; }
  [[nodiscard]] constexpr int memLevel() const noexcept { return memLevel_; }
  [[nodiscard]] constexpr int level() const noexcept { return level_; }
  [[nodiscard]] constexpr std::size_t threshold() const noexcept { return threshold_; }

private:
  enum class Kind : std::uint8_t { off, shared, dedicated };
  constexpr Deflate(Kind kind, int windowBits, int memLevel) noexcept
      : kind_(kind), windowBits_(static_cast<std::int8_t>(windowBits)), memLevel_(static_cast<std::int8_t>(memLevel)) {}

  std::size_t threshold_ = 1024;
  Kind kind_ = Kind::off;
  std::int8_t windowBits_ = 15;
  std::int8_t memLevel_ = 8;
  std::int8_t level_ = 1;
};

}  // namespace serinus
