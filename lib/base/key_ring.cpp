#include <serinus/base/base64.hpp>
#include <serinus/base/key_ring.hpp>
#include <serinus/base/random.hpp>

#include <algorithm>
#include <array>
#include <span>
#include <stdexcept>

namespace serinus {

namespace {

/// Names the key under which one text is sealed. Random nonces of 12 bytes may repeat after 2^32 texts under one key
/// (NIST SP 800-38D, 8.3), these do not.
constexpr std::size_t saltSize = 16;

crypto::Key derive(ByteView secret, std::string_view purpose) {
  std::vector<std::byte> bytes = crypto::hkdfSha256(secret, {}, asBytes(purpose), std::tuple_size_v<crypto::Key>);
  crypto::Key key;
  std::ranges::copy(bytes, key.begin());
  crypto::forget(bytes);
  return key;
}

}  // namespace

class KeyRing::Keys {
public:
  Keys() = default;
  Keys(const Keys&) = delete;
  Keys& operator=(const Keys&) = delete;
  ~Keys() {
    for (crypto::Key& key : all) crypto::forget(key);
  }
  std::vector<crypto::Key> all;
};

KeyRing::KeyRing(const std::vector<std::string>& secrets) {
  if (secrets.empty()) throw std::invalid_argument("KeyRing: give at least one secret");
  for (std::size_t i = 0; i < secrets.size(); ++i) {
    if (secrets[i].size() < leastSecret)
      throw std::invalid_argument("KeyRing: secret " + std::to_string(i + 1) + " has " +
                                  std::to_string(secrets[i].size()) +
                                  " bytes, and needs 32: make one with `openssl rand -base64 32`");
  }
  auto keys = std::make_shared<Keys>();
  keys->all.reserve(secrets.size());
  for (const std::string& secret : secrets) keys->all.push_back(derive(asBytes(secret), "serinus"));
  keys_ = std::move(keys);
}

KeyRing KeyRing::random() {
  return KeyRing(std::vector<std::string>{randomToken(leastSecret)});
}

KeyRing KeyRing::forPurpose(std::string_view purpose) const {
  auto keys = std::make_shared<Keys>();
  keys->all.reserve(keys_->all.size());
  for (const crypto::Key& key : keys_->all) keys->all.push_back(derive(key, purpose));
  return KeyRing(std::shared_ptr<const Keys>(std::move(keys)));
}

std::string KeyRing::sign(std::string_view message) const {
  return base64UrlEncode(crypto::hmacSha256(keys_->all.front(), asBytes(message)));
}

bool KeyRing::verifies(std::string_view message, std::string_view signature) const {
  const auto given = base64UrlDecode(signature.substr(0, 64));  // more is none, however long
  if (!given || given->size() != std::tuple_size_v<crypto::Digest> || signature.size() > 64) return false;
  return std::ranges::any_of(keys_->all, [&](const crypto::Key& key) {
    return crypto::sameBytes(crypto::hmacSha256(key, asBytes(message)), *given);
  });
}

std::string KeyRing::seal(std::string_view plain, std::string_view bound) const {
  std::array<std::byte, saltSize> salt;
  fillRandom(salt);
  crypto::Key key = crypto::hmacSha256(keys_->all.front(), salt);
  std::string sealed(asText(salt));
  sealed += crypto::seal(key, asBytes(plain), asBytes(bound));
  crypto::forget(key);
  return base64UrlEncode(asBytes(sealed));
}

std::optional<std::string> KeyRing::open(std::string_view sealed, std::string_view bound) const {
  const auto bytes = base64UrlDecode(sealed);
  if (!bytes || bytes->size() < saltSize + crypto::sealOverhead) return std::nullopt;
  const ByteView all = *bytes;
  for (const crypto::Key& of : keys_->all) {
    crypto::Key key = crypto::hmacSha256(of, all.first(saltSize));
    std::optional<std::string> plain = crypto::open(key, all.subspan(saltSize), asBytes(bound));
    crypto::forget(key);
    if (plain) return plain;
  }
  return std::nullopt;
}

}  // namespace serinus
