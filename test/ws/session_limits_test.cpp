#include "session_feeder.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace serinus::ws {
namespace {

using Lines = std::vector<std::string>;

// ---- Where payloads lie

bool liesIn(ByteView inner, MutableBytes outer) {
  return inner.data() >= outer.data() && inner.data() + inner.size() <= outer.data() + outer.size();
}

TEST(APayload, LiesInTheInputWhenItsFrameArrivesWhole) {
  for (const std::size_t size : {1U, 125U, 4097U, 65536U}) {
    Session session;
    ExactBlock block(frame(Opcode::text, std::string(size, 'x')));
    const Step step = session.receive(block.bytes());
    ASSERT_TRUE(std::holds_alternative<Message>(step.event));
    EXPECT_TRUE(liesIn(std::get<Message>(step.event).payload, block.bytes())) << size;
    EXPECT_EQ(session.heldMemory(), 0U);
  }
}

TEST(APayload, OfAShortFrameWaitsInTheInput) {
  Session session;
  const std::string bytes = frame(Opcode::text, std::string(4096, 'x'));
  ExactBlock head(std::string_view(bytes).substr(0, 1000));
  const Step first = session.receive(head.bytes());
  EXPECT_EQ(first.consumed, 8U) << "the frame's head alone";
  ASSERT_TRUE(std::holds_alternative<NeedMore>(first.event));
  EXPECT_EQ(std::get<NeedMore>(first.event).wanted, 4096U - 992U);
  EXPECT_TRUE(session.inMessage());
  ExactBlock whole(std::string(asText(head.bytes().subspan(8))) + bytes.substr(1000));
  const Step second = session.receive(whole.bytes());
  ASSERT_TRUE(std::holds_alternative<Message>(second.event));
  EXPECT_EQ(std::get<Message>(second.event).payload.data(), whole.bytes().data());
  EXPECT_EQ(asText(std::get<Message>(second.event).payload), std::string(4096, 'x'));
  EXPECT_EQ(session.heldMemory(), 0U);
  EXPECT_FALSE(session.inMessage());
}

TEST(APayload, OfALargeFrameIsTakenInAsItArrives) {
  SessionFeeder feeder;
  const std::string bytes = frame(Opcode::text, std::string(65536, 'x'));
  std::size_t fed = 0;
  while (fed < bytes.size()) {
    feeder.feed(std::string_view(bytes).substr(fed, 700));
    fed = std::min(fed + 700, bytes.size());
    if (fed == bytes.size()) break;
    EXPECT_TRUE(feeder.unread.empty());
    EXPECT_EQ(feeder.wanted, bytes.size() - fed);
    EXPECT_LE(feeder.session.heldMemory(), 2 * fed) << "grows with what arrived";
    EXPECT_LE(feeder.session.heldMemory(), std::size_t{65536});
  }
  EXPECT_EQ(feeder.events, Lines{line("text", std::string(65536, 'x'))});
  EXPECT_EQ(feeder.session.heldMemory(), 0U) << "given back by the step that follows";
}

TEST(APayload, OfFragmentsIsKeptNoLongerThanTheMessage) {
  SessionFeeder feeder;
  feeder.feed(frame(Opcode::binary, "abc", false));
  EXPECT_EQ(feeder.session.heldMemory(), 3U);
  EXPECT_TRUE(feeder.session.inMessage());
  feeder.feed(frame(Opcode::continuation, "def"));
  EXPECT_EQ(feeder.events, Lines{"binary abcdef"});
  EXPECT_EQ(feeder.session.heldMemory(), 0U);
  feeder.feed(frame(Opcode::text, "x", false) + frame(Opcode::close, ""));
  EXPECT_EQ(feeder.session.heldMemory(), 0U) << "nor than the connection";
}

// ---- Limits

TEST(TheFragmentLimit, CountsEmptyOnes) {
  SessionFeeder feeder({.maxFragments = 3});
  feeder.feed(frame(Opcode::text, "", false) + frame(Opcode::continuation, "", false) +
              frame(Opcode::continuation, ""));
  EXPECT_EQ(feeder.events, Lines{"text"}) << "three are allowed";
  feeder.feed(frame(Opcode::text, "", false) + frame(Opcode::continuation, "", false) +
              frame(Opcode::continuation, "", false));
  EXPECT_EQ(feeder.events.size(), 1U);
  feeder.feed(frame(Opcode::continuation, ""));
  EXPECT_EQ(feeder.events.back(), "fault the message has too many fragments");
}

std::size_t fragmentsUntilFault(const SessionOptions& options) {
  SessionFeeder feeder(options);
  feeder.feed(frame(Opcode::binary, "", false));
  std::size_t count = 1;
  while (feeder.events.empty() && count < 100'000) {
    feeder.feed(frame(Opcode::continuation, "", false));
    ++count;
  }
  EXPECT_EQ(feeder.events, Lines{"fault the message has too many fragments"});
  return count;
}

TEST(TheFragmentLimit, IsOnePer64BytesByDefaultButAtLeast1024) {
  EXPECT_EQ(fragmentsUntilFault({}), 1025U);
  EXPECT_EQ(fragmentsUntilFault({.maxMessage = 1000}), 1025U);
  EXPECT_EQ(fragmentsUntilFault({.maxMessage = std::size_t{1024} * 64 + 64}), 1026U);
  EXPECT_EQ(fragmentsUntilFault({.maxMessage = std::size_t{2048} * 64}), 2049U);
}

TEST(TheMessageLimit, MayBeZero) {
  SessionFeeder feeder({.maxMessage = 0});
  feeder.feed(frame(Opcode::text, "") + frame(Opcode::ping, "p") + frame(Opcode::text, "x"));
  EXPECT_EQ(feeder.events, (Lines{"text", "ping p", "fault the message is larger than this server takes"}));
}

}  // namespace
}  // namespace serinus::ws
