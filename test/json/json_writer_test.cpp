#include <serinus/json/json_document.hpp>
#include <serinus/json/json_writer.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <stdexcept>
#include <string>

namespace serinus {
namespace {

TEST(JsonWriter, WritesNestedArraysAndObjects) {
  JsonWriter json;
  json.beginObject().key("a").value("x").key("b").beginArray().value(1).beginObject().endObject().null().endArray();
  json.key("c\n").beginObject().key("d").value(true).endObject().key("e").beginArray().endArray().endObject();
  EXPECT_EQ(json.text(), R"({"a":"x","b":[1,{},null],"c\n":{"d":true},"e":[]})");
}

template <class T>
std::string written(T value) {
  return JsonWriter().value(value).take();
}

TEST(JsonWriter, WritesTextFromEveryKindOfString) {
  EXPECT_EQ(written("a"), R"("a")");
  EXPECT_EQ(written(std::string("a")), R"("a")");
  EXPECT_EQ(written(std::string_view("a")), R"("a")");
}

TEST(JsonWriter, WritesIntegersWithEveryDigit) {
  EXPECT_EQ(written(std::numeric_limits<std::int64_t>::min()), "-9223372036854775808");
  EXPECT_EQ(written(std::numeric_limits<std::int64_t>::max()), "9223372036854775807");
  EXPECT_EQ(written(std::numeric_limits<std::uint64_t>::max()), "18446744073709551615");
  EXPECT_EQ(written(std::uint8_t{255}), "255");
  EXPECT_EQ(written(std::int8_t{-128}), "-128");
  EXPECT_EQ(written(0), "0");
  EXPECT_EQ(written(false), "false");
}

TEST(JsonWriter, WritesTheShortestFractionThatReadsBack) {
  EXPECT_EQ(written(0.1), "0.1");
  EXPECT_EQ(written(0.1F), "0.1");
  EXPECT_EQ(written(1.0), "1.0");
  EXPECT_EQ(written(-0.0), "-0.0");
  EXPECT_EQ(written(1e21), "1e+21");
  EXPECT_EQ(written(std::nan("")), "null");
  EXPECT_EQ(written(std::numeric_limits<double>::infinity()), "null");
  EXPECT_EQ(written(-std::numeric_limits<float>::infinity()), "null");
}

TEST(JsonWriter, WritesNumbersThatTheParserReadsBackExactly) {
  using Limits = std::numeric_limits<double>;
  for (const double number : {0.0, -0.0, 1.0, 0.1, 1.0 / 3, 1e22, 0x1p53, 0x1p63, 0x1p64, -0x1p64, 0x1p100,
                              123456789.125, Limits::max(), Limits::lowest(), Limits::min(), Limits::denorm_min()}) {
    const std::string text = written(number);
    const auto parsed = parseJson(text);
    ASSERT_TRUE(std::holds_alternative<JsonDocument>(parsed)) << text;
    const JsonValue value = std::get<JsonDocument>(parsed).root();
    EXPECT_EQ(value.kind(), JsonKind::floating) << text;
    EXPECT_EQ(value.asDouble(), number) << text;
    EXPECT_EQ(std::signbit(*value.asDouble()), std::signbit(number)) << text;
  }
}

TEST(JsonWriter, BeginsAnewWhenTheTextWasTaken) {
  JsonWriter json;
  EXPECT_EQ(json.value(1).take(), "1");
  EXPECT_EQ(json.beginArray().endArray().take(), "[]");
}

struct Misuse {
  const char* name;
  std::function<void(JsonWriter&)> before;
  std::function<void(JsonWriter&)> call;
  const char* message;
};

class MisusedWriter : public testing::TestWithParam<Misuse> {};

TEST_P(MisusedWriter, SaysWhatIsWrong) {
  JsonWriter json;
  GetParam().before(json);
  try {
    GetParam().call(json);
    FAIL() << "nothing was thrown";
  } catch (const std::logic_error& error) {
    EXPECT_EQ(std::string(error.what()), std::string("JsonWriter: ") + GetParam().message);
  }
}

void nothing(JsonWriter&) {}

INSTANTIATE_TEST_SUITE_P(
    All, MisusedWriter,
    testing::Values(
        Misuse{"ValueWithoutKey", [](auto& j) { j.beginObject(); }, [](auto& j) { j.value(1); },
               "a value in an object needs its key first"},
        Misuse{"SecondValueWithoutKey", [](auto& j) { j.beginObject().key("a").value(1); }, [](auto& j) { j.null(); },
               "a value in an object needs its key first"},
        Misuse{"TwoRoots", [](auto& j) { j.value("a"); }, [](auto& j) { j.beginArray(); },
               "the text is complete, a JSON text is one value"},
        Misuse{"ObjectEndsAfterKey", [](auto& j) { j.beginObject().key("a"); }, [](auto& j) { j.endObject(); },
               "the last key of the object has no value"},
        Misuse{"ObjectEndsArray", [](auto& j) { j.beginArray(); }, [](auto& j) { j.endObject(); },
               "endObject where no object is open"},
        Misuse{"ObjectEndsNothing", nothing, [](auto& j) { j.endObject(); }, "endObject where no object is open"},
        Misuse{"ArrayEndsObject", [](auto& j) { j.beginObject(); }, [](auto& j) { j.endArray(); },
               "endArray where no array is open"},
        Misuse{"ArrayEndsTwice", [](auto& j) { j.beginArray().endArray(); }, [](auto& j) { j.endArray(); },
               "endArray where no array is open"},
        Misuse{"TwoKeys", [](auto& j) { j.beginObject().key("a"); }, [](auto& j) { j.key("b"); },
               "two keys without a value between them"},
        Misuse{"KeyInArray", [](auto& j) { j.beginArray(); }, [](auto& j) { j.key("a"); },
               "a key where no object is open"},
        Misuse{"TextOfNothing", nothing, [](auto& j) { static_cast<void>(j.text()); }, "nothing was written"},
        Misuse{"TakeWhileOpen", [](auto& j) { j.beginArray().value(1); }, [](auto& j) { static_cast<void>(j.take()); },
               "an array or object is still open"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(JsonWriter, WritesNothingWhenMisused) {
  JsonWriter json;
  json.beginObject().key("a").value(1);
  EXPECT_THROW(json.value(2), std::logic_error);
  EXPECT_EQ(json.key("b").value(3).endObject().text(), R"({"a":1,"b":3})");
}

}  // namespace
}  // namespace serinus
