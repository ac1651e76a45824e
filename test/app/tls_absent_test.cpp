#include "applications.hpp"

#include <gtest/gtest.h>

using namespace serinus;

namespace {

struct EmptyModule : Module {};

TEST(TlsWithoutOpenSsl, IsAFaultOfTheStart) {
  ApplicationOptions options = test::onLoopback();
  options.tls.certificates = {{.chainFile = "cert.pem", .keyFile = "key.pem"}};
  const std::vector<std::string> faults = test::faultsOf<EmptyModule>(options);
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_TRUE(faults[0].starts_with("tls needs OpenSSL 3, and Serinus was built without it")) << faults[0];
}

}  // namespace
