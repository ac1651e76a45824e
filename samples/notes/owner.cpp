#include "owner.hpp"

#include "accounts.hpp"

#include <serinus/http/http_exception.hpp>

#include <charconv>
#include <chrono>

namespace notes {

using namespace serinus;

Owner Owner::fromRequest(Context& context) {
  const Principal* const principal = context.principal();
  if (principal == nullptr) throw UnauthorizedException("sign in first");
  Owner owner{0, principal->id()};
  std::from_chars(owner.user.data(), owner.user.data() + owner.user.size(), owner.id);
  return owner;
}

Principal principalOf(const User& user) {
  constexpr auto lifetime = std::chrono::hours(12);
  return Principal(std::to_string(user.id))
      .role(member)
      .claim("name", user.name)
      .expiresAt(std::chrono::system_clock::now() + lifetime);
}

}  // namespace notes
