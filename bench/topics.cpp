// What topics cost: an event to a thousand readers beside a broadcast of the same text, publishing where nobody
// listens, the memory that an event takes, and ten thousand readers that come back. In memory, on one loop; processor
// time of its thread; the ways take turns, and the medians are compared.

#include "broker/topic_core.hpp"
#include "gateway/gateway_hub.hpp"
#include "runtime/loop_core.hpp"
#include "server/loop_server.hpp"
#include "sse_module/sse_client.hpp"
#include "support/allocation_count.hpp"
#include "support/joining_stream.hpp"

#include <serinus/serinus.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <time.h>

using namespace serinus;

namespace {

double processorSeconds() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

template <class Work>
double secondsOf(const Work& work) {
  const double before = processorSeconds();
  work();
  return processorSeconds() - before;
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

/// Each client follows the topic, from the cursor of its query on.
class FollowingGateway : public WebSocketGateway, public OnClientConnect {
public:
  explicit FollowingGateway(Topic<std::string> topic)
      : WebSocketGateway({.path = "/followers"}), topic_(std::move(topic)) {}
  Task<> onClientConnect(WebSocketContext& context) override {
    context.subscribe(topic_, TopicRequest().since(std::string(context.query("cursor").value_or(""))));
    return {};
  }

private:
  Topic<std::string> topic_;
};

/// A server in memory: event streams at `/streams` and clients at `/followers` follow one topic, those at `/plain`
/// none.
class World {
public:
  explicit World(const TopicOptions<std::string>& options = {}) : topic("events", options), followers_(topic) {
    streams_.bind({&loop_}, std::make_shared<NullLogger>(), {});
    endpoints_.plain.push_back(&route_);
    endpoints_.routes.add(Method::get, routing::Pattern("/streams"), 0, "Streams");
    add(followers_, "/followers", {.onConnect = &followers_});
    add(plain_, "/plain", {});
  }

  /// So many of them come, at once.
  void join(std::string_view target, int clients) {
    loop_.post([this, target, clients] {
      for (int i = 0; i < clients; ++i) {
        auto stream = target.starts_with("/streams") ? test::JoiningStream::withRequest(target)
                                                     : std::make_unique<test::JoiningStream>(target);
        test::JoiningStream& client = *stream;
        server_.serve(std::move(stream), endpoints_);
        client.open();
      }
    });
    settle();
  }
  void publish(const std::string& text) {
    loop_.post([&] { topic.publish(text); });
    settle();
  }
  void broadcast(const std::string& text) {
    loop_.post([&] { plain_.send(text, To::all()); });
    settle();
  }
  /// The cursor of `back` events ago.
  [[nodiscard]] std::string cursor(std::uint64_t back) const {
    return TopicCursor{topic.core()->commonEpoch(), topic.lastOffset() - back}.text();
  }

  const Topic<std::string> topic;

private:
  class PlainGateway : public WebSocketGateway {
  public:
    PlainGateway() : WebSocketGateway({.path = "/plain"}) {}
  };

  void add(WebSocketGateway& gateway, std::string_view path, const gateway::GatewayListeners& listeners) {
    gateway.hub().bind({&loop_}, services_, std::make_shared<NullLogger>(), "Gateway", listeners, {});
    endpoints_.gateways.add(Method::get, routing::Pattern(path), endpoints_.webSockets.size(), "Gateway");
    endpoints_.webSockets.push_back(&gateway.hub());
  }
  SseStream follow(SseContext& context) {
    context.subscribe(topic);
    co_return;
  }
  void settle() {
    while (loop_.core().poll(1'000) > 0) {
    }
  }

  Loop loop_;
  di::ServiceScope services_{"Bench", nullptr};
  FollowingGateway followers_;
  PlainGateway plain_;
  sse_module::SseHub streams_;
  sse_module::MountedSseRoute route_{
      streams_,
      {"GET", "/streams", "Bench", [this](SseContext& context) { return follow(context); }, {}},
      services_,
      {}};
  Timeouts timeouts_;
  server::Endpoints endpoints_;
  server::LoopServer server_{loop_, timeouts_};
};

// ---- To a thousand

constexpr int thousand = 1'000;

struct Way {
  const char* name;
  std::function<void()> once;
  std::vector<double> nanoseconds{};
};

void compareFanOut(std::size_t size) {
  const std::string text(size, 'x');
  World streams;
  streams.join("/streams", thousand);
  World followers;
  followers.join("/followers", thousand);
  World plain;
  plain.join("/plain", thousand);
  Way ways[] = {{"a broadcast to sockets", [&] { plain.broadcast(text); }},
                {"a topic to streams", [&] { streams.publish(text); }},
                {"a topic to sockets", [&] { followers.publish(text); }}};
  for (int round = 0; round < 600; ++round) {
    for (Way& way : ways) {
      const double seconds = secondsOf(way.once);
      if (round >= 20) way.nanoseconds.push_back(seconds * 1e9 / thousand);
    }
  }
  const double broadcast = median(ways[0].nanoseconds);
  for (const Way& way : ways) {
    std::printf("%-24s %5zu bytes  %7.1f ns an event delivered  ratio %.3f\n", way.name, size, median(way.nanoseconds),
                median(way.nanoseconds) / broadcast);
  }
}

// ---- To nobody

struct Score {
  int player = 0;
  int points = 0;
};

/// A number with a fraction takes its time to be written.
struct Tick {
  int instrument = 0;
  double price = 0;
};

template <class T>
void publishUnheard(const char* name, const TopicOptions<T>& options, const T& value) {
  const Topic<T> topic("unheard", options);
  constexpr int batch = 10'000;
  std::vector<double> nanoseconds;
  for (int round = 0; round < 60; ++round) {
    const double seconds = secondsOf([&] {
      for (int i = 0; i < batch; ++i) topic.publish(value);
    });
    if (round >= 5) nanoseconds.push_back(seconds * 1e9 / batch);
  }
  std::printf("%-24s %7.1f ns a publish\n", name, median(nanoseconds));
}

// ---- Memory

void countMemory(const char* name, const TopicOptions<std::string>& options) {
  constexpr std::size_t size = 100'000;
  constexpr int events = 20;
  World world(options);
  world.join("/streams", thousand);
  const std::string text(size, 'x');
  for (int i = 0; i < events; ++i) world.publish(text);
  const std::size_t blocks = allocations();
  const std::size_t bytes = allocatedBytes();
  for (int i = 0; i < events; ++i) world.publish(text);
  std::printf("%-24s %7.1f allocations, %.3f times its bytes, an event to 1,000 streams\n", name,
              static_cast<double>(allocations() - blocks) / events,
              static_cast<double>(allocatedBytes() - bytes) / events / size);
}

// ---- Coming back

void comeBack(const std::string& target) {
  constexpr int batches = 100;
  constexpr std::uint64_t missed = 50;
  const std::string text(100, 'x');
  World world;
  world.join(target, 100);
  for (std::uint64_t i = 0; i < missed; ++i) world.publish(text);
  const std::size_t before = test::JoiningStream::bytesTaken();
  const double seconds = secondsOf([&] {
    for (int i = 0; i < batches; ++i) {
      world.join(target + world.cursor(missed), 100);
      world.publish(text);  // live, for all that are there
    }
  });
  const auto events = 100 * batches * missed + static_cast<std::uint64_t>(100 * batches * (batches + 3) / 2);
  const double bytes = static_cast<double>(test::JoiningStream::bytesTaken() - before);
  std::printf("%-24s %7.3f s for 10,000 that come back for %d events each; %.0f bytes an event\n", target.c_str(),
              seconds, static_cast<int>(missed), bytes / static_cast<double>(events));
}

}  // namespace

/// Runs what is named: fanout, unheard, memory, return; everything by default.
int main(int count, char** arguments) {
  const std::vector<std::string_view> named(arguments + 1, arguments + count);
  // What several threads might share costs more in a process that has them, as servers do.
  const std::jthread another([](const std::stop_token& stop) {
    while (!stop.stop_requested()) std::this_thread::sleep_for(std::chrono::milliseconds(20));
  });
  const auto wants = [&](std::string_view name) {
    return named.empty() || std::ranges::find(named, name) != named.end();
  };
  if (wants("fanout")) {
    for (const std::size_t size : {16u, 100u, 900u, 2'000u}) compareFanOut(size);
  }
  if (wants("unheard")) {
    publishUnheard<Score>("no history, unheard", {.history = History::none()}, {1234, 98765});
    publishUnheard<Score>("1,000 kept, unheard", {}, {1234, 98765});
    publishUnheard<Tick>("1,000 with a fraction", {}, {1234, 31.57});
  }
  if (wants("memory")) {
    countMemory("no history", {.history = History::none()});
    countMemory("1 MiB kept", {});
    countMemory("100 MiB kept", {.history = History().bytes(100u << 20)});
  }
  if (wants("return")) {
    comeBack("/streams?lastEventId=");
    comeBack("/followers?cursor=");
  }
}
