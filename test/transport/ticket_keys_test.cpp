#include "transport/ticket_keys.hpp"

#include <gtest/gtest.h>

namespace serinus::transport {
namespace {

using namespace std::chrono_literals;

class TicketKeysTest : public testing::Test {
protected:
  /// `current`, `older` or `unknown`.
  std::string stateOf(const TicketKey& key, TimePoint now) {
    const auto known = keys.find(key.name, now);
    if (!known) return "unknown";
    EXPECT_EQ(known->key.cipher, key.cipher);
    EXPECT_EQ(known->key.mac, key.mac);
    return known->isCurrent ? "current" : "older";
  }

  const TimePoint start = Clock::now();
  TicketKeys keys{2h};
};

TEST_F(TicketKeysTest, KeepTheirKeyForItsLifetime) {
  const TicketKey first = keys.current(start);
  EXPECT_EQ(keys.current(start + 2h - 1ms).name, first.name);
  EXPECT_NE(keys.current(start + 2h).name, first.name);
}

TEST_F(TicketKeysTest, AreDrawnAnew) {
  const TicketKey first = keys.current(start);
  const TicketKey second = keys.current(start + 2h);
  EXPECT_NE(first.cipher, second.cipher);
  EXPECT_NE(first.mac, second.mac);
  EXPECT_NE(first.cipher, first.mac);
  EXPECT_NE(first.cipher, crypto::Key{});
  TicketKeys others(2h);
  EXPECT_NE(others.current(start).cipher, first.cipher);
}

TEST_F(TicketKeysTest, KnowATicketForItsLifetimeWheneverItWasMade) {
  const TicketKey first = keys.current(start);
  EXPECT_EQ(stateOf(first, start), "current");
  EXPECT_EQ(stateOf(first, start + 2h - 1ms), "current");
  EXPECT_EQ(stateOf(first, start + 2h), "older");
  const TicketKey second = keys.current(start + 2h);
  EXPECT_EQ(stateOf(first, start + 4h - 1ms), "older");
  EXPECT_EQ(stateOf(second, start + 4h - 1ms), "current");
  EXPECT_EQ(stateOf(first, start + 4h), "unknown");
  EXPECT_EQ(stateOf(second, start + 4h), "older");
}

TEST_F(TicketKeysTest, ForgetWhatWasNotUsedForLong) {
  const TicketKey first = keys.current(start);
  EXPECT_EQ(stateOf(first, start + 24h), "unknown");
  const TicketKey second = keys.current(start + 24h);
  EXPECT_EQ(stateOf(second, start + 25h), "current");
}

TEST_F(TicketKeysTest, KnowNoKeyOfOthers) {
  EXPECT_EQ(stateOf(TicketKey(), start), "unknown");
  static_cast<void>(keys.current(start));
  EXPECT_EQ(stateOf(TicketKey(), start), "unknown");
}

}  // namespace
}  // namespace serinus::transport
