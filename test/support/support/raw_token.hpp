#pragma once

#include <serinus/base/base64.hpp>
#include <serinus/base/bytes.hpp>
#include <serinus/base/crypto.hpp>

#include <string>
#include <string_view>

namespace serinus::test {

inline std::string base64Url(std::string_view text) {
  return base64UrlEncode(asBytes(text));
}

/// A token with a good signature by HS256, whatever header and payload say.
inline std::string rawToken(std::string_view header, std::string_view payload, std::string_view secret) {
  const std::string input = base64Url(header) + '.' + base64Url(payload);
  return input + '.' + base64UrlEncode(crypto::hmacSha256(asBytes(secret), asBytes(input)));
}

}  // namespace serinus::test
