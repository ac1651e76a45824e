#include "support/allocation_count.hpp"

#include <serinus/json/read.hpp>
#include <serinus/json/write.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace serinus::json {
namespace {

enum class Kind { small, large };

struct Circle {
  double radius = 0;
};

struct Flat {
  std::int32_t id = 0;
  std::string text;
  Kind kind = Kind::small;
  std::optional<bool> flag;
  std::variant<std::monostate, Circle> shape;
  std::array<std::uint16_t, 2> pair = {};

  [[nodiscard]] std::optional<std::string> validate() const { return std::nullopt; }
};

const std::string flat =
    R"({"shape":{"type":"Circle","radius":1},"flag":true,"kind":"large","text":"short","id":1,"pair":[1,2],"x":{"y":[]}})";

TEST(ReadMemory, IsThatOfTheValueAlone) {
  if (!areAllocationsCounted()) GTEST_SKIP() << "nothing counts allocations here";
  ASSERT_EQ(tryRead<Flat>(flat).index(), 0U);  // the thread's parser takes what it needs
  std::size_t before = allocations();
  EXPECT_EQ(tryRead<Flat>(flat).index(), 0U);
  EXPECT_EQ(allocations(), before);

  const std::string list = R"(["a text that is too long for a small string","b"])";
  before = allocations();
  EXPECT_EQ(tryRead<std::vector<std::string>>(list).index(), 0U);
  EXPECT_EQ(allocations(), before + 2);
}

TEST(ReadMemory, IsGivenBackAfterALargeText) {
  const std::string large = "[" + std::string(70'000, ' ') + "1]";
  ASSERT_EQ(tryRead<Flat>(flat).index(), 0U);
  const std::size_t before = blocksHeld();
  EXPECT_EQ(tryRead<std::vector<int>>(large).index(), 0U);
  EXPECT_EQ(blocksHeld(), before);
}

TEST(ReadMemory, IsNoneForWritingIntoAStringWithRoom) {
  const auto value = read<Flat>(flat);
  std::string out;
  write(out, value);
  out.clear();
  const std::size_t before = allocations();
  write(out, value);
  EXPECT_EQ(allocations(), before);
}

}  // namespace
}  // namespace serinus::json
