#include <serinus/http/http_exception.hpp>

#include <gtest/gtest.h>

namespace serinus {
namespace {

TEST(AnHttpException, CarriesStatusMessageAndFields) {
  try {
    throw TooManyRequestsException("slow down").header("Retry-After", "7");
  } catch (const HttpException& exception) {
    EXPECT_EQ(exception.status(), Status::tooManyRequests);
    EXPECT_STREQ(exception.what(), "slow down");
    EXPECT_EQ(exception.response().header("Retry-After"), "7");
    EXPECT_EQ(exception.response("/x").body(), R"({"statusCode":429,"message":"slow down","path":"/x"})");
  }
}

TEST(AnHttpException, CarriesDetails) {
  const HttpException exception = BadRequestException("no").detail("$.a", "is missing");
  EXPECT_EQ(exception.response().body(),
            R"({"statusCode":400,"message":"no","errors":[{"path":"$.a","message":"is missing"}]})");
}

TEST(AnHttpException, SaysTheReasonPhraseWithoutAMessage) {
  EXPECT_STREQ(ForbiddenException().what(), "Forbidden");
  EXPECT_STREQ(HttpException(Status::imATeapot).what(), "I'm a Teapot");
}

TEST(AnHttpException, IsCaughtByItsOwnTypeAndByTheCommonOnes) {
  EXPECT_THROW(throw NotFoundException(), NotFoundException);
  EXPECT_THROW(throw NotFoundException(), HttpException);
  EXPECT_THROW(throw NotFoundException(), std::exception);
}

TEST(AnHttpException, OfAMethodNotAllowedSaysWhatIs) {
  const MethodNotAllowedException exception({Method::get, Method::head});
  EXPECT_EQ(exception.status(), Status::methodNotAllowed);
  EXPECT_EQ(exception.response().header("Allow"), "GET, HEAD");
}

}  // namespace
}  // namespace serinus
