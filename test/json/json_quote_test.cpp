#include <serinus/base/bytes.hpp>
#include <serinus/base/utf8.hpp>
#include <serinus/json/json_quote.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace serinus {
namespace {

using namespace std::string_literals;

struct Row {
  const char* name;
  std::string text;
  std::string quoted;
};

class Quoted : public testing::TestWithParam<Row> {};

TEST_P(Quoted, IsAJsonString) {
  const std::vector<char> exact(GetParam().text.begin(), GetParam().text.end());
  EXPECT_EQ(jsonQuote({exact.data(), exact.size()}), GetParam().quoted);
}

INSTANTIATE_TEST_SUITE_P(
    All, Quoted,
    testing::Values(
        Row{"Empty", "", R"("")"}, Row{"Plain", "a b~\x7F", "\"a b~\x7F\""},
        Row{"QuoteAndBackslash", R"(a"b\c/d)", R"("a\"b\\c/d")"}, Row{"ShortEscapes", "\b\f\n\r\t", R"("\b\f\n\r\t")"},
        Row{"OtherControls", "\0\x01\x0B\x1F\x20"s, R"("\u0000\u0001\u000b\u001f ")"},
        Row{"TwoThreeFourBytes", "é€😀", "\"é€😀\""}, Row{"LineSeparators", "\u2028\u2029", "\"\u2028\u2029\""},
        Row{"LastScalar", "\xF4\x8F\xBF\xBF", "\"\xF4\x8F\xBF\xBF\""},
        Row{"StrayContinuation", "a\x80z", "\"a\uFFFDz\""}, Row{"CutShort", "a\xE2\x82", "\"a\uFFFD\""},
        Row{"CutShortInside", "\xF0\x9F\x98z", "\"\uFFFDz\""}, Row{"CutShortThenWhole", "\xE2\x82é", "\"\uFFFDé\""},
        Row{"Overlong", "\xC0\xAF", "\"\uFFFD\uFFFD\""}, Row{"Surrogate", "\xED\xA0\x80", "\"\uFFFD\uFFFD\uFFFD\""},
        Row{"BeyondUnicode", "\xF4\x90\x80\x80", "\"\uFFFD\uFFFD\uFFFD\uFFFD\""},
        Row{"BrokenThenQuote", "\xE2\"", "\"\uFFFD\\\"\""}, Row{"BrokenThenControl", "\xE2\n", "\"\uFFFD\\n\""}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(JsonQuote, AppendsBehindWhatIsThere) {
  std::string out = "x:";
  appendJsonQuoted(out, "y");
  EXPECT_EQ(out, R"(x:"y")");
}

TEST(JsonQuote, FindsEveryByteAtEveryPlaceOfALongText) {
  for (int byte = 0; byte < 256; ++byte) {
    const char c = static_cast<char>(byte);
    const std::string alone = jsonQuote(std::string(1, c));
    for (std::size_t at = 0; at < 20; ++at) {
      std::string text(20, 'a');
      text[at] = c;
      std::string expected = '"' + std::string(at, 'a') + alone.substr(1, alone.size() - 2);
      expected += std::string(19 - at, 'a') + '"';
      const std::vector<char> exact(text.begin(), text.end());
      EXPECT_EQ(jsonQuote({exact.data(), exact.size()}), expected) << byte << ' ' << at;
    }
  }
}

TEST(JsonQuote, MakesUtf8WithoutControlsFromAnyThreeBytes) {
  const std::string samples = "a\"\\\n\x7F\x80\xBF\xC2\xE0\xE2\xED\xF0\xF4\xFF"s;
  for (const char a : samples) {
    for (const char b : samples) {
      for (const char c : samples) {
        const std::string quoted = jsonQuote(std::string{a, b, c});
        EXPECT_TRUE(isUtf8(asBytes(quoted)));
        EXPECT_EQ(quoted.find('\n'), std::string::npos);
      }
    }
  }
}

}  // namespace
}  // namespace serinus
