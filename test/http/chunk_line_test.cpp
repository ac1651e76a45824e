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

TEST(AChunkLine, WantsExtensionsWhole) {
  const auto verdict = [](std::string_view text) {
    ChunkLine whole = withOverhead(100);
    const std::string atOnce = said(whole, text);
    ChunkLine cut = withOverhead(100);
    std::string last;
    std::size_t taken = 0;
    while (taken < text.size() && last.find('!') == std::string::npos) last = said(cut, text.substr(taken++, 1));
    EXPECT_EQ(last.find('!') == std::string::npos, atOnce.find('!') == std::string::npos) << text << ", byte by byte";
    return atOnce;
  };
  for (const std::string_view text : {"1;a\r\n", "1;a=b\r\n", "1;a;b=c\r\n", "1;a=\"\"\r\n", "1;a=\";=\";b\r\n"})
    EXPECT_EQ(verdict(text), std::to_string(text.size()) + ".") << text;
  EXPECT_EQ(verdict("1;\r\n"), "2!400");
  EXPECT_EQ(verdict("1;=b\r\n"), "2!400");
  EXPECT_EQ(verdict("1;;a\r\n"), "2!400");
  EXPECT_EQ(verdict("1; a\r\n"), "2!400");
  EXPECT_EQ(verdict("1;a=\r\n"), "4!400");
  EXPECT_EQ(verdict("1;a=;b\r\n"), "4!400");
  EXPECT_EQ(verdict("1;a==b\r\n"), "4!400");
  EXPECT_EQ(verdict("1;a=b;\r\n"), "6!400");
  EXPECT_EQ(verdict("1;a=\"b\r\n"), "6!400");
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
