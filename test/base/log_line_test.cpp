#include "base/log_line.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

namespace serinus::base {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;

struct Instant {
  const char* name;
  std::chrono::milliseconds sinceEpoch;
  const char* text;
};

class Timestamp : public testing::TestWithParam<Instant> {};

TEST_P(Timestamp, IsUtcWithMilliseconds) {
  EXPECT_EQ(timestamp(WallTime(GetParam().sinceEpoch)), GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(Rfc3339, Timestamp,
                         testing::Values(Instant{"Epoch", 0ms, "1970-01-01T00:00:00.000Z"},
                                         Instant{"LastMillisecond", 999ms, "1970-01-01T00:00:00.999Z"},
                                         Instant{"BeforeTheEpoch", -1ms, "1969-12-31T23:59:59.999Z"},
                                         Instant{"LeapDay", 1709164800042ms, "2024-02-29T00:00:00.042Z"},
                                         Instant{"EveryFieldDiffers", 1795501537123ms, "2026-11-24T06:25:37.123Z"},
                                         Instant{"EndOfTheYear", 1798761599999ms, "2026-12-31T23:59:59.999Z"}),
                         [](const auto& row) { return std::string(row.param.name); });

struct Shown {
  const char* name;
  std::string text;
  std::string visible;
  std::string json;
};

class EscapedText : public testing::TestWithParam<Shown> {};

TEST_P(EscapedText, IsOneHarmlessLine) {
  const std::vector<char> exact(GetParam().text.begin(), GetParam().text.end());
  const std::string_view text(exact.data(), exact.size());
  std::string visible;
  appendVisible(visible, text);
  EXPECT_EQ(visible, GetParam().visible);
  std::string json;
  appendJsonString(json, text);
  EXPECT_EQ(json, '"' + GetParam().json + '"');
}

INSTANTIATE_TEST_SUITE_P(HostileBytes, EscapedText,
                         testing::Values(Shown{"Empty", "", "", ""}, Shown{"Plain", "a b~", "a b~", "a b~"},
                                         Shown{"Umlaut", "\xC3\xA4", "\xC3\xA4", "\xC3\xA4"},
                                         Shown{"Bird", "\xF0\x9F\x90\xA6", "\xF0\x9F\x90\xA6", "\xF0\x9F\x90\xA6"},
                                         Shown{"LineBreaks", "a\r\nb\tc", "a\\r\\nb\\tc", "a\\r\\nb\\tc"},
                                         Shown{"Nul", "a\0b"s, "a\\x00b", "a\\u0000b"},
                                         Shown{"TerminalCommand", "\x1b[2J", "\\x1b[2J", "\\u001b[2J"},
                                         Shown{"LastControl", "\x1f ", "\\x1f ", "\\u001f "},
                                         Shown{"Delete", "~\x7f", "~\\x7f", "~\\u007f"},
                                         Shown{"FirstOfC1", "\xC2\x80", "\\xc2\\x80", "\\u0080"},
                                         Shown{"CsiOfC1",
                                               "\xC2\x9B"
                                               "2J",
                                               "\\xc2\\x9b2J", "\\u009b2J"},
                                         Shown{"LastOfC1", "\xC2\x9F", "\\xc2\\x9f", "\\u009f"},
                                         Shown{"BehindC1", "\xC2\xA0", "\xC2\xA0", "\xC2\xA0"},
                                         Shown{"Quote", "say \"hi\"", "say \"hi\"", "say \\\"hi\\\""},
                                         Shown{"Backslash", "a\\b", "a\\b", "a\\\\b"},
                                         Shown{"StrayByte",
                                               "a\xFF"
                                               "b",
                                               "a\\xffb", "a\\ufffdb"},
                                         Shown{"Surrogate", "\xED\xA0\x80", "\\xed\\xa0\\x80", "\\ufffd\\ufffd\\ufffd"},
                                         Shown{"Unfinished", "\xE2\x82", "\\xe2\\x82", "\\ufffd\\ufffd"},
                                         Shown{"Overlong", "\xC0\x8A", "\\xc0\\x8a", "\\ufffd\\ufffd"}),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(TextLine, NamesTimeLevelAndContext) {
  EXPECT_EQ(textLine({LogLevel::info, "Chat", "ready"}, "T", false), "T INFO    [Chat] ready\n");
  EXPECT_EQ(textLine({LogLevel::warning, "Chat", "slow"}, "", false), "WARNING [Chat] slow\n");
  EXPECT_EQ(textLine({LogLevel::error, "", "no context"}, "", false), "ERROR   no context\n");
  EXPECT_EQ(textLine({LogLevel::debug, "a\nb", "c\nd"}, "", false), "DEBUG   [a\\nb] c\\nd\n");
  EXPECT_EQ(textLine({LogLevel::trace, "", ""}, "", false), "TRACE   \n");
}

TEST(TextLine, PaintsTheLevelAlone) {
  EXPECT_EQ(textLine({LogLevel::error, "Chat", "x"}, "T", true), "T \x1b[31mERROR  \x1b[0m [Chat] x\n");
  EXPECT_EQ(textLine({LogLevel::warning, "", "x"}, "", true), "\x1b[33mWARNING\x1b[0m x\n");
  EXPECT_EQ(textLine({LogLevel::info, "", "x"}, "", true), "\x1b[32mINFO   \x1b[0m x\n");
}

TEST(JsonLine, IsOneObject) {
  EXPECT_EQ(jsonLine({LogLevel::info, "Chat", "ready"}, "T"),
            "{\"time\":\"T\",\"level\":\"info\",\"context\":\"Chat\",\"message\":\"ready\"}\n");
  EXPECT_EQ(jsonLine({LogLevel::error, "a\"b", "c\nd"}, ""),
            "{\"level\":\"error\",\"context\":\"a\\\"b\",\"message\":\"c\\nd\"}\n");
}

}  // namespace
}  // namespace serinus::base
