#include "scrypt.hpp"

#include <serinus/base/base64.hpp>
#include <serinus/base/crypto.hpp>
#include <serinus/base/random.hpp>

#include <openssl/evp.h>

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <vector>

namespace notes::scrypt {

using namespace serinus;

namespace {

constexpr std::uint64_t mostMemory = std::uint64_t{64} * 1024 * 1024;
constexpr std::size_t saltSize = 16, keySize = 32;

struct Kept {
  std::uint64_t n = 16'384;
  std::uint64_t r = 8;
  std::uint64_t p = 1;
  std::vector<std::byte> salt = std::vector<std::byte>(saltSize);
  std::vector<std::byte> key = std::vector<std::byte>(keySize);
};

void derive(Kept& kept, std::string_view password) {
  const auto* const salt = reinterpret_cast<const unsigned char*>(kept.salt.data());
  auto* const key = reinterpret_cast<unsigned char*>(kept.key.data());
  const int done = EVP_PBE_scrypt(password.data(), password.size(), salt, kept.salt.size(), kept.n, kept.r, kept.p,
                                  mostMemory, key, kept.key.size());
  if (done != 1) throw std::runtime_error("scrypt failed: not enough memory, or parameters that it does not take");
}

std::string textOf(const Kept& kept) {
  std::string text = "scrypt";
  for (const std::uint64_t number : {kept.n, kept.r, kept.p}) text.append("$").append(std::to_string(number));
  return text.append("$").append(base64UrlEncode(kept.salt)).append("$").append(base64UrlEncode(kept.key));
}

std::uint64_t numberOf(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? number : 0;
}

Kept read(std::string_view text) {
  std::array<std::string_view, 6> parts;
  for (std::string_view& part : parts) {
    const std::size_t end = text.find('$');
    part = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  const auto salt = base64UrlDecode(parts[4]);
  const auto key = base64UrlDecode(parts[5]);
  if (parts[0] != "scrypt" || !text.empty() || !salt || !key || key->size() != keySize)
    throw std::invalid_argument("a password is kept in a way that nobody knows");
  return {numberOf(parts[1]), numberOf(parts[2]), numberOf(parts[3]), *salt, *key};
}

}  // namespace

std::string keep(std::string_view password) {
  Kept kept;
  fillRandom(kept.salt);
  derive(kept, password);
  return textOf(kept);
}

bool matches(std::string_view kept, std::string_view password) {
  const Kept known = read(kept);
  Kept tried = known;
  derive(tried, password);
  return crypto::sameBytes(tried.key, known.key);
}

std::string nobody() {
  Kept kept;
  fillRandom(kept.salt);
  fillRandom(kept.key);
  return textOf(kept);
}

}  // namespace notes::scrypt
