#include "transport/inbox.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <string>

namespace serinus::transport {
namespace {

constexpr std::size_t blockSize = runtime::BlockPool::blockSize;

/// Reads `bytes` as a connection does: as much as there is room for, again and again.
void feed(Inbox& inbox, runtime::BlockPool& pool, std::string_view bytes) {
  while (!bytes.empty()) {
    const MutableBytes room = inbox.prepare(pool);
    ASSERT_GE(room.size(), 1U);
    const std::size_t count = std::min(room.size(), bytes.size());
    std::memcpy(room.data(), bytes.data(), count);
    inbox.commit(count);
    bytes.remove_prefix(count);
  }
}

std::string pattern(std::size_t size) {
  std::string made(size, '\0');
  for (std::size_t i = 0; i < size; ++i) made[i] = static_cast<char>('a' + i * 7 % 26);
  return made;
}

TEST(Inbox, GivesAWholeBlockOfTheLoopWhenItHoldsNothing) {
  runtime::BlockPool pool;
  Inbox inbox;
  EXPECT_TRUE(inbox.empty());
  EXPECT_EQ(inbox.prepare(pool).size(), blockSize);
}

TEST(Inbox, GivesTheBlockBackWhenEverythingIsConsumed) {
  runtime::BlockPool pool;
  Inbox inbox;
  feed(inbox, pool, "abc");
  const std::byte* const block = inbox.unread().data();
  inbox.consume(3);
  EXPECT_TRUE(inbox.empty());
  inbox.settle(pool);
  EXPECT_EQ(pool.take().get(), block);
}

TEST(Inbox, KeepsItsBlockAndEveryViewUntilItIsSettled) {
  runtime::BlockPool pool;
  Inbox inbox;
  feed(inbox, pool, "message");
  const MutableBytes view = inbox.unread();
  inbox.consume(view.size());
  const auto other = pool.take();
  EXPECT_NE(other.get(), view.data());
  EXPECT_EQ(asText(view), "message");
}

class InboxRest : public testing::TestWithParam<std::size_t> {};

TEST_P(InboxRest, MovesToMemoryOfItsOwnAndIsReadOnBehind) {
  runtime::BlockPool pool;
  Inbox inbox;
  const std::string all = pattern(GetParam() + 10);
  feed(inbox, pool, std::string_view(all).substr(0, GetParam() + 5));
  inbox.consume(5);
  inbox.settle(pool);
  EXPECT_EQ(asText(inbox.unread()), std::string_view(all).substr(5, GetParam()));
  inbox.settle(pool);  // once more changes nothing
  feed(inbox, pool, std::string_view(all).substr(GetParam() + 5));
  EXPECT_EQ(asText(inbox.unread()), std::string_view(all).substr(5));
}

INSTANTIATE_TEST_SUITE_P(OfBytes, InboxRest,
                         testing::Values(1, 511, 512, 513, blockSize - 6, blockSize - 5, blockSize - 1, blockSize,
                                         blockSize + 1, 2 * blockSize, 5 * blockSize + 1));

TEST(Inbox, IsGivenABlockForARestSoThatTheNextMessageIsWhole) {
  runtime::BlockPool pool;
  Inbox inbox;
  feed(inbox, pool, "rest");
  inbox.settle(pool);
  EXPECT_EQ(inbox.prepare(pool).size(), blockSize - 4);
  EXPECT_EQ(asText(inbox.unread()), "rest");
}

TEST(Inbox, MakesRoomAtTheFrontBeforeItGrows) {
  runtime::BlockPool pool;
  Inbox inbox;
  feed(inbox, pool, pattern(blockSize));
  inbox.consume(blockSize - 1);
  EXPECT_EQ(inbox.prepare(pool).size(), blockSize - 1);
  EXPECT_EQ(inbox.unread().size(), 1U);
}

TEST(Inbox, GrowsWhereTheProtocolTakesNothing) {
  runtime::BlockPool pool;
  Inbox inbox;
  feed(inbox, pool, pattern(blockSize));
  const std::byte* const block = inbox.unread().data();
  EXPECT_EQ(inbox.prepare(pool).size(), blockSize);
  EXPECT_EQ(pool.take().get(), block) << "the block is the loop's again";
  EXPECT_EQ(asText(inbox.unread()), pattern(blockSize));
}

TEST(Inbox, CountsUnreadBytesAcrossManySmallConsumes) {
  runtime::BlockPool pool;
  Inbox inbox;
  const std::string all = pattern(1000);
  std::string seen;
  for (std::size_t i = 0; i < all.size(); i += 10) {
    feed(inbox, pool, std::string_view(all).substr(i, 10));
    seen += asText(inbox.unread().first(7));
    inbox.consume(7);
    if (i % 30 == 0) inbox.settle(pool);
  }
  EXPECT_EQ(seen + std::string(asText(inbox.unread())), all);
}

}  // namespace
}  // namespace serinus::transport
