#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace serinus::ws {

/// An inflater of its own, after RFC 1951 and nothing else, for what our writer writes: it knows the window that was
/// agreed and refuses everything that an exact reader could refuse.
class StrictInflater {
public:
  explicit StrictInflater(int windowBits = 15, bool takeover = true)
      : window_(std::size_t{1} << windowBits), takeover_(takeover) {}

  /// The payload of a message with RSV1, inflated; nothing when it is wrong in any way.
  [[nodiscard]] std::optional<std::string> inflate(std::string_view payload);

  /// The greatest distance seen.
  [[nodiscard]] std::size_t farthest() const noexcept { return farthest_; }

private:
  class Reader;
  struct Codes;
  [[nodiscard]] bool block(Reader& in);
  [[nodiscard]] bool storedBlock(Reader& in);
  [[nodiscard]] bool compressedBlock(Reader& in, const Codes& literals, const Codes& distances);

  std::size_t window_;
  bool takeover_;
  std::string history_;  // of all messages that may be referred to, the current one at its end
  std::size_t farthest_ = 0;
};

}  // namespace serinus::ws
