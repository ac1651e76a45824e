#include "base/keyed_hash.hpp"

#include <gtest/gtest.h>

#include <string>

namespace serinus {
namespace {

std::string bytesUpTo(int last) {
  std::string bytes;
  for (int i = 0; i <= last; ++i) bytes.push_back(static_cast<char>(i));
  return bytes;
}

// What CPython 3.11, whose strings are hashed by SipHash-1-3 too, says under the key of zeros.
TEST(KeyedHash, IsSipHash13) {
  const KeyedHash hash(0, 0);
  EXPECT_EQ(hash("a"), 0x407448d2b89b1813U);
  EXPECT_EQ(hash("abc"), 0xc03bc3a0042630f2U);
  EXPECT_EQ(hash("1234567"), 0xa33d651594fdae81U);
  EXPECT_EQ(hash("12345678"), 0x3489982430560a87U);
  EXPECT_EQ(hash("123456789"), 0x0fbc0f0007965fcfU);
  EXPECT_EQ(hash(bytesUpTo(14)), 0xf30eb725bb91c9eaU);
  EXPECT_EQ(hash(bytesUpTo(62)), 0x385d3e39e5f37359U);
}

TEST(KeyedHash, DependsOnBothHalvesOfItsKey) {
  EXPECT_NE(KeyedHash(1, 0)("blue"), KeyedHash(0, 0)("blue"));
  EXPECT_NE(KeyedHash(0, 1)("blue"), KeyedHash(0, 0)("blue"));
  EXPECT_NE(KeyedHash(0, 1)("blue"), KeyedHash(1, 0)("blue"));
}

TEST(KeyedHash, HasAKeyOfItsOwnAndSharesItWithItsCopies) {
  const KeyedHash one;
  const KeyedHash copy = one;
  EXPECT_EQ(one("blue"), copy("blue"));
  EXPECT_NE(one("blue"), KeyedHash()("blue"));
  EXPECT_NE(KeyedHash()("blue"), KeyedHash(0, 0)("blue"));
}

TEST(KeyedHash, TellsTextsApartThatDifferInZerosAtTheEnd) {
  const KeyedHash hash;
  EXPECT_NE(hash(std::string_view("", 0)), hash(std::string_view("\0", 1)));
  EXPECT_NE(hash(std::string_view("\0", 1)), hash(std::string_view("\0\0", 2)));
}

}  // namespace
}  // namespace serinus
