#include <serinus/base/payload.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

namespace serinus {
namespace {

static_assert(sizeof(SharedPayload) == sizeof(void*), "a queue of references is a queue of pointers");

TEST(SharedPayload, WithoutBytesIsFalse) {
  const SharedPayload none;
  EXPECT_FALSE(none);
  EXPECT_EQ(none.size(), 0U);
  EXPECT_TRUE(none.view().empty());
}

TEST(SharedPayload, OfNoBytesIsStillOne) {
  const SharedPayload empty = SharedPayload::copy({});
  EXPECT_TRUE(empty);
  EXPECT_EQ(empty.size(), 0U);
  EXPECT_TRUE(empty.view().empty());
}

TEST(SharedPayload, HoldsACopyOfItsBytes) {
  std::string text = "canary";
  const SharedPayload payload = SharedPayload::copy(asBytes(text));
  text.assign(6, 'x');
  EXPECT_EQ(asText(payload.view()), "canary");
  EXPECT_EQ(payload.size(), 6U);
}

TEST(SharedPayload, IsFilledInPlace) {
  const SharedPayload payload = SharedPayload::build(3, [](MutableBytes into) {
    ASSERT_EQ(into.size(), 3U);
    std::fill(into.begin(), into.end(), std::byte{'z'});
  });
  EXPECT_EQ(asText(payload.view()), "zzz");
}

TEST(SharedPayload, LeaksNothingWhenFillingThrows) {
  EXPECT_THROW(std::ignore = SharedPayload::build(3, [](MutableBytes) { throw std::runtime_error("no"); }),
               std::runtime_error);
}

TEST(SharedPayload, RefusesASizeThatWouldOverflow) {
  constexpr std::size_t most = std::numeric_limits<std::size_t>::max();
  for (const std::size_t size : {most, most - 7, most - 15}) {
    EXPECT_THROW(std::ignore = SharedPayload::build(size, [](MutableBytes) { FAIL(); }), std::bad_alloc);
  }
}

TEST(SharedPayload, SharesTheSameBytesUntilTheLastOwnerEnds) {
  SharedPayload last;
  {
    const SharedPayload first = SharedPayload::copy(asBytes("canary"));
    const SharedPayload second = first;
    last = second;
    EXPECT_EQ(first.view().data(), last.view().data());
  }
  EXPECT_EQ(asText(last.view()), "canary");
}

TEST(SharedPayload, MovesAndAssignsItself) {
  SharedPayload payload = SharedPayload::copy(asBytes("canary"));
  SharedPayload moved = std::move(payload);
  EXPECT_FALSE(payload);  // NOLINT(bugprone-use-after-move): that a moved payload is empty is its contract
  const SharedPayload& same = moved;
  moved = same;
  EXPECT_EQ(asText(moved.view()), "canary");
  moved = SharedPayload::copy(asBytes("other"));
  EXPECT_EQ(asText(moved.view()), "other");
}

TEST(SharedPayload, IsCountedAcrossThreads) {
  const SharedPayload payload = SharedPayload::copy(asBytes("canary"));
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([payload] {
      for (int turn = 0; turn < 10'000; ++turn) {
        const SharedPayload mine = payload;
        ASSERT_EQ(mine.size(), 6U);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(asText(payload.view()), "canary");
}

}  // namespace
}  // namespace serinus
