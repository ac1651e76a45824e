#include "session_feeder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <random>

namespace serinus::ws {
namespace {

using Lines = std::vector<std::string>;

constexpr std::size_t unlimited = std::numeric_limits<std::size_t>::max();

/// Plays the caller of a session that hands out pieces, and puts the messages together again.
class PieceReader {
public:
  explicit PieceReader(std::size_t most = unlimited, const SessionOptions& options = {}) : session(options) {
    session.handOutPieces(most);
  }

  void feed(std::string_view bytes) {
    ExactBlock block(unread_.append(bytes));
    MutableBytes rest = block.bytes();
    while (true) {
      const Step step = session.receive(rest);
      ASSERT_LE(step.consumed, rest.size());
      if (const auto* piece = std::get_if<Piece>(&step.event)) {
        ASSERT_TRUE(liesIn(piece->payload, block.bytes()));
        take(*piece);
      }
      rest = rest.subspan(step.consumed);
      if (const auto* more = std::get_if<NeedMore>(&step.event)) {
        ASSERT_GE(more->wanted, 1U);
        ASSERT_LE(rest.size(), FrameHead::maxSize + 125) << "a head, or a control frame";
        break;
      }
      if (std::holds_alternative<Ended>(step.event)) break;
      if (!std::holds_alternative<Piece>(step.event)) events.push_back(line(step.event));
    }
    ASSERT_EQ(session.heldMemory(), 0U) << "nothing is assembled";
    unread_.assign(asText(rest));
  }

  Session session;
  Lines events;
  std::size_t pieces = 0;

private:
  static bool liesIn(ByteView inner, MutableBytes outer) {
    return inner.empty() ||
           (inner.data() >= outer.data() && inner.data() + inner.size() <= outer.data() + outer.size());
  }

  void take(const Piece& piece) {
    ++pieces;
    ASSERT_TRUE(piece.last || !piece.payload.empty());
    ASSERT_TRUE(message_.empty() || isText_ == piece.isText);
    isText_ = piece.isText;
    message_ += asText(piece.payload);
    if (piece.last) events.push_back(line(isText_ ? "text" : "binary", std::exchange(message_, {})));
  }

