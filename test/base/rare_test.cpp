#include <serinus/base/rare.hpp>

#include <gtest/gtest.h>

#include <string>

namespace serinus {
namespace {

TEST(ARarePart, IsAbsentUntilItIsAskedFor) {
  Rare<std::string> part;
  EXPECT_EQ(part.find(), nullptr);
  part.make() = "there";
  ASSERT_NE(part.find(), nullptr);
  EXPECT_EQ(*part.find(), "there");
  EXPECT_EQ(part.make(), "there");
  part.reset();
  EXPECT_EQ(part.find(), nullptr);
  EXPECT_EQ(sizeof part, sizeof(void*));
}

TEST(ARarePart, IsCopiedDeeply) {
  Rare<std::string> part;
  part.make() = "one";
  Rare<std::string> copy = part;
  copy.make() = "other";
  EXPECT_EQ(*part.find(), "one");
  part = copy;
  EXPECT_EQ(*part.find(), "other");
  EXPECT_NE(part.find(), copy.find());
  const Rare<std::string>& itself = part;
  part = itself;
  EXPECT_EQ(*part.find(), "other");
  part = Rare<std::string>();
  EXPECT_EQ(part.find(), nullptr);
}

TEST(ARarePart, IsAbsentWhereItWasMovedFrom) {
  Rare<std::string> part;
  part.make() = "one";
  const std::string* const value = part.find();
  const Rare<std::string> other = std::move(part);
  EXPECT_EQ(other.find(), value);
  EXPECT_EQ(part.find(), nullptr);  // NOLINT(bugprone-use-after-move)
}

}  // namespace
}  // namespace serinus
