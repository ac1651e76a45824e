#include <json/fault_finder.hpp>
#include <serinus/base/bytes.hpp>
#include <serinus/base/utf8.hpp>
#include <serinus/json/json_document.hpp>
#include <serinus/json/json_writer.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace serinus {
namespace {

using namespace std::string_literals;
using Reason = JsonFaultReason;

// From a heap block of exactly the text's size, so that a byte too far is seen.
std::variant<JsonDocument, JsonFault> parseExact(std::string_view text, JsonLimits limits = {}) {
  const std::vector<char> exact(text.begin(), text.end());
  return parseJson({exact.data(), exact.size()}, limits);
}

bool accepted(std::string_view text, JsonLimits limits = {}) {
  return std::holds_alternative<JsonDocument>(parseExact(text, limits));
}

struct Refused {
  const char* name;
  std::string text;
  Reason reason;
  std::size_t offset;
  std::string path = "";
};

class RefusedText : public testing::TestWithParam<Refused> {};

TEST_P(RefusedText, NamesTheReasonTheByteAndThePath) {
  const auto result = parseExact(GetParam().text);
  ASSERT_TRUE(std::holds_alternative<JsonFault>(result));
  const auto& fault = std::get<JsonFault>(result);
  EXPECT_EQ(text(fault.reason()), text(GetParam().reason));
  EXPECT_EQ(fault.offset(), GetParam().offset);
  EXPECT_EQ(fault.path(), GetParam().path);
}

const auto named = [](const auto& row) { return std::string(row.param.name); };

INSTANTIATE_TEST_SUITE_P(
    Structure, RefusedText,
    testing::Values(
        Refused{"Empty", "", Reason::endsEarly, 0}, Refused{"Space", " \n", Reason::endsEarly, 2},
        Refused{"Word", "x", Reason::unexpectedByte, 0}, Refused{"Nul", "\0"s, Reason::unexpectedByte, 0},
        Refused{"ByteOrderMark", "\xEF\xBB\xBF{}", Reason::unexpectedByte, 0},
        Refused{"BrokenWord", "trux", Reason::unexpectedByte, 3},
        Refused{"CapitalWord", "True", Reason::unexpectedByte, 0}, Refused{"LongWord", "nulll", Reason::afterEnd, 4},
        Refused{"NotANumber", "NaN", Reason::unexpectedByte, 0}, Refused{"TwoValues", "1 2", Reason::afterEnd, 2},
        Refused{"TrailingNul", "{}\0"s, Reason::afterEnd, 2}, Refused{"TrailingBracket", "[]]", Reason::afterEnd, 2},
        Refused{"CommaAtTheEnd", "[1,]", Reason::unexpectedByte, 3, "/1"},
        Refused{"CommaFirst", "[,1]", Reason::unexpectedByte, 1, "/0"},
        Refused{"NoComma", "[1 2]", Reason::unexpectedByte, 3},
        Refused{"WrongBracket", R"({"a":[1}})", Reason::unexpectedByte, 7, "/a"},
        Refused{"KeyWithoutQuotes", "{a:1}", Reason::unexpectedByte, 1},
        Refused{"NumberKey", "{1:1}", Reason::unexpectedByte, 1},
        Refused{"NoColon", R"({"a" 1})", Reason::unexpectedByte, 5, "/a"},
        Refused{"NoValue", R"({"a":})", Reason::unexpectedByte, 5, "/a"},
        Refused{"CommaAtTheEndOfAnObject", R"({"a":1,})", Reason::unexpectedByte, 7},
        Refused{"Comment", "[1/**/]", Reason::unexpectedByte, 2},
        Refused{"SingleQuotes", "['a']", Reason::unexpectedByte, 1, "/0"},
        Refused{"DeepPath", R"({"a/b":[0,{"~":x}]})", Reason::unexpectedByte, 15, "/a~1b/1/~0"},
        Refused{"FormFeed", "\f1", Reason::unexpectedByte, 0},
        Refused{"NoBreakSpace",
                "\xC2\xA0"
                "1",
                Reason::unexpectedByte, 0}),
    named);

INSTANTIATE_TEST_SUITE_P(Strings, RefusedText,
                         testing::Values(Refused{"Control", "\"a\x1F\"", Reason::controlInString, 2},
                                         Refused{"NewLine", "[\"\n\"]", Reason::controlInString, 2, "/0"},
                                         Refused{"UnknownEscape", R"("\x")", Reason::badEscape, 2},
                                         Refused{"EscapedControl", "\"\\\n\"", Reason::badEscape, 2},
                                         Refused{"ShortUnicode", R"("\u12g4")", Reason::badEscape, 5},
                                         Refused{"LoneHigh", R"("a\ud800")", Reason::badEscape, 2},
                                         Refused{"LoneLow", R"("a\udc00")", Reason::badEscape, 2},
                                         Refused{"LoneLowLast", R"("\uDFFF")", Reason::badEscape, 1},
                                         Refused{"HighThenText", R"("\uD800a")", Reason::badEscape, 1},
                                         Refused{"HighThenEscape", R"("\uD800\n")", Reason::badEscape, 1},
                                         Refused{"HighThenHigh", R"("\uD800\uD800")", Reason::badEscape, 1},
                                         Refused{"HighThenLetter", R"("\uDBFF\u0041")", Reason::badEscape, 1},
                                         Refused{"LoneLowInAKey", R"({"\udc00":1})", Reason::badEscape, 2},
                                         Refused{"StrayContinuation", "[\"\x80\"]", Reason::badUtf8, 2, "/0"},
                                         Refused{"Overlong", "\"\xE0\x80\x80\"", Reason::badUtf8, 2},
                                         Refused{"RawSurrogate", "\"\xED\xA0\x80\"", Reason::badUtf8, 2},
                                         Refused{"CutCharacter", "\"\xE2\x82\"", Reason::badUtf8, 3},
                                         Refused{"Unclosed", "\"a", Reason::endsEarly, 2},
                                         Refused{"UnclosedByEscape", R"("a\")", Reason::endsEarly, 4}),
                         named);

INSTANTIATE_TEST_SUITE_P(Numbers, RefusedText,
                         testing::Values(Refused{"LeadingZero", "01", Reason::afterEnd, 1},
                                         Refused{"LeadingZeroInside", "[-01]", Reason::unexpectedByte, 3},
                                         Refused{"Plus", "+1", Reason::unexpectedByte, 0},
                                         Refused{"NoInteger", ".5", Reason::unexpectedByte, 0},
                                         Refused{"NoFraction", "[1.]", Reason::unexpectedByte, 3, "/0"},
                                         Refused{"NoExponent", "[1e]", Reason::unexpectedByte, 3, "/0"},
                                         Refused{"TwoMinuses", "--1", Reason::unexpectedByte, 1},
                                         Refused{"Hexadecimal", "0x1", Reason::afterEnd, 1},
                                         Refused{"AboveUnsigned", "18446744073709551616", Reason::numberOutOfRange, 0},
                                         Refused{"BelowSigned", "[0,-9223372036854775809]", Reason::numberOutOfRange, 3,
                                                 "/1"},
                                         Refused{"AboveDouble", R"({"a":1e309})", Reason::numberOutOfRange, 5, "/a"},
                                         Refused{"BelowDouble", "-1.8e308", Reason::numberOutOfRange, 0}),
                         named);

TEST(JsonFault, SpeaksToAPerson) {
  EXPECT_EQ(std::get<JsonFault>(parseExact("{\"a\":[\"\xFF\"]}")).message(),
            "a string is not UTF-8, at byte 7, in /a/0");
  EXPECT_EQ(std::get<JsonFault>(parseExact("x")).message(), "this byte cannot stand here, at byte 0");
}

TEST(ParseJson, TakesWhatTheGrammarAllows) {
  for (const char* text :
       {"null", " true ", "\t\r\n[ ]\n", "{ }", "-0", "0.0", "1E+2", "1e-400", "\"\x7F\"", "[[],{},[{}]]",
        R"({"a":1,"a":2})", R"("\ud83d\ude00")", R"("\\ud800")", R"("\uE000\uD7ff")", "1.7976931348623157e308"})
    EXPECT_TRUE(accepted(text)) << text;
}

const std::string sample =
    "{\"name\":\"\\\"Ada\\u0020\\uD83D\\uDE00 \xC3\xA9\xF0\x9F\x98\x80\",\"marks\":[1,-2.5e+3,0,true,false,null],"
    "\"deep\":{\"a\":[[],{}]}}";

TEST(ParseJson, SaysThatATextEndsEarlyAtEveryByte) {
  ASSERT_TRUE(accepted(sample));
  for (std::size_t size = 0; size < sample.size(); ++size) {
    const auto result = parseExact(std::string_view(sample).substr(0, size));
    ASSERT_TRUE(std::holds_alternative<JsonFault>(result)) << size;
    EXPECT_EQ(text(std::get<JsonFault>(result).reason()), text(Reason::endsEarly)) << size;
    EXPECT_EQ(std::get<JsonFault>(result).offset(), size);
  }
}

TEST(ParseJson, AndTheFaultFinderAgreeOnEveryChangedByte) {
  for (std::size_t at = 0; at < sample.size(); ++at) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string changed = sample;
      changed[at] = static_cast<char>(byte);
      const auto fault = json::findFault(changed, 64);
      EXPECT_EQ(accepted(changed), !fault) << at << ' ' << byte;
      if (fault) {
        EXPECT_LE(fault->offset(), changed.size());
        EXPECT_TRUE(isUtf8(asBytes(fault->path())));
      }
    }
  }
}

