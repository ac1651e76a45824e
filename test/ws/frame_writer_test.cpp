#include "session_feeder.hpp"

#include <serinus/ws/frame_writer.hpp>

#include <gtest/gtest.h>

#include <stdexcept>

namespace serinus::ws {
namespace {

using Lines = std::vector<std::string>;

/// What a strict client makes of a server's bytes.
Lines read(std::string_view bytes) {
  SessionFeeder feeder({.role = Role::client, .maxMessage = std::size_t{1} << 20});
  feeder.feed(bytes);
  EXPECT_TRUE(feeder.unread.empty());
  EXPECT_FALSE(feeder.session.inMessage());
  return feeder.events;
}

TEST(WhatIsWritten, IsWhatAStrictParserReads) {
  for (const std::size_t size :
       {0U, 1U, 124U, 125U, 126U, 127U, 255U, 256U, 32767U, 32768U, 65534U, 65535U, 65536U, 65537U, 1048576U}) {
    const std::string payload(size, 'x');
    std::string out;
    appendText(out, payload);
    appendBinary(out, asBytes(payload));
    EXPECT_EQ(read(out), (Lines{line("text", payload), line("binary", payload)})) << size;

    const SharedPayload shared = encodeMessage(Opcode::text, asBytes(payload));
    EXPECT_EQ(read(asText(shared.view())), Lines{line("text", payload)}) << size;

    std::string masked;
    appendMaskedFrame(masked, Opcode::binary, asBytes(payload), testKey);
    SessionFeeder server({.maxMessage = std::size_t{1} << 20});
    server.feed(masked);
    EXPECT_EQ(server.events, Lines{line("binary", payload)}) << size;
  }
}

TEST(WhatIsWritten, HasTheBytesOfTheRfcsExamples) {  // RFC 6455, 5.7
  std::string out;
  appendText(out, "Hello");
  EXPECT_EQ(hex(out), "81 05 48 65 6C 6C 6F");
  out.clear();
  appendFrame(out, Opcode::text, asBytes("Hel"), false);
  appendFrame(out, Opcode::continuation, asBytes("lo"));
  EXPECT_EQ(hex(out), "01 03 48 65 6C 80 02 6C 6F");
  EXPECT_EQ(hex(frame(Opcode::text, "Hello")), "81 85 37 FA 21 3D 7F 9F 4D 51 58");
  EXPECT_EQ(hex(asText(FrameHead(Opcode::binary, 256).bytes())), "82 7E 01 00");
  EXPECT_EQ(hex(asText(FrameHead(Opcode::binary, 65536).bytes())), "82 7F 00 00 00 00 00 01 00 00");
}

TEST(APong, AnswersAPingOfAnySize) {
  for (const std::size_t size : {0U, 1U, 125U}) {
    std::string out;
    appendPong(out, asBytes(std::string(size, 'p')));
    appendPing(out, asBytes(std::string(size, 'q')));
    EXPECT_EQ(read(out), (Lines{line("pong", std::string(size, 'p')), line("ping", std::string(size, 'q'))}));
  }
}

TEST(APong, IsNeverLongerThanAControlFrame) {
  std::string out;
  appendPong(out, asBytes(std::string(126, 'p')));
  EXPECT_EQ(read(out), Lines{line("pong", std::string(125, 'p'))});
}

TEST(AClose, CarriesItsCodeAndReason) {
  EXPECT_EQ(read(encodeClose(CloseCode::normal)), Lines{"close 1000"});
  EXPECT_EQ(read(encodeClose(CloseCode::goingAway, "the server stops")), Lines{"close 1001 the server stops"});
  EXPECT_EQ(read(encodeClose(static_cast<CloseCode>(4999), "x")), Lines{"close 4999 x"});
  EXPECT_EQ(hex(encodeClose(CloseCode::normal, "a")), "88 03 03 E8 61");
}

TEST(AClose, WithoutStatusIsEmpty) {
  EXPECT_EQ(hex(encodeClose(CloseCode::noStatus)), "88 00");
  EXPECT_EQ(hex(encodeClose(CloseCode::noStatus, "unheard")), "88 00");
}

TEST(AClose, HasNoCodeThatMayNotBeSent) {
  for (int value = 0; value <= 0xFFFF; ++value) {
    const auto code = static_cast<std::uint16_t>(value);
    if (code == 1005) continue;
    if (isValidOnWire(code)) {
      ASSERT_EQ(ClosePayload(static_cast<CloseCode>(code)).view().size(), 2U) << code;
    } else {
      ASSERT_THROW(ClosePayload(static_cast<CloseCode>(code)), std::invalid_argument) << code;
    }
  }
}

TEST(AClose, HasAReasonThatFits) {
  const std::string longest(123, 'r');
  EXPECT_EQ(read(encodeClose(CloseCode::normal, longest)), Lines{"close 1000 " + longest});
  EXPECT_EQ(read(encodeClose(CloseCode::normal, longest + "s")), Lines{"close 1000 " + longest});
  EXPECT_EQ(read(encodeClose(CloseCode::normal, std::string(122, 'r') + "\xC3\xA4")),
            Lines{"close 1000 " + std::string(122, 'r')});
  EXPECT_EQ(read(encodeClose(CloseCode::normal, "ab\xFF")), Lines{"close 1000 ab"});
}

}  // namespace
}  // namespace serinus::ws
