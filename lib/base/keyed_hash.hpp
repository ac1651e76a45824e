#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace serinus {

/// A hash of names that peers choose: SipHash-1-3 under a secret key.
///
/// `std::hash` is the same in every process, so that anyone can prepare names that all fall into one bucket and turn
/// each look-up into a walk through all of them. Without the key nobody can.
class KeyedHash {
public:
  using is_transparent = void;  // finds a `std::string` by a `std::string_view`

  /// A new key. Copies share it.
  /// @throws std::system_error  when the system has no random bytes
  KeyedHash();
  /// A known key, for tests.
  KeyedHash(std::uint64_t first, std::uint64_t second) noexcept : first_(first), second_(second) {}

  [[nodiscard]] std::size_t operator()(std::string_view text) const noexcept;

private:
  std::uint64_t first_ = 0;
  std::uint64_t second_ = 0;
};

}  // namespace serinus
