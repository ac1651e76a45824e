#include "failing_calls_dialogue.hpp"
#include "support/secure_client.hpp"

#include <gtest/gtest.h>

#include <string>

using namespace serinus;

namespace {

using test::CertificateAuthority;
using test::onLoopback;
using test::SecureClient;

struct Large : Controller {
  Large() {
    on(Route::get("/"), [] { return std::string(100'000, 'x') + "end"; });
  }
};
struct Root : Module {
  Root() { controllers<Large>(); }
};

ApplicationOptions secure() {
  static const CertificateAuthority authority;
  const test::Issued issued = authority.issue({.commonName = "localhost"});
  ApplicationOptions options = onLoopback();
  options.timeouts.linger = Timeouts().linger;  // the client says goodbye, too: a reset would take its answer from it
  options.tls.certificates = {{.chainText = issued.certificate, .keyText = issued.key}};
  return options;
}

bool isServed(std::uint16_t port) {
  return SecureClient(port).get("/").ends_with("end");
}

class OverTlsWithAFailingCall : public testing::TestWithParam<std::size_t> {};
INSTANTIATE_TEST_SUITE_P(Each, OverTlsWithAFailingCall, testing::Values(0, 1));

TEST_P(OverTlsWithAFailingCall, ARequestIsAnsweredOrItsClientLetGo) {
  test::failEverywhere<Root>(secure(), isServed, isServed, GetParam());
}

}  // namespace
