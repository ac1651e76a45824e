// Without libjwt there are no keys for tokens, and whoever makes one is told so.
#include "pipeline/jwt_library.hpp"

#include <stdexcept>

namespace serinus::pipeline {

void requireKey(const JwtKeyMaterial&) {
  throw std::logic_error(
      "JSON Web Tokens need libjwt and OpenSSL 3, and Serinus was built without them: install both, or set the meson "
      "option jwt to enabled to hear why they were not found");
}

bool isSignedBy(const JwtKeyMaterial&, const std::string&) {
  return false;
}

std::string signToken(const JwtKeyMaterial&, const std::string&, const std::string&) {
  return {};
}

}  // namespace serinus::pipeline
