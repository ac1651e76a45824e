#include <serinus/base/percent.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace serinus {
namespace {

using namespace std::string_literals;

struct Escaped {
  const char* name;
  std::string text;
  std::optional<std::string> decoded;
};

class PercentDecode : public testing::TestWithParam<Escaped> {};

TEST_P(PercentDecode, GivesTheBytesOrNothing) {
  const std::vector<char> exact(GetParam().text.begin(), GetParam().text.end());
  EXPECT_EQ(percentDecode(std::string_view(exact.data(), exact.size())), GetParam().decoded);
}

INSTANTIATE_TEST_SUITE_P(
    Rfc3986Section21, PercentDecode,
    testing::Values(Escaped{"Empty", "", ""}, Escaped{"Plain", "a/b c", "a/b c"}, Escaped{"Plus", "a+b", "a+b"},
                    Escaped{"Upper", "%2F", "/"}, Escaped{"Lower", "%2f", "/"}, Escaped{"MixedCase", "%fA", "\xFA"},
                    Escaped{"Nul", "a%00b", "a\0b"s}, Escaped{"LineBreak", "%0d%0A", "\r\n"},
                    Escaped{"HighByte", "%ff", "\xFF"}, Escaped{"OnlyOnce", "%2525", "%25"},
                    Escaped{"Neighbours", "%41%42C%44", "ABCD"}, Escaped{"PercentAlone", "%", std::nullopt},
                    Escaped{"PercentAtTheEnd", "a%", std::nullopt}, Escaped{"OneDigit", "a%2", std::nullopt},
                    Escaped{"NoFirstDigit", "%g0", std::nullopt}, Escaped{"NoSecondDigit", "%0g", std::nullopt},
                    Escaped{"TwoPercents", "%%41", std::nullopt}, Escaped{"Sign", "%+1", std::nullopt},
                    Escaped{"Space", "% 1", std::nullopt}, Escaped{"Prefix", "%0x", std::nullopt},
                    Escaped{"GoodThenBad", "%41%4", std::nullopt}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(PercentEncode, KeepsTheUnreservedAndEscapesTheRest) {
  const std::string unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  EXPECT_EQ(percentEncode(unreserved), unreserved);
  for (int i = 0; i < 256; ++i) {
    const std::string byte(1, static_cast<char>(i));
    const std::string encoded = percentEncode(byte);
    EXPECT_EQ(encoded.size(), unreserved.find(byte) != std::string::npos ? 1U : 3U) << i;
    EXPECT_EQ(percentDecode(encoded), byte) << i;
  }
  EXPECT_EQ(percentEncode("a/\xC3\xBC\n"), "a%2F%C3%BC%0A");
}

struct Normal {
  std::string text;
  std::string normal;
};

class PercentNormalize : public testing::TestWithParam<Normal> {};

TEST_P(PercentNormalize, DecodesWhatNeedNotBeEscapedAndNothingElse) {
  EXPECT_EQ(percentNormalize(GetParam().text), GetParam().normal);
  EXPECT_EQ(percentNormalize(GetParam().normal), GetParam().normal);
}

INSTANTIATE_TEST_SUITE_P(Rfc3986Section622, PercentNormalize,
                         testing::Values(Normal{"", ""}, Normal{"/a/b", "/a/b"}, Normal{"%61%7e%2D", "a~-"},
                                         Normal{"%2f%25%00", "%2F%25%00"}, Normal{"%c3%bc", "%C3%BC"}, Normal{"%", "%"},
                                         Normal{"a%6", "a%6"}, Normal{"%6g%61", "%6ga"}, Normal{"%g1", "%g1"},
                                         Normal{"%41%4", "A%4"}));

}  // namespace
}  // namespace serinus
