#pragma once

#include <string>
#include <string_view>

namespace serinus::pipeline {

/// @param who  has it among its options, for the message: `Cors`
/// @throws std::invalid_argument  for what is no origin as browsers send it: in lower case, and without anything behind
///                                the port (RFC 6454, 6.2)
void requireOrigin(std::string_view who, const std::string& origin);

}  // namespace serinus::pipeline
