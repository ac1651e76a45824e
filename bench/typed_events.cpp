// What a typed event costs beside a raw echo of the same size: processor time of the server's loop for each message
// over real connections, and allocations. One message a connection at a time, as chatting clients send them.

#include <serinus/serinus.hpp>

#include "support/allocation_count.hpp"
#include "support/web_socket_client.hpp"

#include <benchmark/benchmark.h>

#include <cmath>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <time.h>

using namespace serinus;

namespace {

struct Say {
  std::string text;
};

/// Holds no memory of its own.
struct Move {
  int player = 0;
  double x = 0;
  double y = 0;
};

class RawGateway : public WebSocketGateway {
public:
  RawGateway() : WebSocketGateway({.path = "/raw"}) {}
  Task<> onMessage(WsMessage message, WebSocketContext& context) override {
    context.send(message);
    co_return;
  }
};

class TypedGateway : public WebSocketGateway {
public:
  TypedGateway() : WebSocketGateway({.path = "/typed"}) {
    on<Say>("say", &TypedGateway::onSay);
    on<Move>("move", &TypedGateway::onMove);
    on("allocations", [] { return allocations(); });  // of the loop's thread
  }
  Task<Say> onSay(Say say) { co_return say; }
  Task<Move> onMove(Move move) { co_return move; }
};

class BenchModule : public Module {
public:
  BenchModule() {
    imports<WsModule>();
    providers<RawGateway, TypedGateway>();
  }
};

double processor(clockid_t clock) {
  timespec time{};
  ::clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

/// The whole process but for this thread is the server's loop.
double served() {
  return processor(CLOCK_PROCESS_CPUTIME_ID) - processor(CLOCK_THREAD_CPUTIME_ID);
}

double askForAllocations(test::WebSocketClient& client) {
  client.send(R"({"event":"allocations","id":1})");
  const std::string answer = client.receive();
  return std::stod(answer.substr(answer.rfind(':') + 1));
}

void exchange(benchmark::State& state, const std::string& path, const std::string& message, const std::string& answer) {
  auto app = Application::create<BenchModule>(
      {.host = "127.0.0.1", .port = 0, .threads = 1, .logger = std::make_shared<NullLogger>()});
  app.start();
  constexpr int connections = 50;
  std::vector<std::unique_ptr<test::WebSocketClient>> clients;
  for (int i = 0; i < connections; ++i) clients.push_back(std::make_unique<test::WebSocketClient>(app.port(), path));
  test::WebSocketClient observer(app.port(), "/typed");

  const auto round = [&] {
    for (const auto& client : clients) client->send(message);
    for (const auto& client : clients) {
      if (client->receive() != answer) throw std::runtime_error("another answer than " + answer);
    }
  };
  for (int i = 0; i < 20; ++i) round();
  const double allocated = askForAllocations(observer);
  double messages = 0;
  for (auto _ : state) {
    const double before = served();
    round();
    state.SetIterationTime((served() - before) / connections);
    messages += connections;
  }
  // The observer's own are few.
  state.counters["allocations"] = std::round((askForAllocations(observer) - allocated) / messages * 100) / 100;
  state.counters["bytes"] = static_cast<double>(message.size());
}

std::string say(std::size_t text) {
  return R"({"event":"say","data":{"text":")" + std::string(text, 'x') + R"("},"id":7})";
}

void RawEcho(benchmark::State& state) {
  const std::string message = say(static_cast<std::size_t>(state.range(0)));
  exchange(state, "/raw", message, message);
}
void TypedEvent(benchmark::State& state) {
  const auto text = static_cast<std::size_t>(state.range(0));
  exchange(state, "/typed", say(text), R"({"event":"reply","id":7,"data":{"text":")" + std::string(text, 'x') + "\"}}");
}
void TypedEventOfNumbers(benchmark::State& state) {
  const std::string data = R"({"player":3,"x":10.5,"y":-2.25})";
  exchange(state, "/typed", R"({"event":"move","data":)" + data + R"(,"id":7})",
           R"({"event":"reply","id":7,"data":)" + data + "}");
}
BENCHMARK(RawEcho)->Arg(8)->Arg(64)->Arg(1024)->UseManualTime()->MinTime(0.02);
BENCHMARK(TypedEvent)->Arg(8)->Arg(64)->Arg(1024)->UseManualTime()->MinTime(0.02);
BENCHMARK(TypedEventOfNumbers)->UseManualTime()->MinTime(0.02);

}  // namespace

BENCHMARK_MAIN();
