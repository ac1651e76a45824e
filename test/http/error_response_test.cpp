#include <serinus/http/error_response.hpp>

#include <gtest/gtest.h>

namespace serinus {
namespace {

TEST(AnErrorResponse, IsASmallJsonObject) {
  const Response response = errorResponse(Status::notFound, "no such page");
  EXPECT_EQ(response.status(), Status::notFound);
  EXPECT_EQ(response.header("Content-Type"), "application/json");
  EXPECT_EQ(response.body(), R"({"statusCode":404,"message":"no such page"})");
}

TEST(AnErrorResponse, NamesThePathWhenOneIsGiven) {
  EXPECT_EQ(errorResponse(Status::gone, "x", "/a").body(), R"({"statusCode":410,"message":"x","path":"/a"})");
}

TEST(AnErrorResponse, SaysTheReasonPhraseWithoutAMessage) {
  EXPECT_EQ(errorResponse(Status::badRequest).body(), R"({"statusCode":400,"message":"Bad Request"})");
}

TEST(AnErrorResponse, ListsWhatIsWrong) {
  const ErrorDetail details[] = {{"$.age", "is missing"}, {"$[\"a\"]", "x\n"}};
  EXPECT_EQ(errorResponse(Status::unprocessableContent, "m", "/a", details).body(),
            R"({"statusCode":422,"message":"m","path":"/a","errors":[{"path":"$.age","message":"is missing"},)"
            R"({"path":"$[\"a\"]","message":"x\u000a"}]})");
}

TEST(AnErrorResponse, EscapesWhatWouldLeaveTheString) {
  EXPECT_EQ(errorResponse(Status::gone, "a\"\\\n\x1F</\x7F").body(),
            "{\"statusCode\":410,\"message\":\"a\\\"\\\\\\u000a\\u001f</\x7F\"}");
  EXPECT_EQ(errorResponse(Status::gone, std::string_view("\0", 1)).body(), R"({"statusCode":410,"message":"\u0000"})");
}

TEST(AnErrorResponse, KeepsUtf8AndReplacesEveryOtherByte) {
  EXPECT_EQ(errorResponse(Status::gone, "\xC3\xA4\xF0\x9F\x90\xA6").body(),
            "{\"statusCode\":410,\"message\":\"\xC3\xA4\xF0\x9F\x90\xA6\"}");
  EXPECT_EQ(errorResponse(Status::gone, "a\xC3").body(), R"({"statusCode":410,"message":"a\ufffd"})");
  EXPECT_EQ(errorResponse(Status::gone, "\xFF\xED\xA0\x80z").body(),
            R"({"statusCode":410,"message":"\ufffd\ufffd\ufffd\ufffdz"})");
}

}  // namespace
}  // namespace serinus
