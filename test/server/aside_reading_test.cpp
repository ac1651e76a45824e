#include "server/aside_reading.hpp"

#include <gtest/gtest.h>

namespace serinus::server {
namespace {

TEST(ReadingAside, IsForAHandlerThatWantsIt) {
  AsideReading reading;
  EXPECT_FALSE(reading.mayRead());
  reading.begin({}, nullptr);
  EXPECT_TRUE(reading.mayRead());
  reading.handlerEnded();
  EXPECT_FALSE(reading.mayRead());
}

TEST(ReadingAside, KeepsSoManyMessages) {
  AsideReading reading;
  reading.begin({}, nullptr);
  for (int i = 0; i < 64; ++i) {
    EXPECT_TRUE(reading.mayRead()) << i;
    reading.add(true, {});
  }
  EXPECT_FALSE(reading.mayRead());
  static_cast<void>(reading.next());
  EXPECT_TRUE(reading.mayRead());
}

TEST(ReadingAside, KeepsSoManyBytes) {
  const std::string most(std::size_t{256} * 1024, 'x');
  for (const std::size_t size : {most.size() - 1, most.size()}) {
    AsideReading reading;
    reading.begin({}, nullptr);
    reading.add(false, asBytes(most).first(size));
    EXPECT_EQ(reading.mayRead(), size < most.size()) << size;
    EXPECT_EQ(reading.next().payload.size(), size);
    EXPECT_TRUE(reading.mayRead());
  }
}

}  // namespace
}  // namespace serinus::server
