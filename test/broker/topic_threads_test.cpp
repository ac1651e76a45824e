#include <serinus/broker/topic.hpp>
#include <serinus/runtime/loop.hpp>
#include <serinus/runtime/task_scope.hpp>

#include <thread>
#include <utility>
#include <vector>

namespace serinus {
namespace {

constexpr int publishers = 2;
constexpr int eventsEach = 5000;

Task<> collect(const Topic<int>& topic, std::vector<int>& values) {
  auto subscription = topic.subscribe();
  while (const auto event = co_await subscription.next()) values.push_back(**event);
}

TEST(TopicThreads, EveryLoopHasTheSameEventsInTheSameOrder) {
  const Topic<int> topic("numbers", {.history = History().count(publishers * eventsEach).bytes(100'000'000)});
  std::vector<std::vector<int>> seen(2);
  {
    std::vector<std::jthread> loops;
    for (auto& values : seen) {
      loops.emplace_back([&] {
        Loop loop;
        runtime::TaskScope scope(loop, nullptr);
        scope.onEmpty([&] { loop.stop(); });
        loop.post([&] { scope.spawn(collect(topic, values)); });
        loop.run();
      });
    }
    while (topic.subscriberCount() < seen.size()) std::this_thread::yield();
    std::vector<std::jthread> threads;
    for (int who = 0; who < publishers; ++who) {
      threads.emplace_back([&topic, who] {
        for (int i = 0; i < eventsEach; ++i) topic.publish(who * eventsEach + i);
      });
    }
    threads.clear();
    topic.close();
  }
  EXPECT_EQ(seen[0].size(), static_cast<std::size_t>(publishers * eventsEach));
  EXPECT_EQ(seen[0], seen[1]);
  std::vector<int> next(publishers);
  for (const int value : seen[0]) EXPECT_EQ(value % eventsEach, next[static_cast<std::size_t>(value / eventsEach)]++);
}

}  // namespace
}  // namespace serinus
