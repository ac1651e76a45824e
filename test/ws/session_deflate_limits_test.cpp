#include "deflate_bits.hpp"
#include "deflate_feeder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <vector>

namespace serinus::ws {
namespace {

using Lines = std::vector<std::string>;

constexpr std::string_view cannotInflate = "fault a compressed message cannot be inflated";
constexpr std::string_view tooBig = "fault the message is larger than this server takes";

const std::string hello = text({0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00});

// ---- Limits

Lines eventsOf(std::string_view bytes, const SessionOptions& options) {
  DeflateFeeder whole(forgetful, options), pieces(forgetful, options);
  whole.feeder.feed(bytes);
  pieces.feeder.feedByteByByte(bytes);
  EXPECT_EQ(whole.feeder.events, pieces.feeder.events);
  return whole.feeder.events;
}

TEST(TheMessageLimit, IsOfTheInflatedMessage) {
  for (const std::size_t most : {1U, 100U, 16'383U, 16'384U, 16'385U, 40'000U}) {
    const std::string largest(most, 'x');
    EXPECT_EQ(eventsOf(compressedFrame(Opcode::binary, deflated(largest)), {.maxMessage = most + 9}).size(), 1U);
    const std::string bytes = compressedFrame(Opcode::binary, deflated(largest + "x"));
    if (deflated(largest).size() <= most) {
      EXPECT_EQ(eventsOf(compressedFrame(Opcode::binary, deflated(largest)), {.maxMessage = most}),
                Lines{line("binary", largest)});
    }
    EXPECT_EQ(eventsOf(bytes, {.maxMessage = most}), Lines{std::string(tooBig)}) << most;
  }
}

TEST(TheMessageLimit, IsOfTheCompressedMessageToo) {
  // Empty blocks inflate to nothing, however many they are.
  DeflateBits bits;
  while (bits.bytes().size() < 99) bits.fixed().end();
  const std::string payload = bits.message();
  ASSERT_EQ(payload.size(), 100U);
  const std::string fragments = compressedFrame(Opcode::text, payload.substr(0, 60), false) +
                                frame(Opcode::continuation, payload.substr(60, 39), false);
  const std::string last = frame(Opcode::continuation, payload.substr(99));
  for (const std::string& bytes : {compressedFrame(Opcode::text, payload), fragments + last}) {
    EXPECT_EQ(eventsOf(bytes, {.maxMessage = 100}), Lines{"text"});
    EXPECT_EQ(eventsOf(bytes + bytes, {.maxMessage = 100}), (Lines{"text", "text"})) << "each message anew";
    EXPECT_EQ(eventsOf(bytes, {.maxMessage = 99}), Lines{std::string(tooBig)});
  }
  EXPECT_EQ(eventsOf(fragments + last.substr(0, 6), {.maxMessage = 99}), Lines{std::string(tooBig)}) << "on the header";
}

TEST(TheMessageLimit, MayBeZeroForCompressedMessages) {
  EXPECT_EQ(eventsOf(compressedFrame(Opcode::text, ""), {.maxMessage = 0}), Lines{"text"});
  EXPECT_EQ(eventsOf(compressedFrame(Opcode::text, text({0})), {.maxMessage = 0}), Lines{std::string(tooBig)});
}

TEST(TheMessageLimit, LeavesTheWordToAFaultInTheTextBeforeIt) {
  constexpr std::string_view notUtf8 = "fault a text message is not UTF-8";
  const std::string padding(100, 'x');
  const auto events = [](std::string_view message) {
    return eventsOf(compressedFrame(Opcode::text, deflated(message)), {.maxMessage = 100});
  };
  EXPECT_EQ(events("\xFF" + padding), Lines{std::string(notUtf8)});
  EXPECT_EQ(events(padding.substr(1) + "\xFF" + padding), Lines{std::string(notUtf8)});
  EXPECT_EQ(events(padding + "\xFF"), Lines{std::string(tooBig)});
}

TEST(TheFragmentLimit, CountsThoseOfCompressedMessages) {
  const std::string two =
      compressedFrame(Opcode::text, hello.substr(0, 3), false) + frame(Opcode::continuation, "", false);
  const std::string last = frame(Opcode::continuation, hello.substr(3));
  EXPECT_EQ(eventsOf(two + last, {.maxFragments = 3}), Lines{"text Hello"});
  EXPECT_EQ(eventsOf(two + last, {.maxFragments = 2}), Lines{"fault the message has too many fragments"});
}

const std::string& bomb() {
  static const std::string payload = deflated(std::string(std::size_t{64} << 20, '\0'), {.level = 9});
  return payload;
}

TEST(ABomb, IsClosedAtTheFirstByteTooMany) {
  ASSERT_LE(bomb().size(), 65'536U);
  for (const Opcode opcode : {Opcode::text, Opcode::binary}) {
    DeflateFeeder client(forgetful, {});
    const std::string bytes = compressedFrame(opcode, bomb());
    std::size_t fed = 0;
    while (client.feeder.events.empty() && fed < bytes.size()) {
      client.feeder.feed(std::string_view(bytes).substr(fed++, 1));
      ASSERT_LE(client.feeder.session.heldMemory(), 65'536U);
    }
    EXPECT_EQ(client.feeder.events, Lines{std::string(tooBig)});
    EXPECT_LE(fed, 200U) << "a thousandth of it was enough to know";
    EXPECT_EQ(client.feeder.session.heldMemory(), 0U);
  }
}

TEST(ABomb, IsClosedAllTheSameWhenItComesAtOnceOrInFragments) {
  for (const std::size_t most :
       {std::size_t{0}, std::size_t{65'536}, std::size_t{1} << 20, (std::size_t{64} << 20) - 1}) {
    const SessionOptions options{.maxMessage = most, .maxFragments = 100'000};
    DeflateFeeder whole(forgetful, options), fragments(forgetful, options);
    whole.feeder.feed(compressedFrame(Opcode::binary, bomb()));
    EXPECT_EQ(whole.feeder.events, Lines{std::string(tooBig)}) << most;
    std::string bytes = compressedFrame(Opcode::binary, "", false);
    for (std::size_t at = 0; at < bomb().size(); at += 100) {
      bytes += frame(Opcode::continuation, std::string_view(bomb()).substr(at, 100), false);
    }
    fragments.feeder.feed(bytes);
    EXPECT_EQ(fragments.feeder.events, Lines{std::string(tooBig)}) << most;
  }
}

TEST(ALargeMessage, TakesItsSizeAndNoMore) {
  const std::string message(1'000'000, 'm');
  const std::string bytes = compressedFrame(Opcode::text, deflated(message));
  DeflateFeeder client(forgetful, {.maxMessage = 1'000'000});
  client.feeder.feed(std::string_view(bytes).substr(0, bytes.size() - 1));
  EXPECT_GE(client.feeder.session.heldMemory(), 900'000U);
  EXPECT_LE(client.feeder.session.heldMemory(), 1'000'000U);
  EXPECT_TRUE(client.feeder.session.inMessage());
  client.feeder.feed(std::string_view(bytes).substr(bytes.size() - 1));
  EXPECT_EQ(client.feeder.events, Lines{line("text", message)});
  EXPECT_EQ(client.feeder.session.heldMemory(), 0U) << "given back by the step that follows";
}

// ---- Many connections, one pool

TEST(MessagesOfManyConnections, ArriveInterleaved) {
  DeflatePool pool;
  std::vector<std::unique_ptr<DeflateFeeder>> clients;
  std::vector<std::string> inputs;
  std::vector<Lines> expected;
  std::size_t longest = 0;
  for (unsigned i = 0; i < 10; ++i) {
    const DeflateSide theirs = i % 3 == 0 ? remembering : forgetful;
    clients.push_back(std::make_unique<DeflateFeeder>(theirs, SessionOptions{}, pool));
    std::string input;
    Lines events;
    for (unsigned n = 0; n < 5; ++n) {
      const std::string message =
          "client " + std::to_string(i) + " says " + std::string(n * 100, static_cast<char>('a' + i));
      const std::string payload = deflated(message);
      const std::size_t cut = payload.size() * n / 5;
      input += compressedFrame(Opcode::text, payload.substr(0, cut), false);
      input += frame(Opcode::continuation, payload.substr(cut));
      events.push_back(line("text", message));
    }
    longest = std::max(longest, input.size());
    inputs.push_back(input);
    expected.push_back(events);
  }
  for (std::size_t at = 0; at < longest; at += 3) {
    for (std::size_t i = 0; i < clients.size(); ++i) {
      clients[i]->feeder.feed(inputs[i].substr(std::min(at, inputs[i].size()), 3));
    }
  }
  for (std::size_t i = 0; i < clients.size(); ++i) EXPECT_EQ(clients[i]->feeder.events, expected[i]) << i;
}

TEST(AConnectionThatLeavesInAMessage, LeavesNothingToTheNext) {
  DeflatePool pool;
  for (int round = 0; round < 10; ++round) {
    DeflateFeeder lost(forgetful, {}, pool), failed(forgetful, {}, pool), closed(forgetful, {}, pool);
    lost.feeder.feed(compressedFrame(Opcode::text, hello.substr(0, 4), false));
    failed.feeder.feed(compressedFrame(Opcode::text, hello.substr(0, 4)) + compressedFrame(Opcode::text, hello));
    EXPECT_EQ(failed.feeder.events, Lines{std::string(cannotInflate)});
    closed.feeder.feed(compressedFrame(Opcode::text, hello.substr(0, 4), false) + frame(Opcode::close, "\x03\xE8"));
    DeflateFeeder next(forgetful, {}, pool);
    next.feeder.feed(compressedFrame(Opcode::text, hello));
    EXPECT_EQ(next.feeder.events, Lines{"text Hello"});
  }
}

}  // namespace
}  // namespace serinus::ws