  std::string unread_;
  std::string message_;
  bool isText_ = false;
};

// ---- What is handed out

TEST(APiece, IsWhatHasArrivedOfAFrame) {
  Session session;
  session.handOutPieces(unlimited);
  const std::string bytes = frame(Opcode::text, "abcdef");
  ExactBlock first(std::string_view(bytes).substr(0, 6 + 2));
  const Step step = session.receive(first.bytes());
  EXPECT_EQ(step.consumed, 8U);
  ASSERT_TRUE(std::holds_alternative<Piece>(step.event));
  EXPECT_EQ(asText(std::get<Piece>(step.event).payload), "ab");
  EXPECT_TRUE(std::get<Piece>(step.event).isText);
  EXPECT_FALSE(std::get<Piece>(step.event).last);
  EXPECT_TRUE(session.inMessage());

  const Step nothing = session.receive({});
  ASSERT_TRUE(std::holds_alternative<NeedMore>(nothing.event));
  EXPECT_EQ(std::get<NeedMore>(nothing.event).wanted, 4U);

  ExactBlock second(std::string_view(bytes).substr(8));
  const Step last = session.receive(second.bytes());
  ASSERT_TRUE(std::holds_alternative<Piece>(last.event));
  EXPECT_EQ(asText(std::get<Piece>(last.event).payload), "cdef");
  EXPECT_TRUE(std::get<Piece>(last.event).last);
  EXPECT_FALSE(session.inMessage());
}

struct Handed {
  std::string name;
  std::string bytes;
  Lines events;
  std::size_t pieces;  // when it arrives at once
};
class ASessionInPieces : public testing::TestWithParam<Handed> {};

TEST_P(ASessionInPieces, HandsOutAMessageHoweverItArrives) {
  const Handed& row = GetParam();
  PieceReader whole;
  whole.feed(row.bytes);
  EXPECT_EQ(whole.events, row.events);
  EXPECT_EQ(whole.pieces, row.pieces);
  for (std::size_t cut = 1; cut < row.bytes.size(); ++cut) {
    PieceReader reader;
    reader.feed(std::string_view(row.bytes).substr(0, cut));
    reader.feed(std::string_view(row.bytes).substr(cut));
    ASSERT_EQ(reader.events, row.events) << cut;
  }
  PieceReader byByte;
  for (std::size_t i = 0; i < row.bytes.size(); ++i) byByte.feed(std::string_view(row.bytes).substr(i, 1));
  EXPECT_EQ(byByte.events, row.events);
}

INSTANTIATE_TEST_SUITE_P(
    Rfc6455Section54, ASessionInPieces,
    testing::Values(
        Handed{"OneFrame", frame(Opcode::binary, "hello"), {"binary hello"}, 1},
        Handed{"Empty", frame(Opcode::text, ""), {"text"}, 1},
        Handed{"Fragments",
               frame(Opcode::text, "a", false) + frame(Opcode::continuation, "b", false) +
                   frame(Opcode::continuation, "c"),
               {"text abc"},
               3},
        Handed{"EmptyFragments",
               frame(Opcode::text, "", false) + frame(Opcode::continuation, "", false) +
                   frame(Opcode::continuation, "ab", false) + frame(Opcode::continuation, ""),
               {"text ab"},
               2},
        Handed{"NothingButEmptyFragments",
               frame(Opcode::binary, "", false) + frame(Opcode::continuation, ""),
               {"binary"},
               1},
        Handed{"ControlFramesBetween",
               frame(Opcode::text, "a", false) + frame(Opcode::ping, "x") + frame(Opcode::continuation, "b", false) +
                   frame(Opcode::pong, "y") + frame(Opcode::continuation, "c") + frame(Opcode::ping, ""),
               {"ping x", "pong y", "text abc", "ping"},
               3},
        Handed{"TwoMessages",
               frame(Opcode::text, "a", false) + frame(Opcode::continuation, "b") + frame(Opcode::binary, "c"),
               {"text ab", "binary c"},
               3},
        Handed{"CharactersAcrossFrames",
               frame(Opcode::text, "\xE2", false) + frame(Opcode::continuation, "\x82", false) +
                   frame(Opcode::continuation, "\xAC"),
               {"text \xE2\x82\xAC"},
               3},
        Handed{"CloseInAMessage",
               frame(Opcode::text, "a", false) + frame(Opcode::close, "\x03\xE8") + frame(Opcode::continuation, "b"),
               {"close 1000"},
               1}),
    [](const auto& row) { return row.param.name; });

// ---- What is refused

INSTANTIATE_TEST_SUITE_P(
    Refused, ASessionInPieces,
    testing::Values(Handed{"TextThatIsNone", frame(Opcode::text, "a\xFFzz"), {"fault a text message is not UTF-8"}, 0},
                    Handed{"TextThatEndsInACharacter",
                           frame(Opcode::text, "\xE2\x82", false) + frame(Opcode::continuation, ""),
                           {"fault a text message is not UTF-8"},
                           1},
                    Handed{"BinaryMayBeAnything", frame(Opcode::binary, "\xE2\xFF"), {"binary \xE2\xFF"}, 1},
                    Handed{"AContinuationOfNothing",
                           frame(Opcode::continuation, "x"),
                           {std::string("fault ") + std::string(describe(WsError::unexpectedContinuation))},
                           0},
                    Handed{"AMessageInAMessage",
                           frame(Opcode::text, "a", false) + frame(Opcode::text, "b"),
                           {std::string("fault ") + std::string(describe(WsError::unfinishedMessage))},
                           1}),
    [](const auto& row) { return row.param.name; });

std::string tooBig() {
  return "fault " + std::string(describe(WsError::messageTooBig));
}

TEST(ASessionInPieces, TakesAMessageOfTheLimitAndNotOneByteMore) {
  const std::string part(50, 'x');
  PieceReader fits(100);
  fits.feed(frame(Opcode::binary, part, false) + frame(Opcode::continuation, part));
  fits.feed(frame(Opcode::binary, part + part));
  EXPECT_EQ(fits.events, Lines(2, line("binary", part + part)));
  PieceReader tooMuch(100);
  tooMuch.feed(frame(Opcode::binary, part, false) + frame(Opcode::continuation, part + "y").substr(0, 6));
  EXPECT_EQ(tooMuch.events, Lines{tooBig()}) << "its head says it";
  PieceReader atOnce(100);
  atOnce.feed(frame(Opcode::binary, part + part + "y").substr(0, 6));
  EXPECT_EQ(atOnce.events, Lines{tooBig()});
}

TEST(ASessionInPieces, TakesMoreThanItCouldHold) {
  PieceReader reader;
  const std::string head("\x82\xFF\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00", 14);  // 1 TiB, masked by nothing
  reader.feed(head);
  const std::string block(1'000'000, 'x');
  for (int i = 0; i < 20; ++i) reader.feed(block);
  EXPECT_EQ(reader.events, Lines());
  EXPECT_EQ(reader.pieces, 20U);
}

TEST(ASessionInPieces, AllowsAFragmentMoreForEach64Bytes) {
  const auto fragmentsUntilFault = [](std::size_t size, const SessionOptions& options) {
    PieceReader reader(unlimited, options);
    const std::string payload(size, 'x');
    reader.feed(frame(Opcode::binary, payload, false));
    std::size_t count = 1;
    for (; reader.events.empty() && count < 10'000; ++count) reader.feed(frame(Opcode::continuation, payload, false));
    return count;
  };
  EXPECT_EQ(fragmentsUntilFault(0, {}), 1025U);
  EXPECT_EQ(fragmentsUntilFault(64, {}), 10'000U) << "as many as it wants";
  EXPECT_EQ(fragmentsUntilFault(0, {.maxFragments = 3}), 4U);
  EXPECT_EQ(fragmentsUntilFault(32, {.maxFragments = 10}), 20U);
  PieceReader again(unlimited, {.maxFragments = 3});
  for (int i = 0; i < 5; ++i) again.feed(frame(Opcode::text, "", false) + frame(Opcode::continuation, ""));
  EXPECT_EQ(again.events, Lines(5, "text")) << "each message by itself";
}

// Whatever it is fed, a session that hands out pieces comes to the same as one that assembles.
TEST(ASessionInPieces, AgreesWithOneThatAssembles) {
  std::mt19937 random(11);
  for (int round = 0; round < 3000; ++round) {
    std::string bytes;
    for (int i = 0; i < 8; ++i) {
      static constexpr Opcode opcodes[]{Opcode::text, Opcode::binary, Opcode::continuation, Opcode::continuation,
                                        Opcode::ping};
      std::string payload;
      for (std::size_t left = random() % 12; left > 0; --left) payload += random() % 4 == 0 ? "\xE2\x82\xAC" : "x";
      bytes += frame(opcodes[random() % 5], payload, random() % 2 == 0);
    }
    if (round % 2 == 0) bytes[random() % bytes.size()] = static_cast<char>(random());
    SessionFeeder assembling;
    assembling.feed(bytes);
    PieceReader reader;
    for (std::string_view rest = bytes; !rest.empty();) {
      const std::size_t size = std::min<std::size_t>(rest.size(), 1 + random() % 20);
      reader.feed(rest.substr(0, size));
      rest.remove_prefix(size);
    }
    ASSERT_EQ(reader.events, assembling.events) << hex(bytes);
  }
}

}  // namespace
}  // namespace serinus::ws
