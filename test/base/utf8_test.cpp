#include <serinus/base/utf8.hpp>

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <unordered_set>
#include <vector>

namespace serinus {
namespace {

using namespace std::string_literals;

// The reference knows nothing of automata: it encodes every code point that exists and collects what comes out.
std::string encoded(char32_t code) {
  const auto tail = [code](unsigned shift) { return static_cast<char>(0x80 | (code >> shift & 0x3F)); };
  if (code < 0x80) return {static_cast<char>(code)};
  if (code < 0x800) return {static_cast<char>(0xC0 | code >> 6), tail(0)};
  if (code < 0x10000) return {static_cast<char>(0xE0 | code >> 12), tail(6), tail(0)};
  return {static_cast<char>(0xF0 | code >> 18), tail(12), tail(6), tail(0)};
}

struct Reference {
  std::unordered_set<std::string> characters;
  std::unordered_set<std::string> beginnings;  // proper and not empty

  Reference() {
    for (char32_t code = 0; code <= 0x10FFFF; ++code) {
      if (code >= 0xD800 && code <= 0xDFFF) continue;
      const std::string character = encoded(code);
      for (std::size_t size = 1; size < character.size(); ++size) beginnings.insert(character.substr(0, size));
      characters.insert(character);
    }
  }
};

const Reference& reference() {
  static const Reference made;
  return made;
}

struct Verdict {
  bool possible = true;
  bool complete = true;
  friend bool operator==(const Verdict&, const Verdict&) = default;
};

void PrintTo(const Verdict& verdict, std::ostream* out) {
  *out << (verdict.possible ? "possible" : "refused") << (verdict.complete ? ", complete" : ", incomplete");
}

Verdict expected(std::string_view text) {
  while (!text.empty()) {
    std::size_t size = 1;
    while (size <= std::min<std::size_t>(text.size(), 4) &&
           !reference().characters.contains(std::string(text.substr(0, size)))) {
      ++size;
    }
    if (size > std::min<std::size_t>(text.size(), 4)) {
      const bool begins = text.size() < 4 && reference().beginnings.contains(std::string(text));
      return {begins, false};
    }
    text.remove_prefix(size);
  }
  return {};
}

Verdict fed(Utf8Validator& validator, std::string_view text) {
  const bool possible = validator.feed(asBytes(text));
  return {possible, validator.complete()};
}

Verdict whole(std::string_view text) {
  Utf8Validator validator;
  return fed(validator, text);
}

Verdict cut(std::string_view text, std::size_t at) {
  Utf8Validator validator;
  const Verdict first = fed(validator, text.substr(0, at));
  const Verdict second = fed(validator, text.substr(at));
  if (!first.possible && second.possible) ADD_FAILURE() << "what was refused became possible";
  return second;
}

TEST(Utf8, JudgesEveryOneByteTwoByteAndThreeByteSequenceInEveryCut) {
  std::string text;
  for (unsigned first = 0; first < 256; ++first) {
    text.assign(1, static_cast<char>(first));
    ASSERT_EQ(whole(text), expected(text)) << first;
    for (unsigned second = 0; second < 256; ++second) {
      text.assign({static_cast<char>(first), static_cast<char>(second)});
      const Verdict two = expected(text);
      ASSERT_EQ(whole(text), two) << first << ' ' << second;
      ASSERT_EQ(cut(text, 1), two) << first << ' ' << second;
      if (first < 0x80) continue;  // its three-byte sequences are the two-byte ones again
      for (unsigned third = 0; third < 256; ++third) {
        text.assign({static_cast<char>(first), static_cast<char>(second), static_cast<char>(third)});
        // What two bytes made impossible is looked at once: there are eight million of these.
        const Verdict three = two.possible ? expected(text) : two;
        if (whole(text) != three || (two.possible && (cut(text, 1) != three || cut(text, 2) != three))) {
          FAIL() << first << ' ' << second << ' ' << third;
        }
      }
    }
  }
}

TEST(Utf8, AcceptsEveryCharacter) {
  Utf8Validator validator;
  for (const std::string& character : reference().characters) ASSERT_TRUE(validator.feed(asBytes(character)));
  EXPECT_TRUE(validator.complete());
}

// Both sides of each boundary of RFC 3629, section 4, in the sequences of four bytes.
struct FourBytes {
  const char* name;
  std::string text;
  std::size_t refusedAt;  // the size at which it is refused; 0 when it is good
};

class Utf8FourBytes : public testing::TestWithParam<FourBytes> {};

TEST_P(Utf8FourBytes, AreRefusedAtTheFirstWrongByte) {
  const FourBytes& row = GetParam();
  Utf8Validator validator;
  for (std::size_t i = 0; i < row.text.size(); ++i) {
    const bool refused = row.refusedAt != 0 && i + 1 >= row.refusedAt;
    EXPECT_EQ(validator.feed(asBytes(std::string_view(row.text).substr(i, 1))), !refused) << i;
  }
  EXPECT_EQ(validator.complete(), row.refusedAt == 0);
}

INSTANTIATE_TEST_SUITE_P(
    Rfc3629Section4, Utf8FourBytes,
    testing::Values(FourBytes{"Lowest", "\xF0\x90\x80\x80", 0}, FourBytes{"Overlong", "\xF0\x8F\xBF\xBF", 2},
                    FourBytes{"Highest", "\xF4\x8F\xBF\xBF", 0}, FourBytes{"AboveTheHighest", "\xF4\x90\x80\x80", 2},
                    FourBytes{"LeadF5", "\xF5\x80\x80\x80", 1}, FourBytes{"LeadFf", "\xFF\xBF\xBF\xBF", 1},
                    FourBytes{"LowTailF1", "\xF1\x80\x80\x80", 0}, FourBytes{"HighTailF3", "\xF3\xBF\xBF\xBF", 0},
                    FourBytes{"SecondTooLow", "\xF1\x7F\x80\x80", 2}, FourBytes{"SecondTooHigh", "\xF3\xC0\x80\x80", 2},
                    FourBytes{"ThirdTooLow", "\xF1\x80\x7F\x80", 3}, FourBytes{"ThirdTooHigh", "\xF0\x90\xC0\x80", 3},
                    FourBytes{"FourthTooLow", "\xF4\x80\x80\x7F", 4}, FourBytes{"FourthTooHigh", "\xF1\x80\x80\xC0", 4},
                    FourBytes{"SurrogateAtItsSecondByte", "\xED\xA0\x80", 2},
                    FourBytes{"BelowTheSurrogates", "\xED\x9F\xBF", 0},
                    FourBytes{"AboveTheSurrogates", "\xEE\x80\x80", 0}, FourBytes{"OverlongOfThree", "\xE0\x9F\xBF", 2},
                    FourBytes{"OverlongSlash", "\xC0\xAF", 1}),
    [](const auto& row) { return std::string(row.param.name); });

class Utf8LongText : public testing::TestWithParam<std::size_t> {};

TEST_P(Utf8LongText, ShowsAWrongByteAtEveryPlace) {
  for (const std::string& filler : {"a"s, "\xC3\xA4"s, "\xE2\x82\xAC"s, "\xF0\x9F\x90\xA6"s, "a\xE2\x82\xAC"s}) {
    std::string text;
    while (text.size() < GetParam()) text += filler;
    EXPECT_EQ(whole(text), (Verdict{true, true}));
    for (std::size_t place = 0; place < text.size(); ++place) {
      std::string wrong = text;
      wrong[place] = '\xFF';
      const std::vector<char> exact(wrong.begin(), wrong.end());  // one byte too far is seen by AddressSanitizer
      EXPECT_FALSE(isUtf8(asBytes(std::string_view(exact.data(), exact.size())))) << place;
      for (std::size_t at = 0; at <= text.size(); ++at) EXPECT_FALSE(cut(wrong, at).possible);
    }
    for (std::size_t at = 0; at <= text.size(); ++at) {
      EXPECT_EQ(cut(text, at), (Verdict{true, true})) << at;
      EXPECT_EQ(whole(std::string_view(text).substr(0, at)), expected(std::string_view(text).substr(0, at))) << at;
    }
  }
}

// From 64 bytes on another reads them, and the last bytes of a piece are left for what follows.
INSTANTIATE_TEST_SUITE_P(Sizes, Utf8LongText, testing::Values(40, 64, 150), testing::PrintToStringParamName());

TEST(Utf8, LongTextsWithAFewFaultsAreJudgedAsByTheReference) {
  std::mt19937 random(8);
  const std::vector<std::string> pieces{"a",    "\xC3\xA4", "\xE2\x82\xAC", "\xF0\x9F\x90\xA6", "abcdefgh",
                                        "\x80", "\xE2\x82", "\xF0\x9F\x90", "\xED\xA0\x80"};
  int good = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string text;
    const std::size_t size = 56 + random() % 80;
    const std::size_t faultyAt = random() % (2 * size);  // behind the end as often as not
    while (text.size() < size) {
      const bool isFaulty = text.size() <= faultyAt && faultyAt < text.size() + 4;
      text += isFaulty ? pieces[5 + random() % 4] : pieces[random() % 5];
    }
    if (random() % 4 == 0) text.resize(text.size() - 1);
    const Verdict verdict = expected(text);
    good += verdict.complete ? 1 : 0;
    ASSERT_EQ(cut(text, random() % (text.size() + 1)), verdict);
    ASSERT_EQ(whole(text), verdict);
    ASSERT_EQ(isUtf8(asBytes(text)), verdict.complete);
  }
  EXPECT_GT(good, 5000);
}

TEST(Utf8, RandomBytesAreJudgedAsByTheReference) {
  std::mt19937 random(7);
  const std::string alphabet = "aaaaaaaa\x7F\x80\x8F\x90\x9F\xA0\xBF\xC2\xDF\xE0\xE1\xED\xEF\xF0\xF1\xF4"s;
  int good = 0;
  for (int i = 0; i < 200'000; ++i) {
    std::string text;
    for (std::size_t size = random() % 24; size > 0; --size) text += alphabet[random() % alphabet.size()];
    const Verdict verdict = expected(text);
    good += verdict.complete ? 1 : 0;
    ASSERT_EQ(cut(text, random() % (text.size() + 1)), verdict);
    ASSERT_EQ(isUtf8(asBytes(text)), verdict.complete);
  }
  EXPECT_GT(good, 1000);
}

TEST(Utf8, StaysRefusedUntilReset) {
  Utf8Validator validator;
  EXPECT_FALSE(validator.feed(asBytes("\x80")));
  EXPECT_FALSE(validator.feed(asBytes("fine")));
  EXPECT_FALSE(validator.feed({}));
  EXPECT_FALSE(validator.complete());
  validator.reset();
  EXPECT_TRUE(validator.feed(asBytes("fine")));
  EXPECT_TRUE(validator.complete());
}

TEST(Utf8SequenceLength, IsThatOfTheFirstCharacterOrZero) {
  EXPECT_EQ(utf8SequenceLength({}), 0U);
  EXPECT_EQ(utf8SequenceLength(asBytes("a\xFF")), 1U);
  EXPECT_EQ(utf8SequenceLength(asBytes("\xC3\xA4\xFF")), 2U);
  EXPECT_EQ(utf8SequenceLength(asBytes("\xE2\x82\xAC\xFF")), 3U);
  EXPECT_EQ(utf8SequenceLength(asBytes("\xF0\x9F\x90\xA6\xFF")), 4U);
  EXPECT_EQ(utf8SequenceLength(asBytes("\xF0\x9F\x90")), 0U);
  EXPECT_EQ(utf8SequenceLength(asBytes("\xE2\x82zz")), 0U);
  EXPECT_EQ(utf8SequenceLength(asBytes("\x80")), 0U);
}

}  // namespace
}  // namespace serinus
