#include "parser_dialogue.hpp"

#include <gtest/gtest.h>

namespace serinus::http {
namespace {

/// Small enough that every cut can be tried.
constexpr Limits small{.maxRequestLine = 20,
                       .maxHeaderBytes = 60,
                       .maxHeaders = 3,
                       .maxFieldName = 17,
                       .maxBody = 10,
                       .maxChunkOverhead = 6,
                       .maxTrailerBytes = 24};

struct Boundary {
  std::string name;
  std::string within;  // at the limit: no fault, though perhaps not complete
  std::string beyond;  // its last byte is the first one too many
  int status;
};

class ALimit : public testing::TestWithParam<Boundary> {};

TEST_P(ALimit, IsTheLargestSizeThatIsAccepted) {
  const Dialogue dialogue = whole(GetParam().within, small);
  EXPECT_EQ(dialogue.messages(), 1) << dialogue.text();
  for (std::size_t at = 0; at <= GetParam().within.size(); ++at) {
    EXPECT_EQ(cutAt(GetParam().within, at, small), dialogue.text()) << at;
  }
}

TEST_P(ALimit, IsEnforcedAtTheByteThatExceedsIt) {
  const std::string& input = GetParam().beyond;
  const std::string dialogue = whole(input, small).text();
  EXPECT_NE(dialogue.find("!" + std::to_string(GetParam().status)), std::string::npos) << dialogue;
  EXPECT_FALSE(whole(std::string_view(input).substr(0, input.size() - 1), small).refused());
  for (std::size_t at = 0; at <= input.size(); ++at) EXPECT_EQ(cutAt(input, at, small), dialogue) << at;
  EXPECT_EQ(inPieces(input, 1, small), dialogue);
}

const std::string line = "GET / HTTP/1.0\r\n";             // 16 bytes
const std::string post = "POST / HTTP/1.1\r\nHost:a\r\n";  // 25 bytes
const std::string chunkedPost = post + "Transfer-Encoding:chunked\r\n\r\n";

INSTANTIATE_TEST_SUITE_P(
    OfTheHead, ALimit,
    testing::Values(
        Boundary{"RequestLine", "GET /123456 HTTP/1.0\r\n\r\n", "GET /1234567 HTTP/1.0", 414},
        Boundary{"RequestLineWhoseEndIsAtTheLimit", "GET /12345 HTTP/1.0\r\n\r\n", "GET /1234567 HTTP/1.0", 414},
        Boundary{"Target", "GET /123456 HTTP/1.0\r\n\r\n", "GET /1234567890abcdef", 414},
        Boundary{"FieldName", line + "A2345678901234567:\r\n\r\n", line + "A23456789012345678", 431},
        Boundary{"FieldNameIncludingItsColon", line + "A2345678901234567: b\r\n\r\n", line + "A23456789012345678", 431},
        Boundary{"Fields", line + "A:1\r\nB:2\r\nC:3\r\n\r\n", line + "A:1\r\nB:2\r\nC:3\r\nD", 431},
        Boundary{"HeadInItsEnd", line + "A:" + std::string(38, 'b') + "\r\n\r\n",
                 line + "A:" + std::string(39, 'b') + "\r\n\r\n", 431},
        Boundary{"HeadInAValue", line + "A:" + std::string(38, 'b') + "\r\n\r\n", line + "A:" + std::string(43, 'b'),
                 431}),
    [](const auto& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(
    OfTheBody, ALimit,
    testing::Values(
        Boundary{"Length", post + "Content-Length:10\r\n\r\n0123456789", post + "Content-Length:11\r\n\r\n", 413},
        Boundary{"OneChunk", chunkedPost + "a\r\n0123456789\r\n0\r\n\r\n", chunkedPost + "b\r\n", 413},
        Boundary{"Chunks", chunkedPost + "9\r\n012345678\r\n1\r\n9\r\n0\r\n\r\n",
                 chunkedPost + "9\r\n012345678\r\n1\r\n9\r\n1\r\n", 413},
        Boundary{"HugeChunk", chunkedPost + "1\r\n0\r\n0\r\n\r\n", chunkedPost + "1\r\n0\r\nffffffffffffffff\r\n", 413},
        Boundary{"Extension", chunkedPost + "1;23456\r\n0\r\n0\r\n\r\n", chunkedPost + "1;234567", 413},
        Boundary{"ExtensionsTogether", chunkedPost + "1;a\r\n0\r\n1;b\r\n0\r\n0;c\r\n\r\n",
                 chunkedPost + "1;a\r\n0\r\n1;b\r\n0\r\n1;c\r\n0\r\n0;", 413},
        Boundary{"SizeDigits", chunkedPost + std::string(21, '0') + "1\r\nx\r\n0\r\n\r\n",
                 chunkedPost + std::string(23, '0'), 413},
        Boundary{"Trailers", chunkedPost + "0\r\nA: " + std::string(17, 'b') + "\r\n\r\n",
                 chunkedPost + "0\r\nA: " + std::string(18, 'b') + "\r\n\r\n", 431},
        Boundary{"TrailerName", chunkedPost + "0\r\nA2345678901234567:\r\n\r\n",
                 chunkedPost + "0\r\nA23456789012345678", 431}),
    [](const auto& row) { return row.param.name; });

TEST(TheDefaultLimits, AreThoseOfTheDocumentation) {
  const Limits limits;
  EXPECT_EQ(limits.maxRequestLine, 8192U);
  EXPECT_EQ(limits.maxHeaderBytes, 16384U);
  EXPECT_EQ(limits.maxHeaders, 100U);
  EXPECT_EQ(limits.maxFieldName, 256U);
  EXPECT_EQ(limits.maxBody, 1048576U);
  EXPECT_EQ(limits.maxChunkOverhead, 4096U);
  EXPECT_EQ(limits.maxTrailerBytes, 4096U);
  EXPECT_EQ(limits.maxRequestsPerConnection, 10000U);
}

TEST(TheDefaultLimits, HoldOnBothSides) {
  const auto headOf = [](std::size_t size) {
    const std::string start = "GET / HTTP/1.0\r\nA: ";
    return start + std::string(size - start.size() - 4, 'b') + "\r\n\r\n";
  };
  EXPECT_EQ(whole(headOf(16384)).messages(), 1);
  EXPECT_TRUE(whole(headOf(16385)).refused());

  std::string fields = "GET / HTTP/1.0\r\n";
  for (int i = 0; i < 100; ++i) fields += "A: b\r\n";
  EXPECT_EQ(whole(fields + "\r\n").messages(), 1);
  EXPECT_TRUE(whole(fields + "A: b\r\n\r\n").refused());
}

TEST(ChunkOverhead, IsCountedOverTheWholeRequest) {
  const std::string head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  std::string manyExtensions = head;
  for (int i = 0; i < 10'000; ++i) manyExtensions += "1;123456789\r\nx\r\n";
  EXPECT_NE(whole(manyExtensions).text().find("!413"), std::string::npos);
  EXPECT_NE(whole(head + "1;" + std::string(17'000, 'a')).text().find("!413"), std::string::npos);
  EXPECT_NE(whole(head + std::string(10'000, '0')).text().find("!413"), std::string::npos);

  std::string manyChunks = head;
  for (int i = 0; i < 10'000; ++i) manyChunks += "1\r\nx\r\n";
  EXPECT_EQ(whole(manyChunks + "0\r\n\r\n").messages(), 1);
}

TEST(TheBodyLimit, MayBeChangedOnceTheHeadIsKnown) {
  for (const std::string& input : {post + "Content-Length:20\r\n\r\n", chunkedPost + "14\r\n"}) {
    for (const std::uint64_t limit : {19U, 20U}) {
      RequestParser parser(small);
      const RequestParser::Step head = parser.parse(input);
      ASSERT_TRUE(std::holds_alternative<HeadComplete>(head.event));
      parser.setBodyLimit(limit);
      const RequestParser::Step next = parser.parse(std::string_view(input).substr(head.consumed));
      EXPECT_EQ(std::holds_alternative<Fault>(next.event), limit < 20) << input;
    }
  }
}

TEST(TheBodyLimit, IsTheUsualOneForTheNextRequest) {
  const std::string input = post + "Content-Length:11\r\n\r\n01234567890";
  RequestParser parser(small);
  std::string_view rest = input;
  rest.remove_prefix(parser.parse(rest).consumed);
  parser.setBodyLimit(11);
  rest.remove_prefix(parser.parse(rest).consumed);
  EXPECT_TRUE(std::holds_alternative<MessageComplete>(parser.parse(rest).event));
  parser.reset();
  EXPECT_TRUE(std::holds_alternative<HeadComplete>(parser.parse(input).event));
  EXPECT_TRUE(std::holds_alternative<Fault>(parser.parse("").event));
}

}  // namespace
}  // namespace serinus::http
