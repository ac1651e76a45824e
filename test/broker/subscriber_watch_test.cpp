#include "broker/subscriber_watch.hpp"

#include <atomic>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace serinus::broker {
namespace {

TEST(SubscriberWatch, TellsOfTheFirstAndTheLast) {
  std::string told;
  SubscriberWatch watch([&] { told += '+'; }, [&] { told += '-'; });
  watch.add();
  watch.add();
  watch.remove();
  EXPECT_EQ(told, "+");
  watch.remove();
  watch.add();
  EXPECT_EQ(told, "+-+");
  EXPECT_EQ(watch.count(), 1u);
}

TEST(SubscriberWatch, LetsACallbackSubscribeAndLeave) {
  std::string told;
  SubscriberWatch* self = nullptr;
  SubscriberWatch watch(
      [&] {
        told += '+';
        self->remove();
      },
      [&] { told += '-'; });
  self = &watch;
  watch.add();
  EXPECT_EQ(told, "+-");
}

TEST(SubscriberWatch, SurvivesACallbackThatThrows) {
  int ended = 0;
  SubscriberWatch watch([] { throw std::runtime_error("no feed"); }, [&] { ++ended; });
  watch.add();
  watch.remove();
  EXPECT_EQ(ended, 1);
}

TEST(SubscriberWatch, AlternatesOnManyThreads) {
  std::atomic<int> balance = 0;
  std::atomic<bool> wrong = false;
  SubscriberWatch watch([&] { wrong = wrong || ++balance != 1; }, [&] { wrong = wrong || --balance != 0; });
  std::vector<std::jthread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 2000; ++round) {
        watch.add();
        watch.remove();
      }
    });
  }
  threads.clear();
  EXPECT_FALSE(wrong);
  EXPECT_EQ(balance, 0);
}

}  // namespace
}  // namespace serinus::broker
