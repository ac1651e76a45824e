#pragma once

#include <string>
#include <string_view>

/// Passwords as they are kept: `scrypt$16384$8$1$SALT$KEY`, with the parameters, so that others can be chosen later
/// and what there is still holds. Each of these takes about 50 ms and 16 MiB, on purpose.
namespace notes::scrypt {

/// With a salt of its own: two people with one password have two texts (RFC 7914).
[[nodiscard]] std::string keep(std::string_view password);

/// Whether it is this password, in a time that does not tell how much of it is right.
/// @throws std::invalid_argument  when `kept` is nothing that `keep` made
[[nodiscard]] bool matches(std::string_view kept, std::string_view password);

/// What no password matches: the time that it takes to find out is the same.
[[nodiscard]] std::string nobody();

}  // namespace notes::scrypt
