#include "http/line_guard.hpp"

#include "parser_dialogue.hpp"

#include <gtest/gtest.h>

#include <array>

namespace serinus::http {
namespace {

using Outcome = LineGuard::Step::Outcome;

/// What a guard says to a piece: how many bytes are in order, and `+` more, `|` line, `.` empty line, `!` fault.
std::string said(LineGuard& guard, std::string_view piece) {
  const ExactBlock block(piece);
  const LineGuard::Step step = guard.next(block.view());
  constexpr std::string_view marks = "+|.!";
  return std::to_string(step.size) + marks[static_cast<std::size_t>(step.outcome)];
}

LineGuard inFields() {
  LineGuard guard;
  guard.beginTrailers({});
  return guard;
}

TEST(ALineGuard, StopsBehindEachLine) {
  LineGuard guard;
  guard.beginHead({});
  EXPECT_EQ(said(guard, "GET / HTTP/1.1\r\nHost: a\r\n"), "16|");
  EXPECT_EQ(said(guard, "Host: a\r\n\r\nrest"), "9|");
  EXPECT_EQ(said(guard, "\r\nrest"), "2.");
}

TEST(ALineGuard, RemembersALineAcrossPieces) {
  LineGuard guard = inFields();
  EXPECT_EQ(said(guard, ""), "0+");
  EXPECT_EQ(said(guard, "A: "), "3+");
  EXPECT_EQ(said(guard, "b\r"), "2+");
  EXPECT_EQ(said(guard, "\n\r"), "1|");
  EXPECT_EQ(said(guard, "\r"), "1+");
  EXPECT_EQ(said(guard, "\nrest"), "1.");
}

TEST(ALineGuard, PointsAtTheByteThatProvesTheFault) {
  for (const auto& [piece, answer] : std::vector<std::pair<std::string_view, std::string_view>>{{" A: b", "0!"},
                                                                                                {"\tA: b", "0!"},
                                                                                                {"A: b\n", "4!"},
                                                                                                {"\n", "0!"},
                                                                                                {"A\rB\r\n", "2!"},
                                                                                                {"A: \r\r\n", "4!"}}) {
    LineGuard guard = inFields();
    EXPECT_EQ(said(guard, piece), answer) << piece;
  }
}

TEST(ALineGuard, LetsARequestLineBeginAsItLikes) {
  LineGuard guard;
  guard.beginHead({});
  EXPECT_EQ(said(guard, " /"), "2+");  // llhttp will have none of it
}

TEST(ALineGuard, TakesOneSpaceAtATimeInARequestLine) {
  for (const auto& [first, second, answer] : std::vector<std::array<std::string_view, 3>>{
           {"GET / ", "HTTP/1.1\r\n", "10|"}, {"GET ", " /", "0!"}, {"GET ", "/  ", "2!"}}) {
    LineGuard guard;
    guard.beginHead({});
    ASSERT_EQ(said(guard, first), std::to_string(first.size()) + "+");
    EXPECT_EQ(said(guard, second), answer) << second;
  }
  LineGuard fields = inFields();
  EXPECT_EQ(said(fields, "A:  b  c\r\n"), "10|");
}

TEST(ALineGuard, SaysWhichLimitWasPassed) {
  const Limits limits{.maxRequestLine = 3, .maxHeaderBytes = 12, .maxHeaders = 1, .maxFieldName = 2};
  const auto statusOf = [&limits](std::string_view line, std::string_view field) {
    LineGuard guard;
    guard.beginHead(limits);
    LineGuard::Step step = guard.next(line);
    if (step.outcome == Outcome::line) step = guard.next(field);
    if (step.outcome == Outcome::line) step = guard.next("B");
    return step.outcome == Outcome::fault ? code(step.fault.status) : 0;
  };
  EXPECT_EQ(statusOf("abc\r\n", "A:"), 0);
  EXPECT_EQ(statusOf("abcd", ""), 414);
  EXPECT_EQ(statusOf("abc\r\n", "AB:12"), 0);
  EXPECT_EQ(statusOf("abc\r\n", "ABC"), 431);
  EXPECT_EQ(statusOf("abc\r\n", "AB:12345"), 431);
  EXPECT_EQ(statusOf("abc\r\n", "A:\r\n"), 431);
}

}  // namespace
}  // namespace serinus::http
