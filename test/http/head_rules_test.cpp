#include "http/head_rules.hpp"

#include <gtest/gtest.h>

namespace serinus::http {
namespace {

Status statusOf(const std::vector<std::pair<std::string_view, std::string_view>>& fields) {
  Request request(Method::post, "/");
  for (const auto& [name, value] : fields) request.fields().add(name, value);
  HeadComplete head;
  const std::optional<Fault> fault = judgeHead(request, head);
  return fault ? fault->status : Status::ok;
}

TEST(AHead, IsJudgedWithoutLlhttp) {
  EXPECT_EQ(statusOf({{"Host", "a"}}), Status::ok);
  EXPECT_EQ(statusOf({{"Host", "a"}, {"Content-Length", "5"}}), Status::ok);
  EXPECT_EQ(statusOf({{"Host", "a"}, {"Transfer-Encoding", "Chunked"}}), Status::ok);
  EXPECT_EQ(statusOf({}), Status::badRequest);
  EXPECT_EQ(statusOf({{"Host", "a"}, {"host", "a"}}), Status::badRequest);
  EXPECT_EQ(statusOf({{"Host", "a"}, {"Content-Length", "5"}, {"content-length", "5"}}), Status::badRequest);
  EXPECT_EQ(statusOf({{"Host", "a"}, {"Transfer-Encoding", "chunked"}, {"Transfer-Encoding", ""}}), Status::badRequest);
  EXPECT_EQ(statusOf({{"Host", "a"}, {"Transfer-Encoding", "chunked, chunked"}}), Status::badRequest);
  EXPECT_EQ(statusOf({{"Host", "a"}, {"Transfer-Encoding", "chunked"}, {"Content-Length", "0"}}), Status::badRequest);
}

TEST(AnUpgradeWithABody, IsRefusedWhereItIsOursOrTheBodysEndIsOpen) {
  const auto statusOfUpgrade = [](std::string_view protocol, std::string_view name, std::string_view value) {
    return statusOf({{"Host", "a"}, {"Upgrade", protocol}, {"Connection", "upgrade"}, {name, value}});
  };
  EXPECT_EQ(statusOfUpgrade("websocket", "Content-Length", "0"), Status::ok);
  EXPECT_EQ(statusOfUpgrade("websocket", "Content-Length", "1"), Status::badRequest);
  EXPECT_EQ(statusOfUpgrade("h2c, WebSocket", "Content-Length", "1"), Status::badRequest);
  EXPECT_EQ(statusOfUpgrade("h2c", "Transfer-Encoding", "chunked"), Status::badRequest);
  EXPECT_EQ(statusOfUpgrade("h2c", "Content-Length", "1"), Status::ok);
}

TEST(AnUpgradeWithABody, IsNoneWhereItIsTaken) {
  Request request(Method::post, "/");
  for (const auto& [name, value] : std::vector<std::pair<std::string_view, std::string_view>>{
           {"Host", "a"}, {"Upgrade", "h2c"}, {"Connection", "Upgrade, HTTP2-Settings"}, {"Content-Length", "1"}})
    request.fields().add(name, value);
  HeadComplete head;
  EXPECT_FALSE(judgeHead(request, head));
  EXPECT_FALSE(head.upgrade);
  EXPECT_EQ(head.contentLength, 1U);
  EXPECT_TRUE(head.keepAlive);
}

TEST(AnExpectation, IsOneOfAList) {
  const auto isExpected = [](std::string_view value) {
    Request request(Method::post, "/");
    request.fields().add("Host", "a");
    request.fields().add("Expect", value);
    request.fields().add("Content-Length", "1");
    HeadComplete head;
    EXPECT_FALSE(judgeHead(request, head));
    return head.expectContinue;
  };
  for (const std::string_view value : {"100-continue", "100-Continue", "100-continue, x", "x,100-continue",
                                       ",100-continue", "100-continue,100-continue"})
    EXPECT_TRUE(isExpected(value)) << value;
  for (const std::string_view value : {"", "100", "x", "100-continued", "x-100-continue", "\"100-continue\""})
    EXPECT_FALSE(isExpected(value)) << value;
}

TEST(AContentLength, IsDigitsAlone) {
  std::uint64_t length = 0;
  EXPECT_TRUE(parseContentLength("0", length));
  EXPECT_TRUE(parseContentLength("007", length));
  EXPECT_EQ(length, 7U);
  EXPECT_TRUE(parseContentLength("18446744073709551615", length));
  EXPECT_EQ(length, UINT64_MAX);
  for (const std::string_view text : {"", "+1", "-1", "1 ", " 1", "1,1", "0x1", "1e1", "18446744073709551616", "a"}) {
    EXPECT_FALSE(parseContentLength(text, length)) << text;
  }
}

}  // namespace
}  // namespace serinus::http
