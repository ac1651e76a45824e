#include <serinus/http/status.hpp>

#include <gtest/gtest.h>

namespace serinus {
namespace {

TEST(AStatus, HasTheRegisteredPhrase) {
  EXPECT_EQ(reasonPhrase(Status::continue_), "Continue");
  EXPECT_EQ(reasonPhrase(Status::ok), "OK");
  EXPECT_EQ(reasonPhrase(Status::nonAuthoritativeInformation), "Non-Authoritative Information");
  EXPECT_EQ(reasonPhrase(Status::payloadTooLarge), "Content Too Large");
  EXPECT_EQ(reasonPhrase(Status::uriTooLong), "URI Too Long");
  EXPECT_EQ(reasonPhrase(Status::httpVersionNotSupported), "HTTP Version Not Supported");
  EXPECT_EQ(reasonPhrase(Status::networkAuthenticationRequired), "Network Authentication Required");
}

TEST(AStatus, WithoutAPhraseStillHasItsCode) {
  const auto odd = static_cast<Status>(299);
  EXPECT_EQ(reasonPhrase(odd), "");
  EXPECT_EQ(code(odd), 299);
}

TEST(AStatus, TellsWhetherItsResponseEndsWithTheHead) {
  for (const int value : {100, 101, 103, 199, 204, 304}) EXPECT_TRUE(isBodiless(static_cast<Status>(value))) << value;
  for (const int value : {200, 203, 205, 303, 305, 404, 500}) {
    EXPECT_FALSE(isBodiless(static_cast<Status>(value))) << value;
  }
}

}  // namespace
}  // namespace serinus
