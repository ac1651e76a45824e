#include "ws/per_message_deflate.hpp"

#include "deflate_feeder.hpp"
#include "strict_inflater.hpp"

#include <gtest/gtest.h>

#include <string>

namespace serinus::ws {
namespace {

const std::string sentence = "the same words, the same words, the same words, over and over and over again";

std::string payloadOf(MessageDeflater& deflater, std::string_view message) {
  const auto payload = deflater.deflate(asBytes(message));
  return payload ? std::string(asText(*payload)) : "sent as it is";
}

TEST(AShortMessage, IsSentAsItIs) {
  for (const DeflateSide& side : {forgetful, remembering}) {
    for (const std::size_t threshold : {0U, 1U, 100U, 1024U}) {
      DeflatePool pool;
      MessageDeflater deflater(side, Deflate::dedicated().threshold(threshold), pool);
      if (threshold > 1) {
        EXPECT_FALSE(deflater.deflate(asBytes(std::string(threshold - 1, 'x')))) << threshold;
      }
      if (threshold > 1) {
        EXPECT_TRUE(deflater.deflate(asBytes(std::string(threshold, 'x')))) << threshold;
      }
      EXPECT_TRUE(deflater.deflate(asBytes(std::string(2000, 'x')))) << threshold;
      EXPECT_FALSE(deflater.deflate({})) << "nothing becomes shorter than nothing";
    }
  }
}

TEST(AMessageThatWouldNotBecomeShorter, IsSentAsItIs) {
  DeflatePool pool;
  MessageDeflater deflater(forgetful, Deflate::shared().threshold(0), pool);
  EXPECT_EQ(payloadOf(deflater, "x"), "sent as it is");
  EXPECT_EQ(payloadOf(deflater, "abcdefgh"), "sent as it is");
  EXPECT_EQ(payloadOf(deflater, sentence), deflated(sentence));
}

TEST(AMessageThatWouldNotBecomeShorter, IsSentAllTheSameByACompressorThatRemembersIt) {
  DeflatePool pool;
  MessageDeflater deflater(remembering, Deflate::dedicated().threshold(0), pool);
  StrictInflater reader;
  for (const std::string_view message : {"x", "abcdefgh", "x", "abcdefgh"}) {
    EXPECT_EQ(reader.inflate(payloadOf(deflater, message)), message);
  }
}

// CRIME, BREACH: the size of one message must not tell of another.
TEST(AMessageWithoutTakeover, IsCompressedAsIfItWereTheFirst) {
  DeflatePool pool;
  MessageDeflater one(forgetful, Deflate::shared().threshold(0), pool);
  MessageDeflater other(forgetful, Deflate::shared().threshold(0), pool);
  EXPECT_EQ(payloadOf(one, sentence), deflated(sentence));
  EXPECT_EQ(payloadOf(one, sentence), deflated(sentence));
  EXPECT_EQ(payloadOf(other, sentence), deflated(sentence));
  EXPECT_FALSE(one.remembers());
}

TEST(AMessageWithTakeover, RefersToThoseBeforeItOnItsOwnConnection) {
  DeflatePool pool;
  MessageDeflater one(remembering, Deflate::dedicated().threshold(0), pool);
  MessageDeflater other(remembering, Deflate::dedicated().threshold(0), pool);
  StrictInflater reader;
  const std::string first = payloadOf(one, sentence), second = payloadOf(one, sentence);
  EXPECT_LT(second.size(), first.size() / 2);
  EXPECT_EQ(reader.inflate(first), sentence);
  EXPECT_EQ(reader.inflate(second), sentence);
  EXPECT_EQ(payloadOf(other, sentence), first);
  EXPECT_TRUE(one.remembers());
}

TEST(AMessage, KeepsToTheWindowThatWasAgreed) {
  const std::string far = sentence + std::string(40'000, '.') + sentence;
  for (std::uint8_t bits = 8; bits <= 15; ++bits) {
    for (const bool takeover : {false, true}) {
      DeflatePool pool;
      MessageDeflater deflater({.windowBits = bits, .takeover = takeover}, Deflate::dedicated().level(9), pool);
      EXPECT_EQ(deflater.settings().windowBits, std::max<int>(bits, 9));
      StrictInflater reader(bits, takeover);
      for (int i = 0; i < 3; ++i) EXPECT_TRUE(reader.inflate(payloadOf(deflater, far)) == far) << int{bits};
      EXPECT_LE(reader.farthest(), std::size_t{1} << bits);
    }
  }
}

TEST(AMessage, IsCompressedByTheLevelOfTheGateway) {
  DeflatePool pool;
  std::string message;
  for (int i = 0; i < 2000; ++i)
    message += std::to_string(i * i) + sentence.substr(static_cast<std::size_t>(i) % 40, 20);
  MessageDeflater fast(forgetful, Deflate::shared(), pool);
  MessageDeflater small(forgetful, Deflate::shared().level(9), pool);
  EXPECT_LT(payloadOf(small, message).size(), payloadOf(fast, message).size());
  EXPECT_EQ(payloadOf(fast, message), deflated(message, {.level = 1}));
  EXPECT_EQ(payloadOf(small, message), deflated(message, {.level = 9}));
}

// ---- The pool

TEST(ADeflatePool, HasOneCompressorForEachSetOfSettings) {
  DeflatePool pool;
  Deflater* const first = &pool.compressor({.level = 1});
  EXPECT_EQ(&pool.compressor({.level = 1}), first);
  std::string seen, again;
  pool.compressor({.level = 1}).append(seen, asBytes(sentence));
  pool.compressor({.level = 1}).append(again, asBytes(sentence));
  EXPECT_EQ(seen, again) << "it has forgotten";
  for (const DeflateSettings& other :
       {DeflateSettings{.level = 2}, DeflateSettings{.windowBits = 9}, DeflateSettings{.memLevel = 1}}) {
    EXPECT_EQ(&pool.compressor(other), &pool.compressor(other));
    std::string payload;
    pool.compressor(other).append(payload, asBytes(sentence));
    EXPECT_EQ(StrictInflater(other.windowBits).inflate(payload), sentence);
  }
}

TEST(ADeflatePool, LendsAnInflaterAgainThatHasForgotten) {
  DeflatePool pool;
  auto inflater = pool.borrow();
  Inflater* const lent = inflater.get();
  std::array<std::byte, 100> room;
  EXPECT_TRUE(inflater->step(asBytes(deflated(sentence).substr(0, 20)), room).valid);
  pool.giveBack(std::move(inflater));
  inflater = pool.borrow();
  EXPECT_EQ(inflater.get(), lent);
  const auto step = inflater->step(asBytes(deflated(sentence)), room);
  EXPECT_EQ(asText(ByteView(room).first(step.produced)), sentence);
}

TEST(ADeflatePool, KeepsNoRoomForAHugeMessageLongerThanItMust) {
  DeflatePool pool;
  pool.room().assign(1'000'000, 'x');
  EXPECT_TRUE(pool.room().empty());
  EXPECT_LE(pool.room().capacity(), 256U * 1024);
  pool.room().assign(100'000, 'x');
  EXPECT_GE(pool.room().capacity(), 100'000U) << "an ordinary one is kept";
}

// ---- Both directions

TEST(PerMessageDeflateOfTwoEnds, UnderstandsEachOther) {
  const DeflateAgreement agreed{.server = {.windowBits = 10, .takeover = false},
                                .client = {.windowBits = 12, .takeover = true}};
  DeflatePool pool;
  PerMessageDeflate server(agreed, Deflate::shared(), pool), client(agreed, Deflate::dedicated(), pool, Role::client);
  EXPECT_EQ(server.deflater.settings().windowBits, 10);
  EXPECT_FALSE(server.deflater.remembers());
  EXPECT_EQ(client.deflater.settings().windowBits, 12);
  EXPECT_TRUE(client.deflater.remembers());
}

TEST(AnIdleConnection, HoldsFewBytesForCompression) {
  EXPECT_LE(sizeof(PerMessageDeflate), 128U);
}

}  // namespace
}  // namespace serinus::ws
