// What rooms cost: joining, leaving, and a message to all members, up to the write that a stream swallows.

#include "gateway/gateway_hub.hpp"
#include "gateway/room_table.hpp"
#include "runtime/loop_core.hpp"
#include "server/loop_server.hpp"

#include <serinus/serinus.hpp>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <random>
#include <string>
#include <vector>

using namespace serinus;

namespace {

struct Somebody {
  gateway::RoomMember<Somebody> member{*this};
};

void JoinAndLeave(benchmark::State& state) {
  std::vector<std::unique_ptr<Somebody>> people;
  for (std::int64_t i = 0; i < state.range(0); ++i) people.push_back(std::make_unique<Somebody>());
  std::vector<Somebody*> leaving;
  for (const auto& one : people) leaving.push_back(one.get());
  std::shuffle(leaving.begin(), leaving.end(), std::mt19937(1));
  for (auto _ : state) {
    gateway::RoomTable<Somebody> table{KeyedHash()};
    for (const auto& one : people) table.join(one->member, "general");
    for (Somebody* const one : leaving) table.leave(one->member, "general");
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(JoinAndLeave)->Arg(1'000)->Arg(10'000)->Arg(100'000);

void JoinManyRoomsAndBeLost(benchmark::State& state) {
  std::vector<std::string> names;
  for (std::int64_t i = 0; i < state.range(0); ++i) names.push_back("room " + std::to_string(i));
  Somebody one;
  gateway::RoomTable<Somebody> table{KeyedHash()};
  for (auto _ : state) {
    for (const std::string& name : names) table.join(one.member, name);
    table.leaveAll(one.member);
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(JoinManyRoomsAndBeLost)->Arg(1)->Arg(10)->Arg(128)->Arg(1'000);

/// A client that has sent its handshake, and takes whatever comes.
class NullStream final : public transport::Stream {
public:
  void watch(runtime::Watcher& watcher) override { watcher_ = &watcher; }
  [[nodiscard]] transport::Transfer read(MutableBytes into) noexcept override {
    constexpr std::string_view handshake =
        "GET /rooms HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    if (std::exchange(wasRead_, true)) return {transport::Transfer::Outcome::wouldBlock};
    std::memcpy(into.data(), handshake.data(), handshake.size());
    return {transport::Transfer::Outcome::moved, handshake.size()};
  }
  [[nodiscard]] transport::Transfer write(std::span<const ByteView> pieces) noexcept override {
    std::size_t bytes = 0;
    for (const ByteView piece : pieces) bytes += piece.size();
    return {transport::Transfer::Outcome::moved, bytes};
  }
  void finish() noexcept override {}
  void abort() noexcept override {}
  [[nodiscard]] PeerAddress peer() const override { return {}; }

  void open() { watcher_->onReady({.readable = true}); }

private:
  runtime::Watcher* watcher_ = nullptr;
  bool wasRead_ = false;
};

class Gateway : public WebSocketGateway {
public:
  Gateway() : WebSocketGateway({.path = "/rooms"}) {}
};

/// A server with so many clients, every second of them in a room.
class World {
public:
  explicit World(std::int64_t clients) {
    gateway_.hub().bind({&loop_}, services_, std::make_shared<NullLogger>(), "Gateway", {}, {});
    endpoints_.gateways.add(Method::get, routing::Pattern("/rooms"), 0, "Gateway");
    endpoints_.webSockets.push_back(&gateway_.hub());
    loop_.post([this, clients] {
      for (std::int64_t i = 0; i < clients; ++i) {
        auto stream = std::make_unique<NullStream>();
        NullStream& client = *stream;
        server_.serve(std::move(stream), endpoints_);
        client.open();
      }
    });
    settle();
    loop_.post([this] {
      bool second = false;
      gateway_.joinRoom(To::where([&](const WebSocketContext&) { return second = !second; }), "general");
    });
    settle();
  }

  void send(const To& to) {
    loop_.post([&] { gateway_.send("hello, everybody", to); });
    settle();
  }

private:
  void settle() {
    while (loop_.core().poll(1'000) > 0) {
    }
  }

  Loop loop_;
  Gateway gateway_;
  di::ServiceScope services_{"Bench", nullptr};
  Timeouts timeouts_;
  server::Endpoints endpoints_;
  server::LoopServer server_{loop_, timeouts_};
};

void Deliver(benchmark::State& state, const To& to, std::int64_t clientsForOne) {
  World world(state.range(0) * clientsForOne);
  for (auto _ : state) world.send(to);
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK_CAPTURE(Deliver, toAll, To::all(), 1)->Arg(100)->Arg(10'000);
BENCHMARK_CAPTURE(Deliver, toARoomOfHalf, To::room("general"), 2)->Arg(100)->Arg(10'000);
BENCHMARK_CAPTURE(Deliver, toTwoRooms, To::rooms({"general", "empty"}).exceptRoom("empty"), 2)->Arg(100)->Arg(10'000);

}  // namespace

BENCHMARK_MAIN();
