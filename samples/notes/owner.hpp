#pragma once

#include <serinus/pipeline/context.hpp>

#include <cstdint>
#include <string>

namespace notes {

struct User;

/// What everybody has who is signed in: `use(RolesGuard({member}))`.
inline constexpr const char* member = "member";

/// Who is signed in. A handler asks for it by type.
struct Owner {
  std::int64_t id = 0;
  std::string user;  ///< the same as text: what streams and gateways know their clients by

  /// @throws UnauthorizedException
  [[nodiscard]] static Owner fromRequest(serinus::Context& context);
};

/// As a session keeps it, and for no longer than a session lasts: streams and gateways end then, too.
[[nodiscard]] serinus::Principal principalOf(const User& user);

}  // namespace notes
