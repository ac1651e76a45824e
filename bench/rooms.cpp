// What rooms cost: joining, leaving, and a message to all members, up to the write that a stream swallows.

#include "gateway/gateway_hub.hpp"
#include "pipeline/room_table.hpp"
#include "runtime/loop_core.hpp"
#include "server/loop_server.hpp"
#include "support/joining_stream.hpp"

#include <serinus/serinus.hpp>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <vector>

using namespace serinus;

namespace {

struct Somebody {
  pipeline::RoomMember<Somebody> member{*this};
};

void JoinAndLeave(benchmark::State& state) {
  std::vector<std::unique_ptr<Somebody>> people;
  for (std::int64_t i = 0; i < state.range(0); ++i) people.push_back(std::make_unique<Somebody>());
  std::vector<Somebody*> leaving;
  for (const auto& one : people) leaving.push_back(one.get());
  std::shuffle(leaving.begin(), leaving.end(), std::mt19937(1));
  for (auto _ : state) {
    pipeline::RoomTable<Somebody> table{KeyedHash()};
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
  pipeline::RoomTable<Somebody> table{KeyedHash()};
  for (auto _ : state) {
    for (const std::string& name : names) table.join(one.member, name);
    table.leaveAll(one.member);
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(JoinManyRoomsAndBeLost)->Arg(1)->Arg(10)->Arg(128)->Arg(1'000);

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
        auto stream = std::make_unique<test::JoiningStream>("/rooms");
        test::JoiningStream& client = *stream;
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
