#include "read_outcome.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace serinus::json {
namespace {

/// A class of its own: no aggregate.
class Color {
public:
  Color() = default;
  explicit Color(std::string name) : name_(std::move(name)) {}
  [[nodiscard]] const std::string& name() const { return name_; }

private:
  std::string name_;
};

/// An aggregate that is written otherwise.
struct Point {
  int x = 0;
  int y = 0;
};

/// Whatever the value is, its size.
struct Size {
  std::size_t count = 0;
};

/// Reads a text inside the text.
struct Inner {
  std::vector<std::string> words;
};

}  // namespace
}  // namespace serinus::json

namespace serinus::json {

template <>
struct Codec<Color> {
  static constexpr std::string_view wants = "a color such as #ffcc00";
  static std::optional<Color> read(std::string_view text) {
    if (!text.starts_with('#')) return std::nullopt;
    return Color(std::string(text));
  }
  static const std::string& write(const Color& color) { return color.name(); }
};

template <>
struct Codec<Point> {
  static constexpr std::string_view wants = "a point of the upper half";
  static std::optional<Point> read(const std::pair<int, int>& pair) {
    if (pair.second < 0) return std::nullopt;
    return Point{pair.first, pair.second};
  }
  static std::pair<int, int> write(const Point& point) { return {point.x, point.y}; }
};

template <>
struct Codec<Size> {
  static constexpr std::string_view wants = "something";
  static std::optional<Size> read(JsonValue value) noexcept { return Size{value.size()}; }
};

template <>
struct Codec<Inner> {
  static constexpr std::string_view wants = "JSON in a string";
  static std::optional<Inner> read(std::string_view text) {
    auto words = tryRead<std::vector<std::string>>(text);
    if (words.index() != 0) return std::nullopt;
    return Inner{std::get<0>(std::move(words))};
  }
  static std::string write(const Inner& inner) { return json::write(inner.words); }
};

template <>
struct Codec<std::chrono::seconds> {
  static constexpr std::string_view wants = "seconds";
  static std::optional<std::chrono::seconds> read(std::int64_t count) { return std::chrono::seconds(count); }
  static std::int64_t write(std::chrono::seconds duration) { return duration.count(); }
};

namespace {

struct Picture {
  Color background;
  std::vector<Point> line;
  std::optional<std::chrono::seconds> delay;
};

TEST(Codec, ReadsAndWritesByWayOfAnotherType) {
  const std::string text = R"({"background":"#fff","line":[[1,2],[3,4]],"delay":5})";
  EXPECT_EQ(outcome<Picture>(text), text);
  EXPECT_EQ(outcome<Picture>(R"({"background":"#fff","line":[]})"), R"({"background":"#fff","line":[]})");
}

TEST(Codec, SaysWhatItWants) {
  EXPECT_EQ(outcome<Color>(R"("red")"), R"($: wants a color such as #ffcc00, got "red")");
  EXPECT_EQ(outcome<Color>("5"), "$: wants a string, got 5");
  EXPECT_EQ(outcome<Picture>(R"({"background":"#fff","line":[[1,2],[3,-4]]})"),
            "$.line[1]: wants a point of the upper half, got an array");
  EXPECT_EQ(outcome<Picture>(R"({"background":"#fff","line":[[1,null]]})"),
            "$.line[0][1]: wants an integer from -2147483648 to 2147483647, got null");
}

TEST(Codec, MayLookAtWhateverThereIs) {
  EXPECT_EQ(read<Size>("[1,2,3]").count, 3U);
  EXPECT_EQ(read<std::vector<Size>>("[1,{},[0]]").back().count, 1U);
}

TEST(Codec, MayReadATextInsideTheText) {
  const std::string text = R"(["[\"a text that is too long for a small string\"]","[]","[\"\"]"])";
  EXPECT_EQ(outcome<std::vector<Inner>>(text), text);
  EXPECT_EQ(outcome<std::vector<Inner>>(R"(["[]","[1]"])"), R"($[1]: wants JSON in a string, got "[1]")");
}

using Mixed = std::variant<std::chrono::seconds, Color, Point>;

TEST(Codec, StandsInAVariantByItsKindAndWithoutTag) {
  EXPECT_EQ(outcome<Mixed>("5"), "5");
  EXPECT_EQ(outcome<Mixed>(R"("#a")"), R"("#a")");
  EXPECT_EQ(outcome<Mixed>("[1,2]"), "[1,2]");
  EXPECT_EQ(outcome<Mixed>("{}"), "$: wants an array, a string or an integer, got an object");
}

}  // namespace
}  // namespace serinus::json
