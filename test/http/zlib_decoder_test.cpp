#include "http/body_decoder.hpp"
#include "http/content_encoder.hpp"

#include <gtest/gtest.h>

#include <string>

namespace serinus::http {
namespace {

std::string coded(std::string_view coding, std::string_view text) {
  std::string out;
  const auto encoder = makeEncoder(coding);
  encoder->append(out, asBytes(text), ContentEncoder::Flush::no);
  encoder->finish(out);
  return out;
}

/// What was decoded, or `400 reason`.
std::string decoded(std::string_view input, std::size_t pieces = 100'000, std::uint64_t limit = 10'000'000) {
  const auto decoder = makeZlibDecoder(limit);
  std::string out;
  for (std::size_t at = 0; at < input.size(); at += pieces) {
    if (const auto fault = decoder->append(out, input.substr(at, pieces)))
      return std::to_string(code(fault->status)) + ' ' + std::string(fault->reason);
  }
  if (const auto fault = decoder->finish())
    return std::to_string(code(fault->status)) + ' ' + std::string(fault->reason);
  return out;
}

const std::string text = "hello, hello, hello, and something else";

TEST(ZlibDecoder, UndoesBothCodingsHoweverTheyAreCut) {
  for (const std::string_view coding : {gzipCoding, deflateCoding}) {
    const std::string input = coded(coding, text);
    for (std::size_t pieces = 1; pieces <= input.size(); ++pieces) EXPECT_EQ(decoded(input, pieces), text) << pieces;
  }
}

TEST(ZlibDecoder, UndoesSeveralMembers) {
  const std::string two = coded(gzipCoding, "one ") + coded(gzipCoding, "two");
  for (std::size_t pieces = 1; pieces <= two.size(); ++pieces) EXPECT_EQ(decoded(two, pieces), "one two") << pieces;
}

TEST(ZlibDecoder, RefusesWhatIsCutShortOrChangedOrFollowedByOtherBytes) {
  for (const std::string_view coding : {gzipCoding, deflateCoding}) {
    const std::string input = coded(coding, text);
    for (std::size_t size = 0; size < input.size(); ++size)
      EXPECT_EQ(decoded(input.substr(0, size)), "400 the coded body is cut short") << size;
    EXPECT_EQ(decoded(input + "x"), "400 the body is not coded as it says");
    EXPECT_EQ(decoded(input + std::string(1, '\0')), "400 the body is not coded as it says");
    std::string changed = input;
    changed.back() = static_cast<char>(changed.back() ^ 1);
    EXPECT_TRUE(decoded(changed).starts_with("400 ")) << coding;
  }
  EXPECT_TRUE(decoded("plain text").starts_with("400 "));
  EXPECT_TRUE(decoded("\x1F\x8B").starts_with("400 "));
}

TEST(ZlibDecoder, MakesNoMoreThanTheLimit) {
  const std::string input = coded(gzipCoding, std::string(1000, 'a'));
  EXPECT_EQ(decoded(input, 7, 1000).size(), 1000U);
  EXPECT_EQ(decoded(input, 7, 999), "413 the body is too large when it is decoded");
}

/// So much text in a gzip member that is as large as is said, by the comment in its head (RFC 1952, 2.3).
std::string codedTo(std::size_t size, std::size_t made) {
  std::string input = coded(gzipCoding, std::string(made, 'a'));
  constexpr std::size_t headSize = 10;
  input[3] = '\x10';
  const std::string comment(size - input.size() - 1, 'c');
  return input.insert(headSize, comment + '\0');
}

TEST(ZlibDecoder, MakesAHundredTimesOfWhatCameAndNoMore) {
  constexpr std::size_t made = 2'000'000;
  EXPECT_EQ(decoded(codedTo(made / 100, made)).size(), made);
  EXPECT_EQ(decoded(codedTo(made / 100 - 1, made)), "413 the body is too much larger when it is decoded");
}

TEST(ZlibDecoder, MakesAMebibyteOfHoweverLittle) {
  EXPECT_EQ(decoded(coded(gzipCoding, std::string(1'048'576, 'a'))).size(), 1'048'576U);
  EXPECT_EQ(decoded(coded(gzipCoding, std::string(1'048'577, 'a'))),
            "413 the body is too much larger when it is decoded");
}

TEST(ZlibDecoder, MakesNotVeryMuchOfALittle) {
  EXPECT_EQ(decoded(coded(gzipCoding, std::string(1024 * 1024, 'a'))).size(), 1024U * 1024);
  EXPECT_EQ(decoded(coded(gzipCoding, std::string(5'000'000, 'a'))),
            "413 the body is too much larger when it is decoded");
}

struct Row {
  const char* value;
  BodyCoding coding;
};
class Coding : public testing::TestWithParam<Row> {};

TEST_P(Coding, OfABodyIsWhatItsFieldSays) {
  Request request(Method::post, "/");
  request.fields().add("Content-Encoding", GetParam().value);
  EXPECT_EQ(bodyCodingOf(request), GetParam().coding);
}

INSTANTIATE_TEST_SUITE_P(All, Coding,
                         testing::Values(Row{"gzip", BodyCoding::zlib}, Row{"GZIP", BodyCoding::zlib},
                                         Row{"x-gzip", BodyCoding::zlib}, Row{"deflate", BodyCoding::zlib},
                                         Row{"identity", BodyCoding::none}, Row{"br", BodyCoding::unknown},
                                         Row{"gzip, gzip", BodyCoding::unknown}, Row{"", BodyCoding::unknown}));

TEST(Coding, OfABodyThatSaysNoneOrTwo) {
  Request request(Method::post, "/");
  EXPECT_EQ(bodyCodingOf(request), BodyCoding::none);
  request.fields().add("Content-Encoding", "gzip");
  request.fields().add("Content-Encoding", "gzip");
  EXPECT_EQ(bodyCodingOf(request), BodyCoding::unknown);
}

}  // namespace
}  // namespace serinus::http
