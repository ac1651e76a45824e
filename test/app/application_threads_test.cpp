#include "applications.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <stop_token>
#include <thread>

namespace serinus {
namespace {

class NewsGateway : public WebSocketGateway {
public:
  NewsGateway() : WebSocketGateway({.path = "/news"}) {}
};

/// A thread of the application's own, from the making of its provider to its end: before the first loop has anything to
/// do, and after the last one has ended.
class Newsroom {
public:
  Newsroom(SseEmitter& emitter, NewsGateway& gateway)
      : thread_([this, &emitter, &gateway](const std::stop_token& stop) {
          while (!stop.stop_requested()) {
            emitter.send("news");
            gateway.send("news", To::all());
            sent_.fetch_add(1);
            std::this_thread::yield();
          }
        }) {}

  void waitForMore() const {
    const int before = sent_;
    while (sent_ < before + 10) std::this_thread::yield();
  }

private:
  std::atomic<int> sent_ = 0;
  std::jthread thread_;  // the last: it uses the others
};

class NewsModule : public Module {
public:
  NewsModule() {
    imports<WsModule, SseModule>();
    providers<NewsGateway, Newsroom>();
  }
};

class ThreadOfTheApplication : public testing::TestWithParam<std::size_t> {};

TEST_P(ThreadOfTheApplication, MaySendWhileItStartsAndStops) {
  ApplicationOptions options = test::onLoopback();
  options.threads = GetParam();
  auto app = Application::create<NewsModule>(options);
  for (int i = 0; i < 20; ++i) {
    app.start();
    app.use<Newsroom>().waitForMore();
    EXPECT_EQ(app.stop(), 0U);
  }
}

INSTANTIATE_TEST_SUITE_P(Loops, ThreadOfTheApplication, testing::Values(1, 3));

}  // namespace
}  // namespace serinus
