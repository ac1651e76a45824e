#include "ws/zlib.hpp"

#include "deflate_bits.hpp"
#include "deflate_feeder.hpp"
#include "strict_inflater.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <optional>
#include <ostream>
#include <random>
#include <string>
#include <vector>

namespace serinus::ws {
namespace {

using Last = DeflateBits::Last;

std::string words(std::size_t size, unsigned seed = 1) {
  static constexpr std::string_view vocabulary[] = {
      "event ", "data ", "room ", "\"id\":", "client ", "{", "}\n", "grüße "};
  std::mt19937 random(seed);
  std::string made;
  while (made.size() < size) made += random() % 3 != 0 ? vocabulary[random() % 8] : std::to_string(random() % 1000);
  return made.substr(0, size);
}

std::string noise(std::size_t size) {
  std::mt19937 random(2);
  std::string made;
  while (made.size() < size) made += static_cast<char>(random());
  return made;
}

std::string digits(std::size_t size) {
  std::string made = noise(size);
  for (char& c : made) c = static_cast<char>('0' + static_cast<unsigned char>(c) % 10);
  return made;
}

/// Feeds a payload in pieces of `piece` bytes into `room` bytes at a time.
std::optional<std::string> inflateIn(Inflater& inflater, std::string_view payload, std::size_t piece = SIZE_MAX,
                                     std::size_t room = 4096) {
  std::string made;
  for (std::size_t from = 0; from < payload.size(); from += std::min(piece, payload.size())) {
    ExactBlock block(payload.substr(from, piece));
    ByteView rest = block.bytes();
    while (true) {
      ExactBlock into(std::string(room, '\0'));
      const Inflater::Step step = inflater.step(rest, into.bytes());
      if (!step.valid) return std::nullopt;
      made += asText(ByteView(into.bytes()).first(step.produced));
      rest = rest.subspan(step.consumed);
      if (rest.empty() && step.produced < room) break;
    }
  }
  if (!inflater.finish()) return std::nullopt;
  return made;
}

// ---- What is written

TEST(WhatIsDeflated, IsWhatAStrictReaderReads) {
  for (const std::string& message : {std::string("x"), std::string("Hello"), std::string(64, '\0'), words(1000),
                                     words(40'000), words(100'000), noise(70'000), std::string(100'000, 'a')}) {
    for (int windowBits = 9; windowBits <= 15; ++windowBits) {
      for (const int level : {1, 6, 9}) {
        for (const int memLevel : {1, 8, 9}) {
          const std::string payload =
              deflated(message, {.level = level, .windowBits = windowBits, .memLevel = memLevel});
          StrictInflater reader(windowBits == 9 ? 8 : windowBits);
          ASSERT_TRUE(reader.inflate(payload) == message)
              << message.size() << " bytes, window " << windowBits << ", level " << level << ", memory " << memLevel;
        }
      }
    }
  }
}

TEST(WhatIsDeflated, UsesItsWindowAndNoMore) {
  const std::string phrase = "the only phrase that is repeated";
  for (int windowBits = 9; windowBits <= 15; ++windowBits) {
    const std::size_t most = (std::size_t{1} << windowBits) - 262;
    for (const std::size_t distance : {most - 1, most + 1}) {
      const std::string message = phrase + digits(distance - phrase.size()) + phrase;
      StrictInflater reader(15);
      ASSERT_TRUE(reader.inflate(deflated(message, {.level = 9, .windowBits = windowBits})) == message);
      EXPECT_EQ(reader.farthest() == distance, distance < most) << windowBits;
      EXPECT_LE(reader.farthest(), most);
    }
  }
}

TEST(WhatIsDeflated, IsTheRfcsExample) {  // RFC 7692, 7.2.3.1 and 7.2.3.2
  Deflater deflater({});
  std::string first, second;
  deflater.append(first, asBytes("Hello"));
  deflater.append(second, asBytes("Hello"));
  EXPECT_EQ(hex(first), "F2 48 CD C9 C9 07 00");
  EXPECT_EQ(hex(second), "F2 00 11 00 00");
}

TEST(WhatIsDeflated, IsOneByteForAnEmptyMessage) {  // RFC 7692, 7.2.3.6
  Deflater deflater({});
  StrictInflater reader;
  Inflater inflater(15);
  for (const std::string_view message : {"", "", "Hello", "", "", "Hello"}) {
    std::string payload;
    deflater.append(payload, asBytes(message));
    if (message.empty()) {
      EXPECT_EQ(hex(payload), "00");
    }
    EXPECT_EQ(reader.inflate(payload), message);
    EXPECT_EQ(inflateIn(inflater, payload), message);
  }
}

TEST(WhatIsDeflated, IsAppended) {
  std::string out = "before";
  Deflater deflater({});
  deflater.append(out, asBytes("Hello"));
  EXPECT_EQ(hex(out.substr(6)), "F2 48 CD C9 C9 07 00");
}

TEST(ADeflaterThatForgets, WritesAsIfItWereNew) {
  Deflater deflater({});
  std::string payload;
  for (const std::string& message :
       {words(5000, 1), words(5000, 2), std::string(), std::string("a secret"), words(70'000)}) {
    payload.clear();
    deflater.append(payload, asBytes(message));
    deflater.reset();
    EXPECT_EQ(payload, message.empty() ? std::string(1, '\0') : deflated(message));
  }
}

TEST(ADeflaterThatRemembers, WritesEachMessageAfterThoseBefore) {
  Deflater deflater({.windowBits = 12});
  StrictInflater reader(12);
  Inflater inflater(12);
  for (unsigned i = 0; i < 50; ++i) {
    const std::string message = words(i * 97, i % 7);
    std::string payload;
    deflater.append(payload, asBytes(message));
    ASSERT_TRUE(reader.inflate(payload) == message) << i;
    ASSERT_TRUE(inflateIn(inflater, payload, 100, 50) == message) << i;
  }
}

// ---- What is read

using Lengths = std::vector<std::size_t>;

struct Payload {
  const char* name;
  std::string bytes;
  std::string message;
  /// Shorter payloads that are whole messages too: up to the first bits of an empty block, or to a last block's end.
  Lengths wholeAt = {};
};
std::ostream& operator<<(std::ostream& out, const Payload& row) {
  return out << row.name;
}

class AnInflater : public testing::TestWithParam<Payload> {};

TEST_P(AnInflater, ReadsItHoweverItIsCut) {
  const Payload& row = GetParam();
  for (const std::size_t piece : {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{1000}, SIZE_MAX}) {
    for (const std::size_t room : {1U, 2U, 5U, 4096U}) {
      Inflater inflater(15);
      ASSERT_TRUE(inflateIn(inflater, row.bytes, piece, room) == row.message)
          << "pieces of " << piece << " into " << room;
    }
  }
}

TEST_P(AnInflater, ReadsItAfterItselfAndAfterAReset) {
  const Payload& row = GetParam();
  Inflater inflater(15);
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(inflateIn(inflater, row.bytes) == row.message) << i;
    if (i == 1) inflater.reset();
  }
}

TEST_P(AnInflater, KnowsWhenItIsCutShort) {
  const Payload& row = GetParam();
  Lengths whole;
  const std::size_t step = std::max<std::size_t>(1, row.bytes.size() / 500);
  for (std::size_t size = 1; size < row.bytes.size(); size += step) {
    Inflater inflater(15);
    const auto made = inflateIn(inflater, std::string_view(row.bytes).substr(0, size));
    if (made) whole.push_back(size);
    if (made) {
      EXPECT_TRUE(row.message.starts_with(*made)) << size;
    }
  }
  EXPECT_EQ(whole, row.wholeAt);
}

INSTANTIATE_TEST_SUITE_P(
    Rfc7692Section723, AnInflater,
    testing::Values(
        Payload{"AFixedBlock", text({0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00}), "Hello"},
        Payload{"AStoredBlock", text({0x00, 0x05, 0x00, 0xFA, 0xFF, 0x48, 0x65, 0x6C, 0x6C, 0x6F, 0x00}), "Hello", {1}},
        Payload{"ABlockMarkedAsTheLast", text({0xF3, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00, 0x00}), "Hello", {7}},
        Payload{"TwoBlocks",
                text({0xF2, 0x48, 0x05, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xCA, 0xC9, 0xC9, 0x07, 0x00}),
                "Hello",
                {4}},
        Payload{"NoBytes", text({0x00}), ""}),
    [](const auto& row) { return std::string(row.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Others, AnInflater,
    testing::Values(Payload{"AMatch", DeflateBits().fixed().literals("abc").three(3).end().message(), "abcabc"},
                    Payload{"AMatchOverItself", DeflateBits().fixed().literals("a").three(1).end().message(), "aaaa"},
                    Payload{"TheFarthestMatch",
                            DeflateBits().stored(words(32'768)).fixed().three(32'768).end().message(),
                            words(32'768) + words(3),
                            {1}},
                    Payload{"AMatchAcrossALastBlock",
                            DeflateBits().fixed(Last::yes).literals("abc").end().fixed().three(3).end().message(),
                            "abcabc",
                            {5}},
                    Payload{"ManyEmptyBlocks",
                            DeflateBits().stored("").fixed().end().stored("").fixed().end().stored("").message(),
                            "",
                            {1, 7, 13}},
                    Payload{"AHundredfold", deflated(std::string(5000, 'a')), std::string(5000, 'a')},
                    Payload{"WordsOfADynamicCode", deflated(words(3000), {.level = 9}), words(3000)}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(AMessageThatGoesOnBehindALastBlock, MayReferToWhatLiesBeforeIt) {
  const std::string first(DeflateBits().fixed(Last::yes).literals("abc").end().bytes());
  const std::string second = DeflateBits().fixed().three(3).end().message();
  for (const std::size_t piece : {1U, 2U, 100U}) {
    Inflater inflater(15);
    EXPECT_EQ(inflateIn(inflater, first + second, piece), "abcabc");
    EXPECT_EQ(inflateIn(inflater, first, piece), "abc") << "nothing lacks behind it";
    EXPECT_EQ(inflateIn(inflater, second, piece), "abc") << "in the next message either";
  }
}

struct Wrong {
  const char* name;
  std::string bytes;
};
std::ostream& operator<<(std::ostream& out, const Wrong& row) {
  return out << row.name;
}

class AWrongPayload : public testing::TestWithParam<Wrong> {};

TEST_P(AWrongPayload, IsRefusedHoweverItIsCut) {
  const Wrong& row = GetParam();
  for (const std::size_t piece : {std::size_t{1}, std::size_t{3}, SIZE_MAX}) {
    for (const std::size_t room : {1U, 4096U}) {
      Inflater inflater(15);
      EXPECT_EQ(inflateIn(inflater, row.bytes, piece, room), std::nullopt) << piece << " into " << room;
      inflater.reset();
      EXPECT_EQ(inflateIn(inflater, deflated("Hello")), "Hello") << "a reset cures it";
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    Rfc1951, AWrongPayload,
    testing::Values(
        Wrong{"ABlockOfTheReservedType", DeflateBits().bits(6, 3).bits(0, 5).bytes()},
        Wrong{"AStoredBlockWithAWrongComplement", DeflateBits().storedHeader(5, 5).bytes() + "Hello"},
        Wrong{"AMatchBeforeTheBeginning", DeflateBits().fixed().literals("ab").three(3).end().message()},
        Wrong{"AMatchOfNothing", DeflateBits().fixed().three(1).end().message()},
        Wrong{"ALengthThatIsNone", DeflateBits().fixed().literals("abc").code(0xC6, 8).code(0, 5).end().message()},
        Wrong{"ADistanceThatIsNone", DeflateBits().fixed().literals("abc").code(1, 7).code(30, 5).end().message()},
        Wrong{"TooManyLengths", DeflateBits().bits(4, 3).bits(31, 5).bits(0, 20).message()},
        Wrong{"GarbageBehindABlock", DeflateBits().fixed().literals("abc").end().bits(7, 3).bytes()},
        Wrong{"GarbageBehindTheFlush", deflated("Hello") + "garbage"},
        Wrong{"GarbageBehindALastBlock", text({0xF3, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00, 0xFF})},
        Wrong{"AStoredBlockThatTheTailWouldFill", DeflateBits().storedHeader(9, 0xFFF6).bytes() + "Hello"},
        Wrong{"AFixedBlockWithoutItsEnd", DeflateBits().fixed().literals("Hello").bytes()},
        Wrong{"ABlockWithoutTheFlushsFirstBits", DeflateBits().stored("Hello").bytes()},
        Wrong{"TheTailItself", deflated("Hello") + text({0x00, 0x00, 0xFF, 0xFF})}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(AnInflaterThatForgets, RefusesAMessageThatRefersBack) {
  Deflater deflater({});
  std::string first, second;
  deflater.append(first, asBytes("Hello"));
  deflater.append(second, asBytes("Hello"));
  Inflater inflater(15);
  EXPECT_EQ(inflateIn(inflater, first), "Hello");
  EXPECT_EQ(inflateIn(inflater, second), "Hello");
  inflater.reset();
  EXPECT_EQ(inflateIn(inflater, first), "Hello");
  inflater.reset();
  EXPECT_EQ(inflateIn(inflater, second), std::nullopt);
}

// A copy of the window for each of them would let 64 KiB of payload cost seconds.
TEST(BlocksMarkedAsTheLast, CostNoMoreForALongMemory) {
  const auto timeOf = [](const std::string& before) {
    DeflateBits bits;
    bits.stored(before);
    for (int i = 0; i < 20'000; ++i) bits.fixed(Last::yes).end();
    const std::string payload = bits.message();
    Inflater inflater(15);
    std::array<std::byte, 100> room;
    const std::clock_t start = std::clock();
    for (ByteView rest = asBytes(payload); !rest.empty();) {
      const Inflater::Step step = inflater.step(rest, room);
      EXPECT_TRUE(step.valid);
      rest = rest.subspan(step.consumed);
    }
    EXPECT_TRUE(inflater.finish());
    return std::clock() - start;
  };
  EXPECT_LT(timeOf(words(32'768)), 10 * timeOf("") + CLOCKS_PER_SEC / 100);
}

TEST(AnyBytes, AreInflatedTheSameHoweverTheyAreCut) {
  std::mt19937 random(3);
  for (int round = 0; round < 2000; ++round) {
    const std::string message = words(random() % 300, static_cast<unsigned>(round));
    std::string payload = deflated(message, {.level = 1 + static_cast<int>(random() % 9)});
    for (int change = 0; change < 2; ++change) payload[random() % payload.size()] = static_cast<char>(random());
    Inflater whole(15), pieces(15);
    ASSERT_EQ(inflateIn(whole, payload), inflateIn(pieces, payload, 1 + random() % 5, 1 + random() % 5))
        << hex(payload);
  }
}

}  // namespace
}  // namespace serinus::ws
