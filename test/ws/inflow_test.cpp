#include "ws/inflow.hpp"

#include <gtest/gtest.h>

namespace serinus::ws {
namespace {

Piece piece(std::string_view text, bool last = false) {
  return Piece{true, last, asBytes(text)};
}

TEST(AnInflow, HandsOnePieceAfterTheOther) {
  Inflow flow;
  EXPECT_FALSE(flow.has());
  EXPECT_FALSE(flow.isUnderWay());
  EXPECT_EQ(flow.put(piece("a")), Inflow::Put::begins);
  EXPECT_TRUE(flow.isUnderWay());
  EXPECT_TRUE(flow.has());
  EXPECT_FALSE(flow.asked());
  EXPECT_EQ(asText(flow.take().payload), "a");
  EXPECT_FALSE(flow.has());
  EXPECT_TRUE(flow.isUnderWay());
  flow.ask();
  EXPECT_TRUE(flow.isUnderWay());
  EXPECT_TRUE(flow.asked());
  EXPECT_EQ(flow.put(piece("b", true)), Inflow::Put::continues);
  EXPECT_FALSE(flow.asked());
  EXPECT_TRUE(flow.isUnderWay()) << "it is not taken yet";
  EXPECT_EQ(asText(flow.take().payload), "b");
  EXPECT_FALSE(flow.isUnderWay());
  flow.readerEnded();
  EXPECT_FALSE(flow.isUnderWay());
  EXPECT_EQ(flow.put(piece("c")), Inflow::Put::begins);
}

enum class Left { beforeTheFirst, afterTheFirst, asking, beforeTheLast, afterTheLast };

TEST(AnInflow, SkipsWhatAReaderLeaves) {
  for (const auto& [left, skips] :
       {std::pair{Left::beforeTheFirst, true}, std::pair{Left::afterTheFirst, true}, std::pair{Left::asking, true},
        std::pair{Left::beforeTheLast, false}, std::pair{Left::afterTheLast, false}}) {
    Inflow flow;
    flow.put(piece("a"));
    if (left >= Left::afterTheFirst) flow.take();
    if (left >= Left::asking) flow.ask();
    if (left >= Left::beforeTheLast) flow.put(piece("b", true));
    if (left >= Left::afterTheLast) flow.take();
    flow.readerEnded();
    EXPECT_FALSE(flow.has());
    EXPECT_FALSE(flow.asked());
    if (skips) {
      EXPECT_EQ(flow.put(piece("c")), Inflow::Put::skipped);
      EXPECT_EQ(flow.put(piece("d", true)), Inflow::Put::skipped);
    }
    EXPECT_EQ(flow.put(piece("next")), Inflow::Put::begins);
    EXPECT_EQ(asText(flow.take().payload), "next");
  }
}

TEST(AnInflow, LetsAReaderAskAgain) {
  Inflow flow;
  flow.put(piece("a"));
  flow.withdraw();
  EXPECT_TRUE(flow.has());
  flow.take();
  flow.ask();
  flow.withdraw();
  EXPECT_FALSE(flow.asked());
  EXPECT_TRUE(flow.isUnderWay());
  flow.ask();
  EXPECT_EQ(flow.put(piece("b", true)), Inflow::Put::continues);
}

TEST(AnInflow, HasNothingToSkipWithoutAReader) {
  Inflow flow;
  flow.readerEnded();
  EXPECT_EQ(flow.put(piece("a", true)), Inflow::Put::begins);
  flow.readerEnded();
  EXPECT_EQ(flow.put(piece("b")), Inflow::Put::begins) << "all of the first had come";
  flow.readerEnded();
  flow.readerEnded();
  EXPECT_EQ(flow.put(piece("c", true)), Inflow::Put::skipped);
}

}  // namespace
}  // namespace serinus::ws
