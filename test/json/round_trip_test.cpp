#include <serinus/json/read.hpp>
#include <serinus/json/write.hpp>

#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

namespace serinus::json {
namespace {

enum class Mood { calm, cheerful, sad };

struct Dot {
  std::int8_t x = 0;
  std::uint64_t y = 0;
  bool operator==(const Dot&) const = default;
};

struct Line {
  std::vector<Dot> dots;
  std::pair<float, double> width;
  bool operator==(const Line&) const = default;
};

struct Everything {
  bool flag = false;
  std::int64_t number = 0;
  double fraction = 0;
  float smallFraction = 0;
  std::string text;
  std::optional<std::uint16_t> maybe;
  std::variant<std::monostate, bool, std::string, Dot, Line> shape;
  std::array<Mood, 2> moods = {};
  std::map<std::string, std::optional<Dot>> sorted;
  std::unordered_map<std::string, std::vector<bool>> hashed;
  std::vector<Everything> more;
  bool operator==(const Everything&) const = default;
};

/// Makes values from random bits, so the edges of every type come up.
class Maker {
public:
  explicit Maker(std::uint64_t seed) : random_(seed) {}

  Everything everything(int depth) {
    Everything made;
    made.flag = bits(1) == 1;
    made.number = std::bit_cast<std::int64_t>(integer());
    made.fraction = fraction<double, std::uint64_t>();
    made.smallFraction = fraction<float, std::uint32_t>();
    made.text = text();
    if (bits(1) == 1) made.maybe = static_cast<std::uint16_t>(bits(16));
    made.shape = shape();
    made.moods = {static_cast<Mood>(bits(1)), static_cast<Mood>(bits(1) + 1)};
    for (std::uint64_t i = bits(2); i > 0; --i)
      made.sorted[text()] = bits(1) == 1 ? std::optional(dot()) : std::nullopt;
    for (std::uint64_t i = bits(2); i > 0; --i) made.hashed[text()] = {bits(1) == 1, bits(1) == 1};
    for (std::uint64_t i = bits(2); i > 0 && depth > 0; --i) made.more.push_back(everything(depth - 1));
    return made;
  }

private:
  std::uint64_t bits(int count) { return random_() >> (64 - count); }

  // Of any length, so that small numbers are as frequent as large ones.
  std::uint64_t integer() { return random_() >> bits(6); }

  template <class Fraction, class Bits>
  Fraction fraction() {
    const auto made = std::bit_cast<Fraction>(static_cast<Bits>(random_()));
    return std::isfinite(made) ? made : Fraction{1};
  }

  std::string text() {
    static constexpr std::array<std::string_view, 12> pieces = {
        "a", "\"", "\\", "/", "\n", std::string_view("\0", 1), "é", "€", "😀", "\x7F", "\u2028", "type"};
    std::string made;
    for (std::uint64_t i = bits(4); i > 0; --i) made += pieces[random_() % pieces.size()];
    return made;
  }

  Dot dot() { return {static_cast<std::int8_t>(bits(8)), integer()}; }

  decltype(Everything::shape) shape() {
    switch (random_() % 5) {
      case 0:
        return std::monostate();
      case 1:
        return bits(1) == 1;
      case 2:
        return text();
      case 3:
        return dot();
      default:
        return Line{{dot(), dot()}, {fraction<float, std::uint32_t>(), fraction<double, std::uint64_t>()}};
    }
  }

  std::mt19937_64 random_;
};

TEST(RoundTrip, GivesTheSameValueAndTheSameText) {
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    const Everything value = Maker(seed).everything(2);
    const std::string text = write(value);
    const auto result = tryRead<Everything>(text);
    ASSERT_EQ(result.index(), 0U) << seed << ": " << std::get<1>(result).message();
    EXPECT_TRUE(std::get<0>(result) == value) << seed << ": " << text;
  }
}

TEST(RoundTrip, KeepsEveryKindOfFloat) {
  std::mt19937 random(7);
  for (int i = 0; i < 100'000; ++i) {
    const auto number = std::bit_cast<float>(static_cast<std::uint32_t>(random()));
    if (!std::isfinite(number)) continue;
    ASSERT_EQ(std::bit_cast<std::uint32_t>(read<float>(write(number))), std::bit_cast<std::uint32_t>(number)) << number;
  }
}

}  // namespace
}  // namespace serinus::json
