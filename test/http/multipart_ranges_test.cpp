#include <serinus/http/multipart_ranges.hpp>

#include <gtest/gtest.h>

namespace serinus {
namespace {

TEST(SeveralRanges, StandBetweenBoundaries) {
  const std::string_view text = "abcdefghij";
  const MultipartRanges parts("X1", "text/plain", text.size());
  const std::vector<ByteRange> ranges{{1, 2}, {9, 1}};
  std::string body;
  for (const ByteRange& range : ranges) body += parts.partHead(range).append(text.substr(range.first, range.size));
  body += parts.end();
  EXPECT_EQ(body,
            "\r\n--X1\r\nContent-Type: text/plain\r\nContent-Range: bytes 1-2/10\r\n\r\nbc"
            "\r\n--X1\r\nContent-Type: text/plain\r\nContent-Range: bytes 9-9/10\r\n\r\nj"
            "\r\n--X1--\r\n");
  EXPECT_EQ(parts.size(ranges), body.size());
  EXPECT_EQ(parts.contentType(), "multipart/byteranges; boundary=\"X1\"");
}

TEST(SeveralRanges, NeedNoMediaType) {
  const MultipartRanges parts("X1", "", 10);
  EXPECT_EQ(parts.partHead({0, 1}), "\r\n--X1\r\nContent-Range: bytes 0-0/10\r\n\r\n");
}

TEST(SeveralRanges, RefuseWhatWouldForgeAField) {
  EXPECT_THROW(MultipartRanges("", "text/plain", 10), InvalidFieldError);
  EXPECT_THROW(MultipartRanges("a\r\nb", "text/plain", 10), InvalidFieldError);
  EXPECT_THROW(MultipartRanges("a\"b", "text/plain", 10), InvalidFieldError);
  EXPECT_THROW(MultipartRanges("a", "text/plain\r\nX: y", 10), InvalidFieldError);
}

}  // namespace
}  // namespace serinus
