#include <serinus/base/base64.hpp>
#include <serinus/base/crypto.hpp>
#include <serinus/base/random.hpp>
#include <serinus/base/utf8.hpp>
#include <serinus/http/http_exception.hpp>
#include <serinus/pipeline/authorization_guards.hpp>

#include "pipeline/bearer_token.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <vector>

namespace serinus {

namespace {

using pipeline::credentials;
using pipeline::isBearerToken;
using pipeline::quotedRealm;

bool isControl(char c) noexcept {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

/// `name:password` (RFC 7617, 2).
struct NameAndPassword {
  std::string name;
  std::string password;
};
std::optional<NameAndPassword> readBasic(std::string_view text) {
  constexpr std::size_t most = 4'096;
  if (text.size() > most) return std::nullopt;
  const auto bytes = base64Decode(text);
  if (!bytes || !isUtf8(*bytes)) return std::nullopt;
  const std::string_view pair = asText(*bytes);
  const std::size_t colon = pair.find(':');
  if (colon == std::string_view::npos || colon == 0 || std::ranges::any_of(pair, isControl)) return std::nullopt;
  return NameAndPassword{std::string(pair.substr(0, colon)), std::string(pair.substr(colon + 1))};
}

/// Digests under a key of its own instead of texts: they have one length, and nobody can prepare for them.
class KnownPasswords {
public:
  explicit KnownPasswords(const std::map<std::string, std::string>& passwords) {
    fillRandom(key_);
    for (const auto& [name, password] : passwords) {
      if (name.empty() || name.find(':') != std::string::npos)
        throw std::invalid_argument("BasicAuthGuard: a name is not empty and has no colon (RFC 7617, 2)");
      digests_.push_back(digest(name, password));
    }
    if (digests_.empty()) throw std::invalid_argument("BasicAuthGuard: give at least one name and password");
  }
  ~KnownPasswords() { crypto::forget(key_); }
  KnownPasswords(const KnownPasswords&) = delete;
  KnownPasswords& operator=(const KnownPasswords&) = delete;

  [[nodiscard]] bool has(std::string_view name, std::string_view password) const {
    const crypto::Digest given = digest(name, password);
    bool found = false;
    for (const crypto::Digest& one : digests_) found |= crypto::sameBytes(one, given);  // all of them, always
    return found;
  }

private:
  [[nodiscard]] crypto::Digest digest(std::string_view name, std::string_view password) const {
    return crypto::hmacSha256(key_, asBytes(std::string(name).append(":").append(password)));
  }

  crypto::Key key_{};
  std::vector<crypto::Digest> digests_;
};

Task<std::optional<Principal>> checkKnown(std::shared_ptr<const KnownPasswords> known, std::string name,
                                          std::string password) {
  if (!known->has(name, password)) co_return std::nullopt;
  co_return Principal(std::move(name));
}

BasicAuthGuard::Check checkOf(const std::map<std::string, std::string>& passwords) {
  const auto known = std::make_shared<const KnownPasswords>(passwords);
  return [known](std::string name, std::string password) {
    return checkKnown(known, std::move(name), std::move(password));
  };
}

}  // namespace

BasicAuthGuard::BasicAuthGuard(const std::string& realm, const std::map<std::string, std::string>& passwords)
    : BasicAuthGuard(realm, checkOf(passwords)) {}
BasicAuthGuard::BasicAuthGuard(const std::string& realm, Check check)
    : challenge_("Basic " + quotedRealm(realm) + ", charset=\"UTF-8\""), check_(std::move(check)) {}

Task<bool> BasicAuthGuard::canActivate(ExecutionContext& execution) {
  Context& context = execution.context();
  std::optional<Principal> principal;
  if (const auto text = credentials(context.request(), "Basic")) {
    auto given = readBasic(*text);
    if (given) principal = co_await check_(std::move(given->name), std::move(given->password));
  }
  if (!principal) throw UnauthorizedException("name and password are asked for").header("WWW-Authenticate", challenge_);
  context.setPrincipal(std::move(*principal));
  co_return true;
}

namespace {

bool hasExpired(const Principal& principal) {
  return principal.expiresAt() &&
         *principal.expiresAt() <= std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

}  // namespace

BearerGuard::BearerGuard(const std::string& realm, Check check)
    : challenge_("Bearer " + quotedRealm(realm)), check_(std::move(check)) {}

Task<bool> BearerGuard::canActivate(ExecutionContext& execution) {
  Context& context = execution.context();
  const auto token = credentials(context.request(), "Bearer");
  if (!token) {
    if (context.request().fields().count("Authorization") > 1)
      throw BadRequestException("the field Authorization stands there more than once")
          .header("WWW-Authenticate", challenge_ + ", error=\"invalid_request\"");
    throw UnauthorizedException("a token is asked for").header("WWW-Authenticate", challenge_);
  }
  if (!isBearerToken(*token))
    throw BadRequestException("what follows Bearer is no token")
        .header("WWW-Authenticate", challenge_ + ", error=\"invalid_request\"");
  std::optional<Principal> principal = co_await check_(std::string(*token));
  if (!principal || hasExpired(*principal))
    throw UnauthorizedException("the token is not good, or not any more")
        .header("WWW-Authenticate",
                challenge_ + ", error=\"invalid_token\", error_description=\"unknown, revoked or expired\"");
  context.setPrincipal(std::move(*principal));
  co_return true;
}

}  // namespace serinus