std::string nested(std::size_t levels, const std::string& inside, bool objects = false) {
  std::string text;
  for (std::size_t i = 0; i < levels; ++i) text += objects ? "{\"a\":" : "[";
  text += inside;
  for (std::size_t i = 0; i < levels; ++i) text += objects ? '}' : ']';
  return text;
}

TEST(ParseJson, RefusesAValueInsideMoreArraysAndObjectsThanTheLimit) {
  for (const bool objects : {false, true}) {
    EXPECT_TRUE(accepted(nested(64, "1", objects)));
    EXPECT_TRUE(accepted(nested(64, "[]", objects)));
    const auto result = parseExact(nested(65, "1", objects));
    ASSERT_TRUE(std::holds_alternative<JsonFault>(result));
    EXPECT_EQ(text(std::get<JsonFault>(result).reason()), text(Reason::tooDeep));
    EXPECT_EQ(std::get<JsonFault>(result).offset(), objects ? 65U * 5 : 65U);
    EXPECT_FALSE(accepted(nested(65, "{}", objects)));
  }
  EXPECT_TRUE(accepted(nested(3, "1"), {.maxDepth = 3}));
  EXPECT_FALSE(accepted(nested(4, "1"), {.maxDepth = 3}));
  EXPECT_TRUE(accepted("1", {.maxDepth = 0}));
  EXPECT_FALSE(accepted("[1]", {.maxDepth = 0}));
  EXPECT_TRUE(accepted(nested(1024, "1"), {.maxDepth = 1'000'000}));
  EXPECT_FALSE(accepted(nested(1025, "1"), {.maxDepth = 1'000'000}));
  EXPECT_FALSE(accepted(std::string(1'000'000, '[')));
}

