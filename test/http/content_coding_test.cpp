#include "parser_dialogue.hpp"

#include <serinus/http/content_coding.hpp>

#include <gtest/gtest.h>

namespace serinus {
namespace {

constexpr std::string_view brAndGzip[] = {"br", "gzip"};

std::string chosen(std::string_view accept, std::span<const std::string_view> offered = brAndGzip) {
  const http::ExactBlock block(accept);
  return std::string(chooseCoding(block.view(), offered).value_or("nothing"));
}

struct Chosen {
  std::string_view accept;
  std::string_view coding;
};

TEST(AnAcceptEncoding, ChoosesAmongWhatIsOffered) {
  for (const auto& [accept, coding] : {
           Chosen{"gzip", "gzip"},
           Chosen{"GZip", "gzip"},
           Chosen{"x-gzip", "gzip"},
           Chosen{"X-GZIP;q=0.5", "gzip"},
           Chosen{"gzip, br", "br"},
           Chosen{"gzip, deflate, br, zstd", "br"},
           Chosen{"gzip;q=1.0, br;q=0.9", "gzip"},
           Chosen{"gzip;q=0.899, br;q=0.9", "br"},
           Chosen{"gzip ; q=0.1,\tbr ;Q=0.2", "br"},
           Chosen{"br;q=1, gzip", "br"},
           Chosen{"br;q=0.999, gzip", "gzip"},
           Chosen{"gzip;q=0.001", "gzip"},
           Chosen{"*", "br"},
           Chosen{"*;q=0.5, gzip", "gzip"},
           Chosen{"br;q=0, *", "gzip"},
           Chosen{"gzip;q=0.5, *;q=0", "gzip"},
           Chosen{"gzip, identity", "gzip"},
           Chosen{"identity, gzip;q=0.9", "identity"},
           Chosen{"identity;q=0.8, gzip;q=0.9", "gzip"},
           Chosen{"identity;q=0, gzip", "gzip"},
           Chosen{"*;q=0.3, gzip;q=0", "br"},
           Chosen{"gzip;q=0, gzip", "identity"},
       }) {
    EXPECT_EQ(chosen(accept), coding) << accept;
  }
}

TEST(AnAcceptEncoding, LeavesThePlainContentWhereNothingElseIsTaken) {
  for (const std::string_view accept : {"", " ", ",", "deflate", "identity", "gzip;q=0", "gzip;q=0.000, br;q=0.0",
                                        "identity;q=0.1", "compress, zstd", "identity, *;q=0", "*;q=0, identity;q=0.1"})
    EXPECT_EQ(chosen(accept), "identity") << accept;
  EXPECT_EQ(chosen("gzip", {}), "identity");
}

TEST(AnAcceptEncoding, MayRefuseAll) {
  for (const std::string_view accept : {"identity;q=0", "*;q=0", "deflate, *;q=0", "identity;q=0, gzip;q=0",
                                        "*;q=0, gzip;q=0", "deflate, identity;q=0"})
    EXPECT_EQ(chosen(accept), "nothing") << accept;
  EXPECT_EQ(chosen("*", {}), "identity");
  EXPECT_EQ(chosen("gzip, identity;q=0", {}), "nothing");
}

TEST(AnAcceptEncoding, IsReadWithoutItsMalformedMembers) {
  for (const std::string_view accept : {"gz ip", "gzip;level=1", "gzip;q", "gzip;", "gzip;;q=1", "gzip q=1", "\"gzip\"",
                                        "gzip/1", "gzip;q =1", "=gzip"})
    EXPECT_EQ(chosen(accept), "identity") << accept;
  EXPECT_EQ(chosen("br;x, gzip"), "gzip");
  EXPECT_EQ(chosen("gzip;q=2"), "gzip");
  EXPECT_EQ(chosen("gzip;q=-1"), "gzip");
  EXPECT_EQ(chosen("gzip;q=0.0000"), "gzip");
  EXPECT_EQ(chosen(std::string_view("gzip\0", 5)), "identity");
}

TEST(AnAcceptEncoding, IsReadUpToItsThirtySecondMember) {
  std::string accept;
  for (int i = 0; i < 31; ++i) accept += "x,";
  EXPECT_EQ(chosen(accept + "gzip"), "gzip");
  EXPECT_EQ(chosen(accept + "x,gzip"), "identity");
}

TEST(ACoding, OfARequestIsChosenOverAllItsFields) {
  EXPECT_EQ(chooseCoding(Fields{}, brAndGzip), "identity");
  EXPECT_EQ(chooseCoding(Fields{{"Accept-Encoding", ""}}, brAndGzip), "identity");
  EXPECT_EQ(chooseCoding(Fields{{"accept-encoding", "gzip"}}, brAndGzip), "gzip");
  EXPECT_EQ(chooseCoding(Fields{{"Accept-Encoding", "gzip"}, {"Accept-Encoding", "br"}}, brAndGzip), "br");
  EXPECT_EQ(chooseCoding(std::optional<std::string_view>(), brAndGzip), "identity");
}

TEST(Content, IsWorthCompressingByItsMediaType) {
  for (const std::string_view type :
       {"text/html; charset=utf-8", "text/plain", "TEXT/CSS", "text/x-anything", "application/json",
        "application/problem+json; charset=utf-8", "application/vnd.api+JSON", "application/javascript",
        "text/javascript", "application/xml", "application/atom+xml", "image/svg+xml", "application/wasm",
        "application/x-ndjson", "font/ttf", "font/otf"})
    EXPECT_TRUE(worthCompressing(type)) << type;
  for (const std::string_view type : {"",
                                      "text",
                                      "text/",
                                      "text/event-stream",
                                      "Text/Event-Stream; charset=utf-8",
                                      "image/png",
                                      "image/jpeg",
                                      "image/webp",
                                      "image/avif",
                                      "video/mp4",
                                      "audio/mpeg",
                                      "application/zip",
                                      "application/gzip",
                                      "application/pdf",
                                      "font/woff2",
                                      "font/woff",
                                      "application/octet-stream",
                                      "multipart/byteranges; boundary=a",
                                      "application/jsonx",
                                      "rubbish",
                                      "application/+jsonp"})
    EXPECT_FALSE(worthCompressing(type)) << type;
}

}  // namespace
}  // namespace serinus
