#include "deflate_bits.hpp"
#include "deflate_feeder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>
#include <random>
#include <vector>

namespace serinus::ws {
namespace {

using Last = DeflateBits::Last;
using Lines = std::vector<std::string>;

constexpr std::string_view cannotInflate = "fault a compressed message cannot be inflated";
constexpr std::string_view reservedBit = "fault a reserved bit is set";
constexpr std::string_view notText = "fault a text message is not UTF-8";

// ---- Dialogues: bytes in, events out, however the bytes are cut

struct Dialogue {
  const char* name;
  std::string input;
  Lines events;
  bool goesOn = true;  // whether what comes behind is still interpreted
  DeflateSide theirs = remembering;
};
std::ostream& operator<<(std::ostream& out, const Dialogue& row) {
  return out << row.name;
}

class ADeflatingSession : public testing::TestWithParam<Dialogue> {};

TEST_P(ADeflatingSession, ReadsItWhole) {
  DeflateFeeder client(GetParam().theirs);
  client.feeder.feed(GetParam().input);
  EXPECT_EQ(client.feeder.events, GetParam().events);
}

TEST_P(ADeflatingSession, ReadsItByteByByte) {
  DeflateFeeder client(GetParam().theirs);
  client.feeder.feedByteByByte(GetParam().input);
  EXPECT_EQ(client.feeder.events, GetParam().events);
}

TEST_P(ADeflatingSession, ReadsItCutAnywhere) {
  const std::string& input = GetParam().input;
  const std::size_t step = std::max<std::size_t>(1, input.size() / 512);
  for (std::size_t cut = 0; cut <= input.size(); cut += step) {
    DeflateFeeder client(GetParam().theirs);
    client.feeder.feed(std::string_view(input).substr(0, cut));
    client.feeder.feed(std::string_view(input).substr(cut));
    ASSERT_EQ(client.feeder.events, GetParam().events) << "cut at " << cut;
  }
}

TEST_P(ADeflatingSession, ReadsItWithBytesBehind) {
  DeflateFeeder client(GetParam().theirs);
  client.feeder.feed(GetParam().input + frame(Opcode::ping, "behind") + compressedFrame(Opcode::text, deflated("and")) +
                     compressedFrame(Opcode::text, deflated("last")).substr(0, 5));
  Lines expected = GetParam().events;
  if (GetParam().goesOn) expected.insert(expected.end(), {"ping behind", "text and"});
  EXPECT_EQ(client.feeder.events, expected);
}

const std::string hello = text({0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00});
const std::string helloAgain = text({0xF2, 0x00, 0x11, 0x00, 0x00});

std::string closing(std::string_view code = "\x03\xE8") {
  return frame(Opcode::close, code);
}

INSTANTIATE_TEST_SUITE_P(
    Messages, ADeflatingSession,
    testing::Values(
        Dialogue{"TheRfcsExample", compressedFrame(Opcode::text, hello), {"text Hello"}},
        Dialogue{
            "TheRfcsExampleInFragments",
            compressedFrame(Opcode::text, hello.substr(0, 3), false) + frame(Opcode::continuation, hello.substr(3)),
            {"text Hello"}},
        Dialogue{"TheRfcsExampleWithoutMemory", compressedFrame(Opcode::text, hello), {"text Hello"}, true, forgetful},
        Dialogue{"Binary", compressedFrame(Opcode::binary, deflated("\xFF\xFE")), {"binary \xFF\xFE"}},
        Dialogue{"Empty", compressedFrame(Opcode::text, text({0})), {"text"}},
        Dialogue{"EmptyWithoutAByte", compressedFrame(Opcode::text, ""), {"text"}},
        Dialogue{"EmptyBetweenOthers",
                 compressedFrame(Opcode::text, hello) + compressedFrame(Opcode::binary, text({0})) +
                     compressedFrame(Opcode::binary, "") + compressedFrame(Opcode::text, helloAgain),
                 {"text Hello", "binary", "binary", "text Hello"}},
        Dialogue{"EmptyInFragments",
                 compressedFrame(Opcode::text, "", false) + frame(Opcode::continuation, "", false) +
                     frame(Opcode::continuation, text({0})),
                 {"text"}},
        Dialogue{"WithAnEmptyFirstFragment",
                 compressedFrame(Opcode::text, "", false) + frame(Opcode::continuation, hello),
                 {"text Hello"}},
        Dialogue{"WithAnEmptyLastFragment",
                 compressedFrame(Opcode::text, hello, false) + frame(Opcode::continuation, ""),
                 {"text Hello"}},
        Dialogue{"WithPingsBetween",
                 compressedFrame(Opcode::text, hello.substr(0, 2), false) + frame(Opcode::ping, "plain") +
                     frame(Opcode::continuation, hello.substr(2, 3), false) + frame(Opcode::pong, hello) +
                     frame(Opcode::continuation, hello.substr(5)),
                 {"ping plain", "pong " + hello, "text Hello"}},
        Dialogue{"OneThatRefersBack",
                 compressedFrame(Opcode::text, hello) + compressedFrame(Opcode::text, helloAgain),
                 {"text Hello", "text Hello"}},
        Dialogue{"OneThatRefersBackPastAPlainOne",
                 compressedFrame(Opcode::text, hello) + frame(Opcode::text, "plain") +
                     compressedFrame(Opcode::text, helloAgain),
                 {"text Hello", "text plain", "text Hello"}},
        Dialogue{"PlainOnes",
                 frame(Opcode::text, "plain") + frame(Opcode::binary, "in two ", false) +
                     frame(Opcode::continuation, "pieces"),
                 {"text plain", "binary in two pieces"}},
        Dialogue{
            "AStoredBlock", compressedFrame(Opcode::text, DeflateBits().stored("Hello").message()), {"text Hello"}},
        Dialogue{"ABlockMarkedAsTheLast",
                 compressedFrame(Opcode::text, DeflateBits().fixed(Last::yes).literals("Hello").end().message()),
                 {"text Hello"}},
        Dialogue{"ABlockMarkedAsTheLastAndNoMore",
                 compressedFrame(Opcode::text, DeflateBits().fixed(Last::yes).literals("Hello").end().bytes()) +
                     compressedFrame(Opcode::text, helloAgain),
                 {"text Hello", "text Hello"}},
        Dialogue{"ACodePointAcrossFragments",
                 compressedFrame(Opcode::text, DeflateBits().stored("\xE2").bytes(), false) +
                     frame(Opcode::continuation, DeflateBits().stored("\x82").bytes(), false) +
                     frame(Opcode::continuation, DeflateBits().stored("\xAC").message()),
                 {"text \xE2\x82\xAC"}},
        Dialogue{"Of60000",
                 compressedFrame(Opcode::text, deflated(std::string(60'000, 'x'))),
                 {line("text", std::string(60'000, 'x'))},
                 true,
                 forgetful}),
    [](const auto& row) { return std::string(row.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Endings, ADeflatingSession,
    testing::Values(
        Dialogue{"Close", compressedFrame(Opcode::text, hello) + closing(), {"text Hello", "close 1000"}, false},
        Dialogue{"CloseInTheMiddleOfAMessage",
                 compressedFrame(Opcode::text, hello.substr(0, 3), false) + closing(),
                 {"close 1000"},
                 false},
        Dialogue{"Rsv1OfAContinuation",
                 compressedFrame(Opcode::text, hello.substr(0, 3), false) +
                     compressedFrame(Opcode::continuation, hello.substr(3)),
                 {std::string(reservedBit)},
                 false},
        Dialogue{"Rsv1OfAContinuationOfAPlainMessage",
                 frame(Opcode::text, "plain", false) + compressedFrame(Opcode::continuation, hello),
                 {std::string(reservedBit)},
                 false},
        Dialogue{"Rsv1OfAPing", compressedFrame(Opcode::ping, hello), {std::string(reservedBit)}, false},
        Dialogue{"Rsv1OfAPong", compressedFrame(Opcode::pong, hello), {std::string(reservedBit)}, false},
        Dialogue{"Rsv1OfAClose", compressedFrame(Opcode::close, ""), {std::string(reservedBit)}, false},
        Dialogue{"Rsv2", text({0xA1, 0x80}), {std::string(reservedBit)}, false},
        Dialogue{"Rsv1And3", text({0xD1, 0x80}), {std::string(reservedBit)}, false},
        Dialogue{"AMessageInAMessage",
                 compressedFrame(Opcode::text, hello, false) + compressedFrame(Opcode::text, hello),
                 {"fault a message begins before the last one has ended"},
                 false},
        Dialogue{"NoCompressedData",
                 compressedFrame(Opcode::text, DeflateBits().bits(6, 3).message()),
                 {std::string(cannotInflate)},
                 false},
        Dialogue{"NoCompressedDataInTheMiddleOfAMessage",
                 compressedFrame(Opcode::text, DeflateBits().stored("Hello").bits(6, 3).bytes(), false),
                 {std::string(cannotInflate)},
                 false},
        Dialogue{"CutShort", compressedFrame(Opcode::text, hello.substr(0, 6)), {std::string(cannotInflate)}, false},
        Dialogue{"CutShortInFragments",
                 compressedFrame(Opcode::text, hello.substr(0, 3), false) + frame(Opcode::continuation, ""),
                 {std::string(cannotInflate)},
                 false},
        Dialogue{"WithTheTailLeftOn",
                 compressedFrame(Opcode::text, hello + text({0, 0, 0xFF, 0xFF})),
                 {std::string(cannotInflate)},
                 false},
        Dialogue{
            "WithGarbageBehind", compressedFrame(Opcode::text, hello + "garbage"), {std::string(cannotInflate)}, false},
        Dialogue{"ReferringBackThoughItMustNot",
                 compressedFrame(Opcode::text, hello) + compressedFrame(Opcode::text, helloAgain),
                 {"text Hello", std::string(cannotInflate)},
                 false,
                 forgetful},
        Dialogue{"TextThatIsNone", compressedFrame(Opcode::text, deflated("a\xFF")), {std::string(notText)}, false},
        Dialogue{"TextThatEndsEarly", compressedFrame(Opcode::text, deflated("a\xC3")), {std::string(notText)}, false},
        Dialogue{"TextThatIsNoneBeforeDataThatIsNone",
                 compressedFrame(Opcode::text, DeflateBits().stored("a\xFF").bits(6, 3).bytes()),
                 {std::string(notText)},
                 false}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(ASessionWithoutTheAgreement, KnowsNoRsv1) {
  SessionFeeder feeder;
  feeder.feed(compressedFrame(Opcode::text, hello));
  EXPECT_EQ(feeder.events, Lines{std::string(reservedBit)});
}

// ---- Text is refused at its first wrong byte

TEST(WrongTextInACompressedMessage, FailsAtItsFirstWrongByte) {
  for (const bool fragmented : {false, true}) {
    // A stored block shows its text byte by byte: 6 bytes of frame's head, 5 of the block's, 3 of good text.
    const std::string payload = DeflateBits()
                                    .stored(
                                        "abc\xFF"
                                        "def")
                                    .message();
    const std::string bytes = compressedFrame(Opcode::text, payload, !fragmented);
    DeflateFeeder client;
    client.feeder.feedByteByByte(std::string_view(bytes).substr(0, 6 + 5 + 3));
    EXPECT_EQ(client.feeder.events, Lines{});
    client.feeder.feedByteByByte(std::string_view(bytes).substr(6 + 5 + 3, 1));
    EXPECT_EQ(client.feeder.events, Lines{std::string(notText)});
  }
}

TEST(AnyCompressedConversation, IsReadTheSameHoweverItIsCut) {
  std::mt19937 random(11);
  const auto pick = [&random](std::size_t below) { return random() % below; };
  for (unsigned round = 0; round < 1000; ++round) {
    Deflater deflater({});
    std::string bytes;
    for (int i = 0; i < 4; ++i) {
      std::string message;
      for (std::size_t left = pick(400); left > 0; --left) message += pick(5) == 0 ? "\xE2\x82\xAC" : "xyz";
      std::string payload = message;
      const bool compressed = pick(4) != 0;
      if (compressed) payload.clear();
      if (compressed) deflater.append(payload, asBytes(message));
      const std::size_t cut = pick(payload.size() + 1);
      bytes += (compressed ? compressedFrame : frame)(Opcode::text, payload.substr(0, cut), false);
      if (pick(3) == 0) bytes += frame(Opcode::ping, "p");
      bytes += frame(Opcode::continuation, payload.substr(cut));
    }
    if (round % 2 == 0) bytes[pick(bytes.size())] = static_cast<char>(random());
    DeflateFeeder whole, pieces;
    whole.feeder.feed(bytes);
    pieces.feeder.feedByteByByte(bytes);
    ASSERT_EQ(whole.feeder.events, pieces.feeder.events) << hex(bytes);
    if (round % 2 != 0) {
      ASSERT_GE(whole.feeder.events.size(), 4U);
    }
  }
}

}  // namespace
}  // namespace serinus::ws
