#include "http/chunk_line.hpp"

#include "parser_dialogue.hpp"

#include <gtest/gtest.h>

namespace serinus::http {
namespace {

/// How many bytes are in order, then `+` more, `.` complete, or the status of the fault.
std::string said(ChunkLine& line, std::string_view piece) {
  const ExactBlock block(piece);
  const ChunkLine::Step step = line.next(block.view());
  if (!step.fault.reason.empty()) return std::to_string(step.size) + "!" + std::to_string(code(step.fault.status));
  return std::to_string(step.size) + (step.complete ? "." : "+");
}

ChunkLine withOverhead(std::size_t bytes) {
  ChunkLine line;
  line.begin(bytes);
  return line;
}

TEST(AChunkLine, EndsWithCrLfAndNothingElse) {
  ChunkLine line = withOverhead(10);
  EXPECT_EQ(said(line, "1a\r\nrest"), "4.");
  EXPECT_EQ(said(line, "1"), "1+");
  EXPECT_EQ(said(line, "\r"), "1+");
  EXPECT_EQ(said(line, "\nrest"), "1.");
  EXPECT_EQ(said(line, "1\n"), "1!400");
  line.begin(10);
  EXPECT_EQ(said(line, "1\r1"), "2!400");
  line.begin(10);
  EXPECT_EQ(said(line, std::string_view("1;\0", 3)), "2!400");
}

TEST(AChunkLine, CountsExtensionsOverAllLines) {
  ChunkLine line = withOverhead(4);
  EXPECT_EQ(said(line, "1;a\r\n"), "5.");
  EXPECT_EQ(said(line, "ffff\r\n"), "6.");
  EXPECT_EQ(said(line, "1;a\r\n"), "5.");
  EXPECT_EQ(said(line, "1;"), "1!413");
}

TEST(AChunkLine, CountsDigitsBehindTheSixteenth) {
  ChunkLine line = withOverhead(1);
  EXPECT_EQ(said(line, "0123456789abcdef\r\n"), "18.");
  EXPECT_EQ(said(line, "00123456789abcdef\r\n"), "19.");
  EXPECT_EQ(said(line, "00123456789abcdef\r\n"), "16!413");
}

}  // namespace
}  // namespace serinus::http
