#include <serinus/http/response.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>

namespace serinus {
namespace {

TEST(AResponse, OfEachKindHasItsTypeAndItsStatus) {
  EXPECT_EQ(Response::text("a").header("content-type"), "text/plain; charset=utf-8");
  EXPECT_EQ(Response::json("{}").header("content-type"), "application/json");
  EXPECT_EQ(Response::html("<p>").header("content-type"), "text/html; charset=utf-8");
  EXPECT_EQ(Response::bytes("a").header("content-type"), "application/octet-stream");
  EXPECT_EQ(Response::bytes(asBytes("a\n"), "image/png").header("content-type"), "image/png");
  EXPECT_EQ(Response::bytes(asBytes("a\n")).body(), "a\n");
  EXPECT_EQ(Response::text("a").body(), "a");
  EXPECT_EQ(Response::text("a").status(), Status::ok);
  EXPECT_EQ(Response::empty().status(), Status::noContent);
  EXPECT_EQ(Response::empty(Status::accepted).status(), Status::accepted);
  EXPECT_EQ(Response::redirect("/b").status(), Status::found);
  EXPECT_EQ(Response::redirect("/b", Status::seeOther).status(), Status::seeOther);
  EXPECT_EQ(Response::redirect("/b").header("Location"), "/b");
}

TEST(AResponse, MayBeChainedWhereItIsMade) {
  const Response response = Response::text("a")
                                .status(Status::created)
                                .reason("Made")
                                .header("X", "1")
                                .header("x", "2")
                                .addHeader("X", "3")
                                .cookie(SetCookie("a", "b"))
                                .body("c")
                                .close();
  EXPECT_EQ(response.status(), Status::created);
  EXPECT_EQ(response.reason(), "Made");
  EXPECT_EQ(response.fields().getAll("x"), (std::vector<std::string_view>{"2", "3"}));
  EXPECT_EQ(response.header("Set-Cookie"), "a=b");
  EXPECT_EQ(response.body(), "c");
  EXPECT_TRUE(response.closes());
}

TEST(AResponse, MayBeChangedStepByStep) {
  Response response;
  response.status(Status::notFound).body("x").header("A", "b");
  response.addHeader("A", "c").reason("Nope").cookie(SetCookie("d", "e")).close();
  EXPECT_EQ(response.fields().size(), 3U);
  EXPECT_EQ(response.reason(), "Nope");
}

TEST(AResponse, HasOneBodyTheLastThatWasGiven) {
  const auto stream = std::make_shared<http::StreamedBody>(7);
  Response response = Response::text("first");
  response.body(stream);
  EXPECT_EQ(response.stream(), stream);
  EXPECT_EQ(response.body(), "");
  response.body("last");
  EXPECT_EQ(response.stream(), nullptr);
  EXPECT_EQ(response.body(), "last");
}

TEST(AResponse, HasNoTrailersThatBelongIntoTheHead) {
  const auto nothing = [] { return Fields(); };
  for (const char* const name :
       {"", "a b", "a:", "x\r\nSet-Cookie", "Content-Length", "transfer-encoding", "HOST", "Set-Cookie", "Content-Type",
        "Trailer", "TE", "Authorization", "Sec-WebSocket-Accept"})
    EXPECT_THROW(Response().trailers({"Digest", name}, nothing), InvalidFieldError) << name;
  Response response;
  response.trailers({"Digest", "Server-Timing"}, nothing);
  ASSERT_NE(response.trailers(), nullptr);
  EXPECT_EQ(response.trailers()->names, (std::vector<std::string>{"Digest", "Server-Timing"}));
  EXPECT_EQ(response.removeTrailers().trailers(), nullptr);
}

TEST(AResponse, HasTheRegisteredReasonUnlessAnotherIsGiven) {
  EXPECT_EQ(Response::empty(Status::notFound).reason(), "Not Found");
  EXPECT_EQ(Response::empty(static_cast<Status>(299)).reason(), "");
}

TEST(AResponse, HasNoStatusThatIsNotFinal) {
  for (const int value : {0, 99, 100, 102, 103, 199, 600, 999}) {
    EXPECT_THROW(Response().status(static_cast<Status>(value)), std::invalid_argument) << value;
  }
  for (const int value : {101, 200, 210, 299, 599})
    EXPECT_NO_THROW(Response().status(static_cast<Status>(value))) << value;
}

}  // namespace
}  // namespace serinus
