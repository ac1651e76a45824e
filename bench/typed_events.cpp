// What a typed event costs beside a raw echo of the same size: processor time of the server's loop for each message
// over real connections, and allocations. One message a connection at a time, as chatting clients send them.

#include <serinus/serinus.hpp>

#include <benchmark/benchmark.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <future>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <pthread.h>
#include <time.h>

namespace {

std::atomic<std::size_t> allocations = 0;

}  // namespace

void* operator new(std::size_t size) {
  allocations.fetch_add(1, std::memory_order_relaxed);
  void* const memory = std::malloc(size != 0 ? size : 1);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

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

class Client {
public:
  Client(std::uint16_t port, const std::string& path) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
      throw std::runtime_error("no connection");
    const int on = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    send("GET " + path +
         " HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
         "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    std::string head;
    while (!head.ends_with("\r\n\r\n")) {
      char c = 0;
      if (::recv(socket_, &c, 1, 0) != 1) throw std::runtime_error("no upgrade: " + head);
      head += c;
    }
  }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  ~Client() { ::close(socket_); }

  void send(std::string_view bytes) const {
    if (::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(bytes.size()))
      throw std::runtime_error("not sent");
  }
  /// Reads one frame whose size is known, and looks at its end.
  void expect(std::size_t size, char last) {
    if (::recv(socket_, buffer_.data(), size, MSG_WAITALL) != static_cast<ssize_t>(size) || buffer_[size - 1] != last)
      throw std::runtime_error("another answer");
  }

private:
  int socket_;
  std::array<char, 65536> buffer_{};
};

std::string maskedByZeros(std::string_view payload) {
  std::string frame("\x81");
  if (payload.size() < 126) {
    frame += static_cast<char>(0x80 | payload.size());
  } else {
    frame += '\xFE';
    frame += static_cast<char>(payload.size() >> 8);
    frame += static_cast<char>(payload.size());
  }
  return frame.append(4, '\0').append(payload);
}
std::size_t frameSize(std::size_t payload) {
  return payload + (payload < 126 ? 2 : 4);
}

void exchange(benchmark::State& state, const std::string& path, const std::string& message, std::size_t answer) {
  auto app = Application::create<BenchModule>(
      {.host = "127.0.0.1", .port = 0, .threads = 1, .logger = std::make_shared<NullLogger>()});
  app.start();
  constexpr int connections = 50;
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < connections; ++i) clients.push_back(std::make_unique<Client>(app.port(), path));

  // The whole process but for this thread is the server's loop.
  const auto processor = [](clockid_t clock) {
    timespec time{};
    ::clock_gettime(clock, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
  };
  const auto served = [&] { return processor(CLOCK_PROCESS_CPUTIME_ID) - processor(CLOCK_THREAD_CPUTIME_ID); };
  const std::string frame = maskedByZeros(message);
  const auto round = [&] {
    for (const auto& client : clients) client->send(frame);
    for (const auto& client : clients) client->expect(answer, message.ends_with('}') ? '}' : message.back());
  };
  for (int i = 0; i < 20; ++i) round();
  const std::size_t allocated = allocations;
  std::size_t messages = 0;
  for (auto _ : state) {
    const double before = served();
    round();
    state.SetIterationTime((served() - before) / connections);
    messages += connections;
  }
  state.counters["allocations"] = static_cast<double>(allocations - allocated) / static_cast<double>(messages);
  state.counters["bytes"] = static_cast<double>(message.size());
}

std::string event(std::string_view name, std::size_t text) {
  return R"({"event":")" + std::string(name) + R"(","data":{"text":")" + std::string(text, 'x') + R"("},"id":7})";
}

/// {"event":"say",…} is answered by {"event":"reply",…}
std::size_t answerTo(std::string_view name, std::size_t text) {
  return frameSize(event(name, text).size() + std::string_view("reply").size() - name.size());
}

void RawEcho(benchmark::State& state) {
  const std::string message = event("say", static_cast<std::size_t>(state.range(0)));
  exchange(state, "/raw", message, frameSize(message.size()));
}
void TypedEvent(benchmark::State& state) {
  const auto text = static_cast<std::size_t>(state.range(0));
  exchange(state, "/typed", event("say", text), answerTo("say", text));
}
void TypedEventOfNumbers(benchmark::State& state) {
  const std::string message = R"({"event":"move","data":{"player":3,"x":10.5,"y":-2.25},"id":7})";
  exchange(state, "/typed", message, frameSize(message.size() + 1));  // reply instead of move
}
BENCHMARK(RawEcho)->Arg(8)->Arg(64)->Arg(1024)->UseManualTime()->MinTime(0.02);
BENCHMARK(TypedEvent)->Arg(8)->Arg(64)->Arg(1024)->UseManualTime()->MinTime(0.02);
BENCHMARK(TypedEventOfNumbers)->UseManualTime()->MinTime(0.02);

}  // namespace

BENCHMARK_MAIN();
