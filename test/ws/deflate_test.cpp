#include <serinus/ws/deflate.hpp>

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

namespace serinus {
namespace {

TEST(ADeflate, IsOffUnlessSaidOtherwise) {
  EXPECT_TRUE(Deflate().isOff());
  EXPECT_TRUE(Deflate::off().isOff());
  EXPECT_FALSE(Deflate::shared().isOff());
  EXPECT_FALSE(Deflate::dedicated().isOff());
  EXPECT_FALSE(Deflate::shared().isDedicated());
  EXPECT_TRUE(Deflate::dedicated().isDedicated());
}

TEST(ADeflate, HasDefaultsThatFavourTime) {
  for (const Deflate& deflate : {Deflate::shared(), Deflate::dedicated()}) {
    EXPECT_EQ(deflate.level(), 1);
    EXPECT_EQ(deflate.threshold(), 1024U);
    EXPECT_EQ(deflate.windowBits(), 15);
    EXPECT_EQ(deflate.memLevel(), 8);
  }
}

TEST(ADeflate, IsSetInOneExpressionOrStepByStep) {
  const Deflate chained = Deflate::shared().level(6).threshold(0);
  EXPECT_EQ(chained.level(), 6);
  EXPECT_EQ(chained.threshold(), 0U);
  Deflate deflate = Deflate::dedicated({.windowBits = 12, .memLevel = 5});
  deflate.level(9).threshold(100);
  EXPECT_EQ(deflate.windowBits(), 12);
  EXPECT_EQ(deflate.memLevel(), 5);
  EXPECT_EQ(deflate.level(), 9);
  EXPECT_EQ(deflate.threshold(), 100U);
}

TEST(ADeflate, TakesAWindowOf8BitsFor9) {
  EXPECT_EQ(Deflate::dedicated({.windowBits = 8}).windowBits(), 9);
  EXPECT_EQ(Deflate::dedicated({.windowBits = 9}).windowBits(), 9);
  EXPECT_EQ(Deflate::dedicated({.windowBits = 10}).windowBits(), 10);
}

std::string refusalOf(void (*make)()) {
  try {
    make();
  } catch (const std::invalid_argument& refused) {
    return refused.what();
  }
  return "";
}

TEST(ADeflate, RefusesNumbersOutOfTheirRanges) {
  EXPECT_EQ(refusalOf([] { (void)Deflate::dedicated({.windowBits = 7}); }), "Deflate: windowBits is 7, not 8 to 15");
  EXPECT_EQ(refusalOf([] { (void)Deflate::dedicated({.windowBits = 16}); }), "Deflate: windowBits is 16, not 8 to 15");
  EXPECT_EQ(refusalOf([] { (void)Deflate::dedicated({.memLevel = 0}); }), "Deflate: memLevel is 0, not 1 to 9");
  EXPECT_EQ(refusalOf([] { (void)Deflate::dedicated({.memLevel = 10}); }), "Deflate: memLevel is 10, not 1 to 9");
  EXPECT_EQ(refusalOf([] { (void)Deflate::shared().level(0); }), "Deflate: level is 0, not 1 to 9");
  EXPECT_EQ(refusalOf([] { (void)Deflate::shared().level(10); }), "Deflate: level is 10, not 1 to 9");
  EXPECT_EQ(refusalOf([] {
              (void)Deflate::dedicated({.windowBits = 15, .memLevel = 1}).level(9);
              (void)Deflate::dedicated({.windowBits = 8, .memLevel = 9}).level(1);
            }),
            "");
}

}  // namespace
}  // namespace serinus
