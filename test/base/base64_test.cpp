#include <serinus/base/base64.hpp>

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace serinus {
namespace {

struct Pair {
  const char* name;
  std::string bytes;
  std::string text;
};

class Base64 : public testing::TestWithParam<Pair> {};

TEST_P(Base64, GoesThereAndBack) {
  EXPECT_EQ(base64Encode(asBytes(GetParam().bytes)), GetParam().text);
  const auto decoded = base64Decode(GetParam().text);
  ASSERT_TRUE(decoded);
  EXPECT_EQ(asText(*decoded), GetParam().bytes);
}

INSTANTIATE_TEST_SUITE_P(Rfc4648Section10, Base64,
                         testing::Values(Pair{"Empty", "", ""}, Pair{"One", "f", "Zg=="}, Pair{"Two", "fo", "Zm8="},
                                         Pair{"Three", "foo", "Zm9v"}, Pair{"Four", "foob", "Zm9vYg=="},
                                         Pair{"Five", "fooba", "Zm9vYmE="}, Pair{"Six", "foobar", "Zm9vYmFy"},
                                         Pair{"LastDigits", "\xFB\xFF\xBF", "+/+/"}),
                         [](const auto& row) { return std::string(row.param.name); });

struct NoBase64 {
  const char* name;
  std::string text;
};

class RefusedBase64 : public testing::TestWithParam<NoBase64> {};

TEST_P(RefusedBase64, HasNoBytes) {
  const std::vector<char> exact(GetParam().text.begin(), GetParam().text.end());
  EXPECT_FALSE(base64Decode(std::string_view(exact.data(), exact.size())));
}

INSTANTIATE_TEST_SUITE_P(Rfc4648Section3, RefusedBase64,
                         testing::Values(NoBase64{"OneDigit", "Z"}, NoBase64{"TwoWithoutPadding", "Zg"},
                                         NoBase64{"ThreeWithoutPadding", "Zm8"}, NoBase64{"HalfPadding", "Zg="},
                                         NoBase64{"PaddingAlone", "===="}, NoBase64{"ThreePaddings", "Z==="},
                                         NoBase64{"PaddingTooLong", "Zm9v===="}, NoBase64{"PaddingWithin", "Zg==Zg=="},
                                         NoBase64{"PaddingThenDigit", "Zg=A"}, NoBase64{"UnusedBitOfTwo", "Zh=="},
                                         NoBase64{"UnusedHighBitOfTwo", "Zo=="}, NoBase64{"UnusedBitOfThree", "Zm9="},
                                         NoBase64{"UnusedHighBitOfThree", "Zm+="}, NoBase64{"LineBreak", "Zm9v\nZm9v"},
                                         NoBase64{"LineBreakInTheMeasure", "Zm9\n"}, NoBase64{"Space", " Zm9"},
                                         NoBase64{"UrlDash", "Zm9-"}, NoBase64{"UrlUnderscore", "Zm9_"},
                                         NoBase64{"Nul", std::string("Zm9\0", 4)}, NoBase64{"HighByte", "Zm9\xFF"}),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(Base64, EveryPairOfDigitsIsOneByteExactlyWhenItsUnusedBitsAreZero) {
  int accepted = 0;
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) {
      const std::string text{static_cast<char>(first), static_cast<char>(second), '=', '='};
      const auto decoded = base64Decode(text);
      if (!decoded) continue;
      ++accepted;
      EXPECT_EQ(base64Encode(*decoded), text);
    }
  }
  EXPECT_EQ(accepted, 256);
}

TEST(Base64, RandomBytesOfAnyLengthComeBack) {
  std::mt19937 random(1);
  for (std::size_t size = 0; size < 200; ++size) {
    std::string bytes;
    for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>(random());
    const std::string text = base64Encode(asBytes(bytes));
    EXPECT_EQ(text.size(), (size + 2) / 3 * 4);
    const auto decoded = base64Decode(text);
    ASSERT_TRUE(decoded);
    EXPECT_EQ(asText(*decoded), bytes);
  }
}

TEST(Base64Url, HasItsOwnTwoDigitsAndNoPadding) {
  EXPECT_EQ(base64UrlEncode(asBytes("\xFB\xFF\xBF")), "-_-_");
  EXPECT_EQ(base64UrlEncode(asBytes("f")), "Zg");
  EXPECT_EQ(base64UrlEncode(asBytes("fo")), "Zm8");
  EXPECT_EQ(base64UrlEncode({}), "");
}

}  // namespace
}  // namespace serinus