TEST(ParseJson, RefusesATextLongerThanTheLimit) {
  EXPECT_TRUE(accepted("[12]", {.maxSize = 4}));
  const auto result = parseExact("[12] ", {.maxSize = 4});
  ASSERT_TRUE(std::holds_alternative<JsonFault>(result));
  EXPECT_EQ(text(std::get<JsonFault>(result).reason()), text(Reason::tooLarge));
  EXPECT_EQ(std::get<JsonFault>(result).offset(), 4U);
  const std::string largest = '"' + std::string(1024 * 1024 - 2, 'a') + '"';
  EXPECT_TRUE(accepted(largest));
  EXPECT_FALSE(accepted(largest + ' '));
}

TEST(ParseJson, ReadsBackWhatTheWriterWroteAtEverySizeOfParser) {
  for (const int count : {0, 1, 100, 5'000, 40'000}) {
    JsonWriter json;
    json.beginArray();
    for (int i = 0; i < count; ++i)
      json.beginObject().key("id").value(i).key("text").value("é\n\"" + std::to_string(i)).endObject();
    const auto result = parseExact(json.endArray().text(), {.maxSize = 16 * 1024 * 1024});
    ASSERT_TRUE(std::holds_alternative<JsonDocument>(result));
    int i = 0;
    for (const JsonValue value : std::get<JsonDocument>(result).root().elements()) {
      EXPECT_EQ(value["id"].asInt64(), i);
      EXPECT_EQ(value["text"].asString(), "é\n\"" + std::to_string(i));
      ++i;
    }
    EXPECT_EQ(i, count);
  }
}

}  // namespace
}  // namespace serinus
