#include <serinus/pipeline/jwt_key.hpp>

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

namespace serinus {
namespace {

TEST(AKeyOfTokens, CannotBeMadeWithoutLibjwt) {
  EXPECT_THROW(static_cast<void>(JwtKey::secret(JwtAlgorithm::hs256, std::string(32, 's'))), std::logic_error);
}

}  // namespace
}  // namespace serinus
