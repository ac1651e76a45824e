#pragma once

#include <serinus/base/bytes.hpp>

#include <cstddef>
#include <memory>
#include <string>

namespace serinus::ws {

/// Whether this library was built with zlib; without it the streams below cannot be made.
[[nodiscard]] bool hasZlib() noexcept;

struct DeflateSettings {
  int level = 1;        ///< 1-9
  int windowBits = 15;  ///< 9-15
  int memLevel = 8;     ///< 1-9

  friend bool operator==(const DeflateSettings&, const DeflateSettings&) = default;
};

/// Compresses messages (RFC 7692, 7.2.1), each after those before it until `reset`.
///
/// With a window of 9 bits no distance is greater than 250 bytes, since zlib keeps 262 of its window to look ahead:
/// what is written also fits a peer that asked for 8 bits, which zlib does not have.
class Deflater {
public:
  /// @throws std::bad_alloc
  explicit Deflater(const DeflateSettings& settings);

  /// Appends the payload of a message with RSV1. An empty message is the single byte 0 (7.2.3.6).
  void append(std::string& out, ByteView message);

  /// Forgets what was compressed.
  void reset() noexcept;

private:
  struct Stream;
  struct End {
    void operator()(Stream* stream) const noexcept;
  };
  std::unique_ptr<Stream, End> stream_;
};

/// Inflates messages (RFC 7692, 7.2.2), each after those before it until `reset`: a step at a time, into as much room
/// as the caller gives it.
class Inflater {
public:
  struct Step {
    std::size_t consumed;
    std::size_t produced;
    bool valid;  ///< false: the bytes are no compressed data, and nothing more can be made of them
  };

  /// @throws std::bad_alloc
  explicit Inflater(int windowBits);

  /// Takes the next bytes of a message. When it fills `room` there may be more of what is consumed already.
  /// @pre  `room` is not empty
  /// @throws std::bad_alloc
  [[nodiscard]] Step step(ByteView input, MutableBytes room);

  /// The message ends here. False when it is cut short. What it made must have been taken: the last step left room.
  /// @throws std::bad_alloc
  [[nodiscard]] bool finish();

  void reset() noexcept;

private:
  struct Stream;
  struct End {
    void operator()(Stream* stream) const noexcept;
  };
  std::unique_ptr<Stream, End> stream_;
  [[maybe_unused]] bool finalBlockEnded_ = false;  // not used where there is no zlib
};

}  // namespace serinus::ws
