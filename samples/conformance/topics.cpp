#include "roles.hpp"

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

/// Remembers 64.
class Few : public Topic<std::string> {
public:
  Few() : Topic("few", {.history = History().count(64).age(24h)}) {}
};

/// Publishes 1, 2, 3, … in both, in bursts, from a thread that is no loop.
class Publisher {
public:
  Publisher(Numbers& numbers, Few& few)
      : thread_([&numbers, &few](std::stop_token stop) {
          for (std::uint64_t n = 0; !stop.stop_requested(); std::this_thread::sleep_for(4ms)) {
            for (std::uint64_t burst = n % 4; burst < 5; ++burst) {
              numbers.publish(textOf(++n));
              few.publish(textOf(n));
            }
          }
        }) {}

private:
  std::jthread thread_;
};

TopicRequest fromQuery(Context& context) {
  return TopicRequest().since(std::string(context.query("cursor").value_or("")));
}

class TopicsGateway : public WebSocketGateway, public OnClientConnect {
public:
  TopicsGateway(Numbers& numbers, Few& few, Publisher&)
      : WebSocketGateway({.path = "/socket"}), numbers_(&numbers), few_(&few) {}
  Task<> onClientConnect(WebSocketContext& context) override {
    const bool isFew = context.query("topic") == "few";
    if (isFew)
      context.subscribe(*few_, fromQuery(context));
    else
      context.subscribe(*numbers_, fromQuery(context));
    co_return;
  }

private:
  Numbers* numbers_;
  Few* few_;
};

class TopicsController : public SseController {
public:
  TopicsController(Numbers& numbers, Few& few) {
    onSse(Route::get("/stream/numbers"), numbers);
    onSse(Route::get("/stream/few"), few);
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
