#include "session_feeder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>

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
        Dialogue{"TextAsLargeAsAllowed", frame(Opcode::text, x65536), {line("text", x65536)}},
        Dialogue{"LargeTextInOtherScripts",
                 frame(Opcode::text, x65536.substr(3) + "\xE2\x82\xAC"),
                 {line("text", x65536.substr(3) + "\xE2\x82\xAC")}},
        Dialogue{"LargeTextThatEndsEarly",
                 frame(Opcode::text, x65536.substr(2) + "\xE2\x82"),
                 {"fault a text message is not UTF-8"},
                 false},
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

TEST(AServersSession, LeavesAWholeFrameWhereItLies) {
  for (const std::size_t size : {1U, 125U, 126U, 4097U, 65'535U, 65'536U, 200'000U}) {
    std::string input = frame(Opcode::text, std::string(size, 'x'));
    Session session({.maxMessage = 200'000});
    const MutableBytes bytes = std::as_writable_bytes(std::span(input));
    const Step step = session.receive(bytes);
    ASSERT_TRUE(std::holds_alternative<Message>(step.event)) << size;
    EXPECT_EQ(step.consumed, input.size());
    EXPECT_EQ(std::get<Message>(step.event).payload.data(), bytes.last(size).data());
    EXPECT_EQ(session.heldMemory(), 0U);
  }
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

}  // namespace
}  // namespace serinus::ws
