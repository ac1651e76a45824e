#include "roles.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <stop_token>
#include <string>
#include <thread>

namespace conformance {

namespace {

using namespace std::chrono_literals;

/// Of the number `n`, by which a checker knows what was published: two lines, of all lengths up to 251 bytes.
std::string textOf(std::uint64_t n) {
  return std::to_string(n) + '\n' + std::string(n % 241, static_cast<char>('a' + n % 26));
}

/// Remembers more than anybody misses.
class Numbers : public Topic<std::string> {
public:
  Numbers() : Topic("numbers", {.history = History().count(1'000'000).bytes(1u << 30).age(24h)}) {}
};

/// Remembers 16.
class Few : public Topic<std::string> {
public:
  Few() : Topic("few", {.history = History().count(16).age(24h)}) {}
};

/// Publishes 1, 2, 3, … in both from a thread that is no loop: some for each reader that comes, so that readers on a
/// slow machine can follow, and now and then one besides.
class Publisher {
public:
  Publisher(Numbers& numbers, Few& few)
      : thread_([this, &numbers, &few](std::stop_token stop) {
          std::uint64_t n = 0;
          for (int turn = 1; !stop.stop_requested(); ++turn, std::this_thread::sleep_for(2ms)) {
            for (int left = asked_.exchange(0) + (turn % 4 == 0 ? 1 : 0); left > 0; --left) {
              numbers.publish(textOf(++n));
              few.publish(textOf(n));
            }
          }
        }) {}

  void ask() noexcept { asked_ += 2; }

private:
  std::atomic<int> asked_ = 0;
  std::jthread thread_;
};

class TopicsGateway : public WebSocketGateway, public OnClientConnect {
public:
  TopicsGateway(Numbers& numbers, Few& few, Publisher& publisher)
      : WebSocketGateway({.path = "/socket"}), numbers_(&numbers), few_(&few), publisher_(&publisher) {}
  Task<> onClientConnect(WebSocketContext& context) override {
    publisher_->ask();
    const TopicRequest request = TopicRequest().since(std::string(context.query("cursor").value_or("")));
    if (context.query("topic") == "few")
      context.subscribe(*few_, request);
    else
      context.subscribe(*numbers_, request);
    co_return;
  }

private:
  Numbers* numbers_;
  Few* few_;
  Publisher* publisher_;
};

class TopicsController : public SseController {
public:
  TopicsController(Numbers& numbers, Few& few, Publisher& publisher) {
    const auto everything = [&publisher](SseContext&) {
      publisher.ask();
      return TopicRequest();
    };
    onSse(Route::get("/stream/numbers"), numbers, everything);
    onSse(Route::get("/stream/few"), few, everything);
  }
};

class TopicsModule : public Module {
public:
  TopicsModule() {
    imports<WsModule, SseModule>();
    controllers<TopicsController>();
    providers<Numbers, Few, Publisher, TopicsGateway>();
  }
};

}  // namespace

Application topicsRole(const Options& options) {
  return Application::create<TopicsModule>(commonOptions(options));
}

}  // namespace conformance
