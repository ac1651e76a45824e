#include "session_feeder.hpp"

#include <gtest/gtest.h>

namespace serinus::ws {
namespace {

using Lines = std::vector<std::string>;

struct WrongText {
  const char* name;
  std::string_view text;
  std::size_t wrongAt;
};
constexpr WrongText wrongTexts[] = {
    {"stray continuation",
     "abc\x80"
     "def",
     3},
    {"overlong",
     "ab\xC0\xAF"
     "def",
     2},
    {"overlong of three",
     "ab\xE0\x80\xAF"
     "def",
     3},
    {"surrogate",
     "\xCE\xBA\xED\xA0\x80"
     "edited",
     3},
    {"above the last",
     "\xCE\xBA\xF4\x90\x80\x80"
     "edited",
     3},
    {"interrupted",
     "ab\xE2\x82"
     "cdef",
     4},
    {"impossible", "abcdef\xFF", 6},
};

/// Feeds byte by byte; how many bytes were fed when the session refused them.
std::size_t bytesUntilFault(std::string_view bytes) {
  SessionFeeder feeder;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    feeder.feed(bytes.substr(i, 1));
    if (!feeder.events.empty()) {
      EXPECT_EQ(feeder.events, Lines{"fault a text message is not UTF-8"});
      return i + 1;
    }
  }
  return 0;
}

TEST(WrongTextInAFrame, FailsAtItsFirstWrongByte) {
  for (const WrongText& row : wrongTexts) {
    const std::string bytes = frame(Opcode::text, row.text);
    EXPECT_EQ(bytesUntilFault(bytes), 6 + row.wrongAt + 1) << row.name;
  }
}

TEST(WrongTextInALargeFrame, FailsAtItsFirstWrongByte) {
  for (const WrongText& row : wrongTexts) {
    const std::string bytes = frame(Opcode::text, std::string(5000, 'x').append(row.text));
    EXPECT_EQ(bytesUntilFault(bytes), 8 + 5000 + row.wrongAt + 1) << row.name;
  }
}

TEST(WrongTextInFragments, FailsAtItsFirstWrongByte) {
  for (const WrongText& row : wrongTexts) {
    for (std::size_t cut = 0; cut <= row.text.size(); ++cut) {
      const std::string first = frame(Opcode::text, row.text.substr(0, cut), false);
      const std::string bytes = first + frame(Opcode::continuation, row.text.substr(cut));
      const std::size_t expected = row.wrongAt < cut ? 6 + row.wrongAt + 1 : first.size() + 6 + (row.wrongAt - cut) + 1;
      EXPECT_EQ(bytesUntilFault(bytes), expected) << row.name << " cut at " << cut;
    }
  }
}

}  // namespace
}  // namespace serinus::ws
