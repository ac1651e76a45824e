#include "session_feeder.hpp"
#include "support/allocation_count.hpp"

#include <gtest/gtest.h>

namespace serinus::ws {
namespace {

// With a length the session knows at the head's last byte what it will not take, and has taken no memory for it.
void expectRefusedOnTheHead(Opcode opcode, std::uint64_t length, std::string_view why,
                            const SessionOptions& options = {}) {
  std::string head(
      asText(FrameHead({.opcode = opcode, .final = true, .rsv1 = false, .key = testKey, .length = length, .size = 0})
                 .bytes()));
  ExactBlock block(head);
  const std::size_t before = allocations();
  Session session(options);
  Step step{0, NeedMore{0}};
  std::size_t size = 0;
  while (std::holds_alternative<NeedMore>(step.event) && size < head.size()) {
    step = session.receive(block.bytes().first(++size));
    ASSERT_TRUE(std::holds_alternative<Fault>(step.event) || step.consumed == 0);
  }
  EXPECT_EQ(allocations(), before) << length;
  EXPECT_LE(size, 14U);
  ASSERT_TRUE(std::holds_alternative<Fault>(step.event)) << length;
  EXPECT_EQ(describe(std::get<Fault>(step.event).error), why) << length;
}

TEST(AHostileAnnouncement, IsRefusedOnItsHeadWithoutMemory) {
  constexpr std::string_view tooBig = "the message is larger than this server takes";
  for (const std::uint64_t length : {(1ULL << 63) - 1, 1ULL << 62, 1ULL << 33, (1ULL << 32) + 1, 1ULL << 32,
                                     (1ULL << 32) - 1, 1ULL << 31, (1ULL << 31) - 1, 65537ULL}) {
    expectRefusedOnTheHead(Opcode::text, length, tooBig);
    expectRefusedOnTheHead(Opcode::binary, length, tooBig);
  }
  expectRefusedOnTheHead(Opcode::binary, (16ULL << 20) + 1, tooBig, {.maxMessage = 16U << 20});
}

TEST(AHostileAnnouncement, OfANegativeLengthIsRefused) {
  std::string bytes = text({0x82, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4});
  ExactBlock block(bytes);
  const std::size_t before = allocations();
  Session session({.maxMessage = SIZE_MAX});
  const Step step = session.receive(block.bytes());
  EXPECT_EQ(allocations(), before);
  ASSERT_TRUE(std::holds_alternative<Fault>(step.event));
  EXPECT_EQ(std::get<Fault>(step.event).error, WsError::lengthTooLarge);
}

TEST(AHostileAnnouncement, ThatIsAllowedCostsNothingUntilBytesCome) {
  std::string bytes = frame(Opcode::binary, std::string(65536, 'x')).substr(0, 14);
  ExactBlock block(bytes);
  const std::size_t before = allocations();
  Session session;
  const Step step = session.receive(block.bytes());
  EXPECT_EQ(allocations(), before);
  EXPECT_EQ(step.consumed, 14U);
  EXPECT_EQ(session.heldMemory(), 0U);
  ASSERT_TRUE(std::holds_alternative<NeedMore>(step.event));
  EXPECT_EQ(std::get<NeedMore>(step.event).wanted, 65536U);
}

TEST(AMillionEmptyFragments, EndAtTheLimitWithoutMemory) {
  const std::string first = frame(Opcode::text, "", false);
  const std::string next = frame(Opcode::continuation, "", false);
  ExactBlock firstBlock(first);
  ExactBlock nextBlock(next);
  const std::size_t before = allocations();
  Session session;
  Step step = session.receive(firstBlock.bytes());
  std::size_t count = 1;
  while (std::holds_alternative<NeedMore>(step.event) && count < 1'000'000) {
    step = session.receive(nextBlock.bytes());
    ++count;
  }
  EXPECT_EQ(allocations(), before);
  EXPECT_EQ(count, 1025U);
  ASSERT_TRUE(std::holds_alternative<Fault>(step.event));
  EXPECT_EQ(std::get<Fault>(step.event).code, CloseCode::policyViolation);
}

TEST(MessagesOfOneFrame, AreReadWithoutMemory) {
  std::string bytes =
      frame(Opcode::text, std::string(1000, 'x')) + frame(Opcode::ping, "p") + frame(Opcode::text, "short");
  const std::size_t cut = 500;
  std::size_t messages = 0;
  Session session;
  ExactBlock first(std::string_view(bytes).substr(0, cut));
  ExactBlock whole(bytes);
  const std::size_t before = allocations();
  const Step begun = session.receive(first.bytes());
  std::memcpy(whole.bytes().data(), first.bytes().data(), cut);  // as the session left it
  MutableBytes rest = whole.bytes().subspan(begun.consumed);
  while (true) {
    const Step step = session.receive(rest);
    rest = rest.subspan(step.consumed);
    if (std::holds_alternative<NeedMore>(step.event)) break;
    ++messages;
  }
  EXPECT_EQ(messages, 3U);
  EXPECT_EQ(allocations(), before);
}

TEST(AnIdleSession, IsSmall) {
  EXPECT_LE(sizeof(Session), 64U);
}

}  // namespace
}  // namespace serinus::ws
