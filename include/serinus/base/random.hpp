#pragma once

#include <serinus/base/bytes.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

namespace serinus {

/// Fills `bytes` from the random source of the kernel, which nobody can guess.
/// @throws std::system_error  when the system has none to give
void fillRandom(MutableBytes bytes);

/// `bytes` unguessable bytes as base64url without padding: 16 bytes give 22 characters.
/// @throws std::system_error  as `fillRandom`
[[nodiscard]] std::string randomToken(std::size_t bytes);

/// A number that is drawn quickly, any of 2^32 being as likely as the others: for the spreading of clients over time,
/// where one that is guessed does no harm.
[[nodiscard]] std::uint32_t drawLots();

}  // namespace serinus
