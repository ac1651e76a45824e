#include "read_outcome.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

namespace serinus::json {
namespace {

class ReadScalar : public testing::TestWithParam<ReadRow> {};

TEST_P(ReadScalar, GivesTheValueOrSaysWhatItWants) {
  EXPECT_EQ(GetParam().read(GetParam().text), GetParam().outcome);
}

const auto named = [](const auto& row) { return std::string(row.param.name); };

INSTANTIATE_TEST_SUITE_P(
    SmallIntegers, ReadScalar,
    testing::Values(
        ReadRow{"Int8Lowest", as<std::int8_t>, "-128", "-128"}, ReadRow{"Int8Highest", as<std::int8_t>, "127", "127"},
        ReadRow{"Int8Below", as<std::int8_t>, "-129", "$: wants an integer from -128 to 127, got -129"},
        ReadRow{"Int8Above", as<std::int8_t>, "128", "$: wants an integer from -128 to 127, got 128"},
        ReadRow{"Uint8Lowest", as<std::uint8_t>, "0", "0"}, ReadRow{"Uint8Highest", as<std::uint8_t>, "255", "255"},
        ReadRow{"Uint8Below", as<std::uint8_t>, "-1", "$: wants an integer from 0 to 255, got -1"},
        ReadRow{"Uint8Above", as<std::uint8_t>, "256", "$: wants an integer from 0 to 255, got 256"},
        ReadRow{"Int16Lowest", as<std::int16_t>, "-32768", "-32768"},
        ReadRow{"Int16Highest", as<std::int16_t>, "32767", "32767"},
        ReadRow{"Int16Below", as<std::int16_t>, "-32769", "$: wants an integer from -32768 to 32767, got -32769"},
        ReadRow{"Int16Above", as<std::int16_t>, "32768", "$: wants an integer from -32768 to 32767, got 32768"},
        ReadRow{"Uint16Highest", as<std::uint16_t>, "65535", "65535"},
        ReadRow{"Uint16Above", as<std::uint16_t>, "65536", "$: wants an integer from 0 to 65535, got 65536"}),
    named);

INSTANTIATE_TEST_SUITE_P(
    LargeIntegers, ReadScalar,
    testing::Values(
        ReadRow{"Int32Lowest", as<std::int32_t>, "-2147483648", "-2147483648"},
        ReadRow{"Int32Highest", as<std::int32_t>, "2147483647", "2147483647"},
        ReadRow{"Int32Below", as<std::int32_t>, "-2147483649",
                "$: wants an integer from -2147483648 to 2147483647, got -2147483649"},
        ReadRow{"Int32Above", as<std::int32_t>, "2147483648",
                "$: wants an integer from -2147483648 to 2147483647, got 2147483648"},
        ReadRow{"Uint32Highest", as<std::uint32_t>, "4294967295", "4294967295"},
        ReadRow{"Uint32Above", as<std::uint32_t>, "4294967296",
                "$: wants an integer from 0 to 4294967295, got 4294967296"},
        ReadRow{"Int64Lowest", as<std::int64_t>, "-9223372036854775808", "-9223372036854775808"},
        ReadRow{"Int64Highest", as<std::int64_t>, "9223372036854775807", "9223372036854775807"},
        ReadRow{"Int64Above", as<std::int64_t>, "9223372036854775808",
                "$: wants an integer from -9223372036854775808 to 9223372036854775807, got 9223372036854775808"},
        ReadRow{"Uint64Highest", as<std::uint64_t>, "18446744073709551615", "18446744073709551615"},
        ReadRow{"Uint64Below", as<std::uint64_t>, "-1", "$: wants an integer from 0 to 18446744073709551615, got -1"},
        ReadRow{"BeyondDouble53", as<std::int64_t>, "9007199254740993", "9007199254740993"},
        ReadRow{"Beyond64", as<std::uint64_t>, "18446744073709551616", "$: a number is out of range, at byte 0"},
        ReadRow{"Below64", as<std::int64_t>, "-9223372036854775809", "$: a number is out of range, at byte 0"}),
    named);

INSTANTIATE_TEST_SUITE_P(
    IntegersFromOtherValues, ReadScalar,
    testing::Values(ReadRow{"Fraction", as<std::uint8_t>, "1.5", "$: wants an integer from 0 to 255, got 1.5"},
                    ReadRow{"WholeFraction", as<std::uint8_t>, "1.0", "$: wants an integer from 0 to 255, got 1.0"},
                    ReadRow{"Exponent", as<std::uint8_t>, "1e2", "$: wants an integer from 0 to 255, got 100.0"},
                    ReadRow{"MinusZero", as<int>, "-0", "0"}, ReadRow{"MinusZeroUnsigned", as<std::uint8_t>, "-0", "0"},
                    ReadRow{"Text", as<std::uint8_t>, R"("5")", R"($: wants an integer from 0 to 255, got "5")"},
                    ReadRow{"Null", as<std::uint8_t>, "null", "$: wants an integer from 0 to 255, got null"},
                    ReadRow{"True", as<std::uint8_t>, "true", "$: wants an integer from 0 to 255, got true"},
                    ReadRow{"Array", as<std::uint8_t>, "[1]", "$: wants an integer from 0 to 255, got an array"},
                    ReadRow{"Object", as<std::uint8_t>, "{}", "$: wants an integer from 0 to 255, got an object"}),
    named);

INSTANTIATE_TEST_SUITE_P(
    Fractions, ReadScalar,
    testing::Values(ReadRow{"Double", as<double>, "0.1", "0.1"}, ReadRow{"DoubleFromInteger", as<double>, "7", "7.0"},
                    ReadRow{"DoubleFromLargeInteger", as<double>, "9007199254740993", "9007199254740992.0"},
                    ReadRow{"DoubleMinusZero", as<double>, "-0.0", "-0.0"},
                    ReadRow{"DoubleHighest", as<double>, "1.7976931348623157e308", "1.7976931348623157e+308"},
                    ReadRow{"DoubleAbove", as<double>, "1e400", "$: a number is out of range, at byte 0"},
                    ReadRow{"DoubleTooSmall", as<double>, "1e-400", "0.0"},
                    ReadRow{"DoubleFromText", as<double>, R"("NaN")", R"($: wants a number, got "NaN")"},
                    ReadRow{"Float", as<float>, "0.1", "0.1"},
                    ReadRow{"FloatHighest", as<float>, "3.4028235e38", "3.4028235e+38"},
                    ReadRow{"FloatLowest", as<float>, "-3.4028235e38", "-3.4028235e+38"},
                    ReadRow{"FloatStillNearer", as<float>, "3.40282356e38", "3.4028235e+38"},
                    ReadRow{"FloatAbove", as<float>, "3.4028236e38",
                            "$: wants a number from -3.4028235e+38 to 3.4028235e+38, got 3.4028236e+38"},
                    ReadRow{"FloatBelow", as<float>, "-1e39",
                            "$: wants a number from -3.4028235e+38 to 3.4028235e+38, got -1e+39"},
                    ReadRow{"FloatFromNull", as<float>, "null", "$: wants a number, got null"}),
    named);

using namespace std::string_literals;

INSTANTIATE_TEST_SUITE_P(
    OtherScalars, ReadScalar,
    testing::Values(ReadRow{"True", as<bool>, "true", "true"}, ReadRow{"False", as<bool>, "false", "false"},
                    ReadRow{"BoolFromZero", as<bool>, "0", "$: wants true or false, got 0"},
                    ReadRow{"BoolFromText", as<bool>, R"("true")", R"($: wants true or false, got "true")"},
                    ReadRow{"String", as<std::string>, R"("a\u00e9\ud83d\ude00")", R"("aé😀")"},
                    ReadRow{"StringWithNul", as<std::string>, R"("a\u0000b")", R"("a\u0000b")"},
                    ReadRow{"StringFromNumber", as<std::string>, "5", "$: wants a string, got 5"},
                    ReadRow{"StringFromNull", as<std::string>, "null", "$: wants a string, got null"},
                    ReadRow{"StringFromFraction", as<std::string>, "2.50", "$: wants a string, got 2.5"},
                    ReadRow{"Null", as<std::nullptr_t>, "null", "null"},
                    ReadRow{"NullFromFalse", as<std::nullptr_t>, "false", "$: wants null, got false"},
                    ReadRow{"Monostate", as<std::monostate>, "null", "null"},
                    ReadRow{"LongText", as<bool>, '"' + std::string(65, 'x') + '"',
                            "$: wants true or false, got \"" + std::string(64, 'x') + "…\""},
                    ReadRow{"TextOf64Bytes", as<bool>, '"' + std::string(64, 'x') + '"',
                            "$: wants true or false, got \"" + std::string(64, 'x') + "\""},
                    ReadRow{"TextWithControls", as<bool>, R"("\u001b[2J\n")",
                            R"($: wants true or false, got "\u001b[2J\n")"}),
    named);

TEST(ReadScalar, KeepsTheSignOfZero) {
  EXPECT_TRUE(std::signbit(read<double>("-0.0")));
  EXPECT_TRUE(std::signbit(read<float>("-0.0")));
}

TEST(ReadScalar, TakesEveryWidthByWhateverName) {
  EXPECT_EQ(read<long long>("-1"), -1);
  EXPECT_EQ(read<unsigned long>("1"), 1U);
  EXPECT_EQ(read<std::size_t>("1"), 1U);
  EXPECT_EQ(read<signed char>("-1"), -1);
  EXPECT_EQ(read<unsigned char>("1"), 1);
}

}  // namespace
}  // namespace serinus::json
