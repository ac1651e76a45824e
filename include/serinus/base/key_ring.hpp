#pragma once

#include <serinus/base/crypto.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace serinus {

/// The secrets of an application, for one purpose: what the first of them signs and encrypts, all of them recognize.
///
///     KeyRing({config.newSecret, config.oldSecret})   // of `openssl rand -base64 32`
///
/// To change a secret put the new one in front, and take the old one away when nothing made with it matters any more.
/// Copies share the keys, which are overwritten when the last of them goes. Usable on several threads.
class KeyRing {
public:
  static constexpr std::size_t leastSecret = 32;

  /// @param secrets  of at least 32 bytes each, which nobody can guess: no passwords
  /// @throws std::invalid_argument  for none, and for one that is too short
  /// @throws std::logic_error       when the library was built without `crypto`
  explicit KeyRing(const std::vector<std::string>& secrets);

  /// One secret that lives as long as this process.
  [[nodiscard]] static KeyRing random();

  /// Other keys from the same secrets (HKDF; RFC 5869): what is made for one purpose means nothing for another.
  [[nodiscard]] KeyRing forPurpose(std::string_view purpose) const;

  /// A signature (HMAC-SHA256), base64url: 43 characters.
  [[nodiscard]] std::string sign(std::string_view message) const;
  /// Whether one of the keys made this signature for this message.
  [[nodiscard]] bool verifies(std::string_view message, std::string_view signature) const;

  /// Encrypted and protected (AES-256-GCM, each text under a key of its own), base64url. `bound` says what it is for:
  /// it is opened with the same alone.
  [[nodiscard]] std::string seal(std::string_view plain, std::string_view bound) const;
  /// What one of the keys sealed; nothing of anything else.
  [[nodiscard]] std::optional<std::string> open(std::string_view sealed, std::string_view bound) const;

private:
  class Keys;

  explicit KeyRing(std::shared_ptr<const Keys> keys) noexcept : keys_(std::move(keys)) {}

  std::shared_ptr<const Keys> keys_;
};

}  // namespace serinus
