#include "http/head_rules.hpp"

#include <gtest/gtest.h>

namespace serinus::http {
namespace {

Status statusOf(const std::vector<std::pair<std::string_view, std::string_view>>& fields) {
  Request request(Method::post, "/");
  for (const auto& [name, value] : fields) request.fields().add(name, value);
  const RequestParser::Event event = judgeHead(request);
  const Fault* const fault = std::get_if<Fault>(&event);
  return fault == nullptr ? Status::ok : fault->status;
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
  EXPECT_EQ(statusOf({{"Host", "a"}, {"Upgrade", "x"}, {"Connection", "upgrade"}, {"Content-Length", "0"}}),
            Status::ok);
  EXPECT_EQ(statusOf({{"Host", "a"}, {"Upgrade", "x"}, {"Connection", "upgrade"}, {"Content-Length", "1"}}),
            Status::badRequest);
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
