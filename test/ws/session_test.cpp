#include "session_feeder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>
#include <random>

namespace serinus::ws {
namespace {

using Lines = std::vector<std::string>;

// ---- Dialogues: bytes in, events out, however the bytes are cut

struct Dialogue {
  const char* name;
  std::string input;
  Lines events;
  bool goesOn = true;  // whether what comes behind is still interpreted
};
std::ostream& operator<<(std::ostream& out, const Dialogue& row) {
  return out << row.name;
}

class ASession : public testing::TestWithParam<Dialogue> {};

TEST_P(ASession, ReadsItWhole) {
  SessionFeeder feeder;
  feeder.feed(GetParam().input);
  EXPECT_EQ(feeder.events, GetParam().events);
}

TEST_P(ASession, ReadsItByteByByte) {
  SessionFeeder feeder;
  feeder.feedByteByByte(GetParam().input);
  EXPECT_EQ(feeder.events, GetParam().events);
}

TEST_P(ASession, ReadsItCutAnywhere) {
  const std::string& input = GetParam().input;
  const std::size_t step = std::max<std::size_t>(1, input.size() / 512);
  for (std::size_t cut = 0; cut <= input.size(); cut += step) {
    SessionFeeder feeder;
    feeder.feed(std::string_view(input).substr(0, cut));
    feeder.feed(std::string_view(input).substr(cut));
    ASSERT_EQ(feeder.events, GetParam().events) << "cut at " << cut;
  }
}

TEST_P(ASession, ReadsItWithBytesBehind) {
  SessionFeeder feeder;
  feeder.feed(GetParam().input + frame(Opcode::ping, "behind") + frame(Opcode::text, "last").substr(0, 5));
  Lines expected = GetParam().events;
  if (GetParam().goesOn) expected.push_back("ping behind");
  EXPECT_EQ(feeder.events, expected);
}

std::string closePayload(int code, std::string_view reason = {}) {
  return text({code >> 8, code & 0xFF}).append(reason);
}

const std::string x125(125, 'x'), x126(126, 'x'), x4096(4096, 'x'), x4097(4097, 'x'), x65535(65535, 'x'),
    x65536(65536, 'x'), x65537(65537, 'x');

INSTANTIATE_TEST_SUITE_P(
    Messages, ASession,
    testing::Values(
        Dialogue{"TheExampleOfTheRfc",
                 text({0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58}),
                 {"text Hello"}},
        Dialogue{"EmptyText", frame(Opcode::text, ""), {"text"}},
        Dialogue{"EmptyBinary", frame(Opcode::binary, ""), {"binary"}},
        Dialogue{"BinaryThatIsNoText", frame(Opcode::binary, "\xFF\xFE"), {"binary \xFF\xFE"}},
        Dialogue{"Of125", frame(Opcode::text, x125), {"text " + x125}},
        Dialogue{"Of126", frame(Opcode::text, x126), {"text " + x126}},
        Dialogue{"AsMuchAsStaysInPlace", frame(Opcode::text, x4096), {line("text", x4096)}},
        Dialogue{"OneMoreThanStaysInPlace", frame(Opcode::text, x4097), {line("text", x4097)}},
        Dialogue{"TwoInARow", frame(Opcode::text, "a") + frame(Opcode::binary, "b"), {"text a", "binary b"}},
        Dialogue{
            "InTwoFragments", frame(Opcode::text, "Hel", false) + frame(Opcode::continuation, "lo"), {"text Hello"}},
        Dialogue{
            "InEmptyFragments",
            frame(Opcode::text, "", false) + frame(Opcode::continuation, "", false) + frame(Opcode::continuation, ""),
            {"text"}},
        Dialogue{"WithAnEmptyFirstFragment",
                 frame(Opcode::binary, "", false) + frame(Opcode::continuation, "abc"),
                 {"binary abc"}},
        Dialogue{"WithAnEmptyLastFragment",
                 frame(Opcode::binary, "abc", false) + frame(Opcode::continuation, ""),
                 {"binary abc"}},
        Dialogue{"InFragmentsWithAPingBetween",
                 frame(Opcode::text, "Hel", false) + frame(Opcode::ping, "p") + frame(Opcode::continuation, "lo"),
                 {"ping p", "text Hello"}},
        Dialogue{"InFragmentsWithAPongBetween",
                 frame(Opcode::text, "Hel", false) + frame(Opcode::pong, "") + frame(Opcode::continuation, "lo") +
                     frame(Opcode::text, "next"),
                 {"pong", "text Hello", "text next"}},
        Dialogue{"ACodePointAcrossFragments",
                 frame(Opcode::text, "\xE2", false) + frame(Opcode::continuation, "\x82", false) +
                     frame(Opcode::ping, "\xFF") + frame(Opcode::continuation, "\xAC"),
                 {"ping \xFF", "text \xE2\x82\xAC"}},
        Dialogue{"PingOf125", frame(Opcode::ping, x125), {"ping " + x125}},
        Dialogue{"PongUnasked", frame(Opcode::pong, "p"), {"pong p"}}),
    [](const auto& row) { return std::string(row.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Endings, ASession,
    testing::Values(
        Dialogue{"EmptyClose", frame(Opcode::close, ""), {"close 1005"}, false},
        Dialogue{"CloseWithACode", frame(Opcode::close, closePayload(1000)), {"close 1000"}, false},
        Dialogue{"CloseWithAReason", frame(Opcode::close, closePayload(4999, "bye")), {"close 4999 bye"}, false},
        Dialogue{"CloseWithTheLongestReason",
                 frame(Opcode::close, closePayload(1001, std::string(123, 'r'))),
                 {"close 1001 " + std::string(123, 'r')},
                 false},
        Dialogue{"CloseAfterAMessage",
                 frame(Opcode::text, "a") + frame(Opcode::close, closePayload(1001)),
                 {"text a", "close 1001"},
                 false},
        Dialogue{"CloseInTheMiddleOfAMessage",
                 frame(Opcode::text, "a", false) + frame(Opcode::close, ""),
                 {"close 1005"},
                 false},
        Dialogue{"CloseOfOneByte", frame(Opcode::close, "\x03"), {"fault a Close has half a code"}, false},
        Dialogue{
            "CloseWith1005", frame(Opcode::close, closePayload(1005)), {"fault the close code may not be sent"}, false},
        Dialogue{
            "CloseWith999", frame(Opcode::close, closePayload(999)), {"fault the close code may not be sent"}, false},
        Dialogue{
            "CloseWith5000", frame(Opcode::close, closePayload(5000)), {"fault the close code may not be sent"}, false},
        Dialogue{"CloseWithBytes",
                 frame(Opcode::close, closePayload(1000, "\xFF")),
                 {"fault the close reason is not UTF-8"},
                 false},
        Dialogue{"CloseWithHalfACodePoint",
                 frame(Opcode::close, closePayload(1000, "\xC3")),
                 {"fault the close reason is not UTF-8"},
                 false},
        Dialogue{"Continuation", frame(Opcode::continuation, "a"), {"fault there is no message to continue"}, false},
        Dialogue{"ContinuationOfAFinishedMessage",
                 frame(Opcode::text, "a", false) + frame(Opcode::continuation, "b") + frame(Opcode::continuation, "c"),
                 {"text ab", "fault there is no message to continue"},
                 false},
        Dialogue{"TextInAMessage",
                 frame(Opcode::text, "a", false) + frame(Opcode::text, "b"),
                 {"fault a message begins before the last one has ended"},
                 false},
        Dialogue{"BinaryInAMessage",
                 frame(Opcode::text, "a", false) + frame(Opcode::ping, "") + frame(Opcode::binary, "b", false),
                 {"ping", "fault a message begins before the last one has ended"},
                 false},
        Dialogue{"ReservedBit", text({0xC1, 0x80}), {"fault a reserved bit is set"}, false},
        Dialogue{"Unmasked", text({0x81, 0x00}), {"fault a client's frame is not masked"}, false},
        Dialogue{"TextThatIsNone", frame(Opcode::text, "a\xFF"), {"fault a text message is not UTF-8"}, false},
        Dialogue{"TextThatEndsEarly", frame(Opcode::text, "a\xC3"), {"fault a text message is not UTF-8"}, false},
        Dialogue{"FragmentedTextThatEndsEarly",
                 frame(Opcode::text, "a\xE2\x82", false) + frame(Opcode::continuation, ""),
                 {"fault a text message is not UTF-8"},
                 false},
        Dialogue{"AsLargeAsAllowed", frame(Opcode::binary, x65536), {line("binary", x65536)}},
        Dialogue{"LargerThanAllowed",
                 frame(Opcode::binary, x65537),
                 {"fault the message is larger than this server takes"},
                 false},
        Dialogue{"FragmentsAsLargeAsAllowed",
                 frame(Opcode::binary, x65535, false) + frame(Opcode::continuation, "y"),
                 {line("binary", x65535 + "y")}},
        Dialogue{"FragmentsLargerThanAllowed",
                 frame(Opcode::binary, x65535, false) + frame(Opcode::continuation, "yy", false),
                 {"fault the message is larger than this server takes"},
                 false}),
    [](const auto& row) { return std::string(row.param.name); });

// ---- Text fails at its first wrong byte

struct WrongText {
  const char* name;
  std::string_view text;
  std::size_t wrongAt;
};
constexpr WrongText wrongTexts[] = {
    {"stray continuation",
     "abc\x80"
     "def",
     3},
    {"overlong",
     "ab\xC0\xAF"
     "def",
     2},
    {"overlong of three",
     "ab\xE0\x80\xAF"
     "def",
     3},
    {"surrogate",
     "\xCE\xBA\xED\xA0\x80"
     "edited",
     3},
    {"above the last",
     "\xCE\xBA\xF4\x90\x80\x80"
     "edited",
     3},
    {"interrupted",
     "ab\xE2\x82"
     "cdef",
     4},
    {"impossible", "abcdef\xFF", 6},
};

/// Feeds byte by byte; how many bytes were fed when the session refused them.
std::size_t bytesUntilFault(std::string_view bytes) {
  SessionFeeder feeder;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    feeder.feed(bytes.substr(i, 1));
    if (!feeder.events.empty()) {
      EXPECT_EQ(feeder.events, Lines{"fault a text message is not UTF-8"});
      return i + 1;
    }
  }
  return 0;
}

TEST(WrongTextInAFrame, FailsAtItsFirstWrongByte) {
  for (const WrongText& row : wrongTexts) {
    const std::string bytes = frame(Opcode::text, row.text);
    EXPECT_EQ(bytesUntilFault(bytes), 6 + row.wrongAt + 1) << row.name;
  }
}

TEST(WrongTextInALargeFrame, FailsAtItsFirstWrongByte) {
  for (const WrongText& row : wrongTexts) {
    const std::string bytes = frame(Opcode::text, std::string(5000, 'x').append(row.text));
    EXPECT_EQ(bytesUntilFault(bytes), 8 + 5000 + row.wrongAt + 1) << row.name;
  }
}

TEST(WrongTextInFragments, FailsAtItsFirstWrongByte) {
  for (const WrongText& row : wrongTexts) {
    for (std::size_t cut = 0; cut <= row.text.size(); ++cut) {
      const std::string first = frame(Opcode::text, row.text.substr(0, cut), false);
      const std::string bytes = first + frame(Opcode::continuation, row.text.substr(cut));
      const std::size_t expected = row.wrongAt < cut ? 6 + row.wrongAt + 1 : first.size() + 6 + (row.wrongAt - cut) + 1;
      EXPECT_EQ(bytesUntilFault(bytes), expected) << row.name << " cut at " << cut;
    }
  }
}

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
  const std::string bytes = frame(Opcode::text, x4096);
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
  EXPECT_EQ(asText(std::get<Message>(second.event).payload), x4096);
  EXPECT_EQ(session.heldMemory(), 0U);
  EXPECT_FALSE(session.inMessage());
}

TEST(APayload, OfALargeFrameIsTakenInAsItArrives) {
  SessionFeeder feeder;
  const std::string bytes = frame(Opcode::text, x65536);
  std::size_t fed = 0;
  while (fed < bytes.size()) {
    feeder.feed(std::string_view(bytes).substr(fed, 700));
    fed = std::min(fed + 700, bytes.size());
    if (fed == bytes.size()) break;
    EXPECT_TRUE(feeder.unread.empty());
    EXPECT_EQ(feeder.wanted, bytes.size() - fed);
    EXPECT_LE(feeder.session.heldMemory(), 2 * fed) << "grows with what arrived";
    EXPECT_LE(feeder.session.heldMemory(), x65536.size());
  }
  EXPECT_EQ(feeder.events, Lines{line("text", x65536)});
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

// ---- Closing

TEST(ClosingState, KnowsWhoClosed) {
  SessionFeeder feeder;
  EXPECT_TRUE(feeder.session.mayStillSend());
  feeder.session.closeWasSent();
  EXPECT_TRUE(feeder.session.closeSent());
  EXPECT_FALSE(feeder.session.mayStillSend());
  EXPECT_FALSE(feeder.session.closeReceived());
  feeder.feed(frame(Opcode::text, "on its way"));
  EXPECT_EQ(feeder.events, Lines{"text on its way"}) << "the peer may finish what it began";
  feeder.feed(frame(Opcode::close, closePayload(1000)));
  EXPECT_TRUE(feeder.session.closeReceived());
}

TEST(ClosingState, IsNotAFault) {
  SessionFeeder feeder;
  feeder.feed(text({0xC1, 0x80}));
  EXPECT_FALSE(feeder.session.closeReceived());
  EXPECT_TRUE(feeder.session.mayStillSend()) << "the Close that tells the fault";
}

// ---- As a client

TEST(AClientsSession, ReadsUnmaskedFrames) {
  std::string input;
  appendText(input, "Hello");
  appendFrame(input, Opcode::binary, asBytes("ab"), false);
  appendPing(input, asBytes("p"));
  appendFrame(input, Opcode::continuation, asBytes("cd"));
  appendClose(input, CloseCode::goingAway, "bye");
  const Lines expected{"text Hello", "ping p", "binary abcd", "close 1001 bye"};
  SessionFeeder whole({.role = Role::client});
  whole.feed(input);
  EXPECT_EQ(whole.events, expected);
  SessionFeeder bytes({.role = Role::client});
  bytes.feedByteByByte(input);
  EXPECT_EQ(bytes.events, expected);
}

TEST(AClientsSession, RefusesMaskedFrames) {
  SessionFeeder feeder({.role = Role::client});
  feeder.feed(frame(Opcode::text, "x"));
  EXPECT_EQ(feeder.events, Lines{"fault a server's frame is masked"});
}

// ---- Anything, cut anyhow

class Conversation {
public:
  explicit Conversation(unsigned seed) : random_(seed) {
    for (int i = 0; i < 12; ++i) addMessage();
  }

  std::string bytes;
  Lines events;
  std::size_t pick(std::size_t below) { return random_() % below; }

private:
  void addMessage() {
    const bool isText = pick(2) == 0;
    std::string payload;
    for (std::size_t left = pick(3) == 0 ? pick(6000) : pick(40); left > 0; --left) {
      payload += pick(5) == 0 ? "\xE2\x82\xAC" : "x";
    }
    std::size_t from = 0;
    bool first = true;
    while (true) {
      const std::size_t size = pick(3) == 0 ? pick(payload.size() - from + 1) : payload.size() - from;
      const bool last = from + size == payload.size() && pick(3) != 0;
      const Opcode opcode = !first ? Opcode::continuation : isText ? Opcode::text : Opcode::binary;
      bytes += frame(opcode, std::string_view(payload).substr(from, size), last);
      from += size;
      first = false;
      if (last) break;
      if (pick(3) == 0) addControl();
    }
    events.push_back(line(isText ? "text" : "binary", payload));
    if (pick(4) == 0) addControl();
  }

  void addControl() {
    const std::string payload(pick(126), 'c');
    const bool isPing = pick(2) == 0;
    bytes += frame(isPing ? Opcode::ping : Opcode::pong, payload);
    events.push_back(line(isPing ? "ping" : "pong", payload));
  }

  std::mt19937 random_;
};

TEST(AnyConversation, IsReadTheSameHoweverItIsCut) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    Conversation conversation(seed);
    SessionFeeder feeder;
    std::string_view rest = conversation.bytes;
    const std::size_t largest = seed % 3 == 0 ? 20 : 3000;
    while (!rest.empty()) {
      const std::size_t size = std::min(rest.size(), 1 + conversation.pick(largest));
      feeder.feed(rest.substr(0, size));
      rest.remove_prefix(size);
    }
    ASSERT_EQ(feeder.events, conversation.events) << "seed " << seed;
    ASSERT_TRUE(feeder.unread.empty());
    ASSERT_FALSE(feeder.session.inMessage());
  }
}

TEST(AnyBytes, AreReadTheSameHoweverTheyAreCut) {
  std::mt19937 random(7);
  for (int round = 0; round < 3000; ++round) {
    std::string bytes = Conversation(static_cast<unsigned>(random())).bytes.substr(0, 300);
    for (int change = 0; change < 2; ++change) bytes[random() % bytes.size()] = static_cast<char>(random());
    SessionFeeder whole, pieces;
    whole.feed(bytes);
    pieces.feedByteByByte(bytes);
    ASSERT_EQ(whole.events, pieces.events) << hex(bytes);
  }
}

}  // namespace
}  // namespace serinus::ws
