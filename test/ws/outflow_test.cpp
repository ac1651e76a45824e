#include "ws/outflow.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace serinus::ws {
namespace {

QueuedMessage message(char name, std::size_t size = 5) {
  return QueuedMessage(Opcode::text, asBytes(std::string(size - 2, name)));
}

class AnOutflow : public testing::Test {
protected:
  void push(char name) { flow.push(message(name), "", 0, rules); }
  /// The names of what may go on now.
  std::string pop() {
    std::string names;
    while (flow.mayPop()) names += static_cast<char>(flow.pop().bytes().view()[0]);
    return names;
  }

  Backpressure rules = Backpressure::dropOldest();
  Outflow flow;
};

// ---- The order of messages and streams

TEST_F(AnOutflow, LetsAMessagePassWhenNothingStandsBeforeIt) {
  EXPECT_TRUE(flow.passes());
  push('a');
  EXPECT_FALSE(flow.passes());
  EXPECT_EQ(pop(), "a");
  EXPECT_TRUE(flow.passes());
  const Outflow::Ticket stream = flow.beginStream();
  EXPECT_FALSE(flow.passes());
  flow.endStream(stream);
  EXPECT_TRUE(flow.passes());
}

TEST_F(AnOutflow, GivesAStreamItsTurnAtOnceWhenNothingWaits) {
  const Outflow::Ticket stream = flow.beginStream();
  EXPECT_TRUE(flow.hasTurn(stream));
  EXPECT_FALSE(flow.hasTurn(stream + 1));
  EXPECT_FALSE(flow.inStream());
  flow.startStream(stream);
  EXPECT_TRUE(flow.inStream());
  flow.endStream(stream);
  EXPECT_FALSE(flow.inStream());
  EXPECT_FALSE(flow.hasTurn(stream));
}

TEST_F(AnOutflow, KeepsStreamsAndMessagesInTheOrderOfTheirBeginning) {
  push('a');
  push('b');
  const Outflow::Ticket first = flow.beginStream();
  push('c');
  const Outflow::Ticket second = flow.beginStream();
  const Outflow::Ticket third = flow.beginStream();
  push('d');
  EXPECT_FALSE(flow.hasTurn(first));
  EXPECT_EQ(pop(), "ab");
  EXPECT_TRUE(flow.hasTurn(first));
  EXPECT_FALSE(flow.hasTurn(second));
  flow.startStream(second);
  EXPECT_FALSE(flow.inStream()) << "it has no turn";
  flow.startStream(first);
  flow.endStream(first);
  EXPECT_FALSE(flow.hasTurn(second));
  EXPECT_EQ(pop(), "c");
  EXPECT_TRUE(flow.hasTurn(second));
  flow.endStream(third);  // taken back before its turn
  EXPECT_EQ(pop(), "");
  flow.endStream(second);
  EXPECT_EQ(pop(), "d");
  EXPECT_TRUE(flow.passes());
}

TEST_F(AnOutflow, GivesAStreamTheTurnOfWhatWasDroppedBeforeIt) {
  rules.maxMessages(1);
  push('a');
  const Outflow::Ticket stream = flow.beginStream();
  EXPECT_FALSE(flow.hasTurn(stream));
  push('b');
  EXPECT_TRUE(flow.hasTurn(stream));
  EXPECT_EQ(pop(), "");
  flow.endStream(stream);
  EXPECT_EQ(pop(), "b");
}

TEST_F(AnOutflow, ForgetsEverything) {
  push('a');
  const Outflow::Ticket stream = flow.beginStream();
  push('b');
  flow.clear();
  EXPECT_TRUE(flow.passes());
  EXPECT_FALSE(flow.hasTurn(stream));
  EXPECT_EQ(flow.bytes(), 0U);
  const Outflow::Ticket next = flow.beginStream();
  EXPECT_NE(next, stream);
  EXPECT_TRUE(flow.hasTurn(next));
}

// ---- The watermarks

struct Measured {
  std::string name;
  std::size_t ahead;
  int messages;  // of 5 bytes each
  bool above;    // congests a client that was not
  bool below;    // drains one that was congested
};
class TheMeasure : public testing::TestWithParam<Measured> {};

TEST_P(TheMeasure, TellsOfEachCrossingOnce) {
  const Measured& row = GetParam();
  const Backpressure rules = Backpressure::close().maxBytes(1000).maxMessages(8).watermarks(100, 50);
  for (const bool wasCongested : {false, true}) {
    Outflow flow;
    if (wasCongested) {
      ASSERT_EQ(flow.measure(101, rules), Crossing::rose);
    }
    for (int i = 0; i < row.messages; ++i) flow.append(message('x'));
    const Crossing expected =
        wasCongested ? (row.below ? Crossing::fell : Crossing::none) : (row.above ? Crossing::rose : Crossing::none);
    EXPECT_EQ(flow.measure(row.ahead, rules), expected) << wasCongested;
    EXPECT_EQ(flow.congested(), wasCongested ? !row.below : row.above) << wasCongested;
    EXPECT_EQ(flow.measure(row.ahead, rules), Crossing::none) << wasCongested;
  }
}

INSTANTIATE_TEST_SUITE_P(, TheMeasure,
                         testing::Values(Measured{"Nothing", 0, 0, false, true},  //
                                         Measured{"AtTheLowWatermark", 50, 0, false, true},
                                         Measured{"AboveTheLowWatermark", 51, 0, false, false},
                                         Measured{"AtTheHighWatermark", 100, 0, false, false},
                                         Measured{"AboveTheHighWatermark", 101, 0, true, false},
                                         Measured{"TogetherAtTheLow", 45, 1, false, true},
                                         Measured{"TogetherAboveTheLow", 46, 1, false, false},
                                         Measured{"TogetherAboveTheHigh", 96, 1, true, false},
                                         Measured{"AQuarterOfTheMessages", 0, 2, false, true},
                                         Measured{"MoreThanAQuarter", 0, 3, false, false},
                                         Measured{"HalfOfTheMessages", 0, 4, false, false},
                                         Measured{"MoreThanHalf", 0, 5, true, false}),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace serinus::ws
