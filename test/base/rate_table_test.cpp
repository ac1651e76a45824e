#include "base/rate_table.hpp"

#include "base/keyed_hash.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

namespace serinus {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint start{1000s};

class ATableOfRates : public testing::Test {
protected:
  [[nodiscard]] std::uint64_t key(int i) const { return hash_("key " + std::to_string(i)); }

  KeyedHash hash_{1, 2};
};

TEST_F(ATableOfRates, MetersEachKeyByItself) {
  RateTable table(RateLimit::perSecond(1).burst(2), 1024);
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(table.take(key(i), start), 0s);
    EXPECT_EQ(table.take(key(i), start), 0s);
    EXPECT_EQ(table.take(key(i), start), 1s);
  }
  EXPECT_EQ(table.take(key(7), start + 1s), 0s);
  EXPECT_EQ(table.take(key(7), start + 1s), 1s);
  EXPECT_EQ(table.take(key(8), start, 1s), 1s) << "taken, with patience";
  EXPECT_EQ(table.take(key(8), start), 2s);
}

TEST_F(ATableOfRates, TakesEveryKeyWhateverItsBits) {
  RateTable table(RateLimit::perSecond(1).burst(1), 1);
  for (const std::uint64_t key : {0ULL, 1ULL, ~0ULL, 1ULL << 63}) {
    EXPECT_EQ(table.take(key, start), 0s) << key;
    EXPECT_EQ(table.take(key, start), 1s) << key;
  }
}

TEST_F(ATableOfRates, KeepsEveryKeyWhileItGrows) {
  RateTable table(RateLimit::perHour(1).burst(1), 65'536);
  constexpr int count = 8000;
  for (int i = 0; i < count; ++i) ASSERT_EQ(table.take(key(i), start), 0s) << i;
  for (int i = 0; i < count; ++i) ASSERT_EQ(table.take(key(i), start), 1h) << i;
}

TEST_F(ATableOfRates, UsesTheirPlacesAgainWhenTheyAreFull) {
  RateTable table(RateLimit::perSecond(1).burst(1), 1'000'000);
  EXPECT_EQ(table.memory(), 0U);
  for (int second = 0; second < 1000; ++second) {
    for (int i = 0; i < 32; ++i) EXPECT_EQ(table.take(key(100 * second + i), start + second * 1s), 0s);
  }
  EXPECT_LE(table.memory(), 16 * 1024U) << "for 32 at a time, not 32,000";
}

TEST_F(ATableOfRates, HasABound) {
  RateTable table(RateLimit::perHour(1).burst(1), 1000);
  for (int i = 0; i < 100'000; ++i) static_cast<void>(table.take(key(i), start));
  EXPECT_EQ(table.memory(), 1024 * 16U);
}

TEST_F(ATableOfRates, ForgetsThoseWhoHaveDoneLittleFirst) {
  const RateLimit limit = RateLimit::perHour(1).burst(10);
  RateTable table(limit, 1000);
  const std::uint64_t flooder = hash_("flooder");
  for (int i = 0; i < 10; ++i) EXPECT_EQ(table.take(flooder, start), 0s);
  for (int i = 0; i < 100'000; ++i) static_cast<void>(table.take(key(i), start));
  EXPECT_EQ(table.take(flooder, start), 1h) << "100,000 other keys did not push it out";
}

TEST_F(ATableOfRates, IsRightFromManyThreads) {
  RateTable table(RateLimit::perHour(1).burst(1000), 1024);
  std::atomic<int> taken = 0;
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 1000; ++i) taken += table.take(hash_("shared"), start) == 0s ? 1 : 0;
    });
  }
  threads.clear();
  EXPECT_EQ(taken, 1000);
}

}  // namespace
}  // namespace serinus
