#include "server/fault_limit.hpp"

#include "http/body_decoder.hpp"
#include "http/content_encoder.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace serinus::server {
namespace {

const std::string post = "POST / HTTP/1.1\r\nHost: a\r\n";
const std::string chunked = post + "Transfer-Encoding: chunked\r\n\r\n";

/// So many fields, Host among them.
std::string fields(std::size_t count) {
  std::string text = "GET / HTTP/1.1\r\nHost: a\r\n";
  for (std::size_t i = 1; i < count; ++i) text += "A: b\r\n";
  return text + "\r\n";
}

/// A whole head of so many bytes.
std::string head(std::size_t size) {
  const std::string begin = "GET / HTTP/1.1\r\nHost: a\r\nA: ";
  return begin + std::string(size - begin.size() - 4, 'x') + "\r\n\r\n";
}

/// The limit that the parser says, by default, a request does not keep to; nothing when it takes it.
std::string limitOf(const std::string& request) {
  http::RequestParser parser{http::Limits()};
  std::string_view rest = request;
  bool inHead = true;
  while (true) {
    const http::RequestParser::Step step = parser.parse(rest);
    rest.remove_prefix(step.consumed);
    if (const auto* fault = std::get_if<http::Fault>(&step.event)) {
      const auto limit = server::limitOf(fault->excess, inHead);
      return limit ? std::string(name(*limit)) : std::string(fault->reason);
    }
    if (std::holds_alternative<http::NeedMore>(step.event) || std::holds_alternative<http::MessageComplete>(step.event))
      return "";
    inHead = false;
  }
}

struct Row {
  const char* name;
  std::string within;
  std::string beyond;
};
class LimitOfAFault : public testing::TestWithParam<Row> {};

TEST_P(LimitOfAFault, IsTheOneThatTheRequestDidNotKeepTo) {
  EXPECT_EQ(limitOf(GetParam().within), "");
  EXPECT_EQ(limitOf(GetParam().beyond), GetParam().name);
}

std::string line(std::size_t size) {  // "GET /… HTTP/1.1" of so many bytes
  return "GET /" + std::string(size - 14, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n";
}

INSTANTIATE_TEST_SUITE_P(
    , LimitOfAFault,
    testing::Values(Row{"requestLine", line(8192), line(8193)}, Row{"headerSize", head(16'384), head(16'385)},
                    Row{"headerCount", fields(100), fields(101)},
                    Row{"fieldName", post + std::string(256, 'n') + ": x\r\n\r\n",
                        post + std::string(257, 'n') + ": x\r\n\r\n"},
                    Row{"bodySize", post + "Content-Length: 1048576\r\n\r\n", post + "Content-Length: 1048577\r\n\r\n"},
                    Row{"chunkOverhead", chunked + "1;" + std::string(4095, 'x') + "\r\n",
                        chunked + "1;" + std::string(4096, 'x') + "\r\n"},
                    Row{"trailerSize", chunked + "0\r\nA: " + std::string(4096 - 7, 'x') + "\r\n\r\n",
                        chunked + "0\r\nA: " + std::string(4097 - 7, 'x') + "\r\n\r\n"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(LimitOfAFaultAmongTrailers, IsTheSameForTheirNamesAndNumber) {
  EXPECT_EQ(limitOf(chunked + "0\r\n" + std::string(257, 'n') + ": x\r\n\r\n"), "trailerSize");
  std::string many = chunked + "0\r\n";
  for (int i = 0; i < 101; ++i) many += "A: b\r\n";
  EXPECT_EQ(limitOf(many + "\r\n"), "trailerSize");
}

TEST(LimitOfAFaultOfAChunkedBody, IsThatOfBodies) {
  EXPECT_EQ(limitOf(chunked + "100000\r\n"), "");
  EXPECT_EQ(limitOf(chunked + "100001\r\n"), "bodySize");
}

TEST(LimitOfAFaultOfACodedBody, IsItsSizeOrHowMuchLargerItBecomes) {
  for (const auto& [made, limit] : {std::pair(1000, Limit::bodySize), std::pair(2'000'000, Limit::bodyRatio)}) {
    const auto size = static_cast<std::size_t>(made);
    std::string coded;
    const auto encoder = http::makeEncoder("gzip");
    if (!encoder) GTEST_SKIP() << "built without zlib";
    encoder->append(coded, asBytes(std::string(size, 'a')), http::ContentEncoder::Flush::no);
    encoder->finish(coded);
    std::string out;
    const auto fault = http::makeZlibDecoder(limit == Limit::bodySize ? size - 1 : size)->append(out, coded);
    ASSERT_TRUE(fault) << made;
    EXPECT_EQ(server::limitOf(fault->excess, false), limit) << fault->reason;
  }
}

TEST(AMalformedRequest, IsAboutNoLimit) {
  EXPECT_EQ(limitOf("GET / HTTP/1.1\r\n\r\n"), "there is no Host field");
}

}  // namespace
}  // namespace serinus::server
