// The whole server on a simulated kernel: the input says what clients do, how much of it each read and write moves,
// when time passes and where connections are lost.

#include "../server/world.hpp"
#include "input.hpp"
#include "target.hpp"

#include <serinus/ws/close_code.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <stdexcept>

namespace serinus::server {
namespace {

using fuzz::Input;
using fuzz::require;

constexpr std::size_t maxClients = 4;
constexpr std::size_t maxSteps = 200;
constexpr Duration longEnough = 400s;  // for every limit of `Timeouts`

constexpr std::string_view upgrade =
    "GET /socket HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
constexpr std::array<std::string_view, 12> requests{
    "GET /text HTTP/1.1\r\nHost: a\r\n\r\n",
    "GET /slow HTTP/1.1\r\nHost: a\r\n\r\n",
    "GET /large HTTP/1.1\r\nHost: a\r\n\r\n",
    "GET /fault HTTP/1.1\r\nHost: a\r\n\r\n",
    "GET /nowhere HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    "GET /text HTTP/1.0\r\n\r\n",
    "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
    "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n0\r\n\r\n",
    "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n",
    "PUT /text HTTP/1.1\r\nHost: a\r\nContent-Length: 70000\r\n\r\n",
    "GET /events HTTP/1.1\r\nHost: a\r\n\r\n",
    upgrade,
};

Task<Response> text() {
  co_return Response::text("text");
}
Task<Response> later(World& world, RequestContext& context) {
  const Living living(world.handlers);
  co_await context.sleep(1s);
  co_return Response::text("later");
}
Task<Response> large() {
  co_return Response::text(std::string(300'000, 'x'));
}
Task<Response> fault(World& world) {
  const Living living(world.handlers);
  co_await sleep(1s);
  throw std::runtime_error("thrown by a handler");
}
Task<Response> echo(RequestContext& context) {
  co_return Response::text(std::string(context.body()));
}

AsyncGenerator<SseEvent> events(World& world) {
  const Living living(world.handlers);
  for (int i = 0; i < 3; ++i) {
    co_yield "first";
    co_await sleep(1s);
    const std::string large(90'000, 'x');
    co_yield large;
  }
}

/// Echoes; what begins with a letter of these does more.
Task<> answer(World& world, WebSocketConnection& connection, bool isText, std::string_view payload) {
  const Living living(world.handlers);
  const char first = payload.empty() ? '\0' : payload.front();
  if (first == 'w') co_await sleep(1s);
  if (first == 't') throw std::runtime_error("thrown by a gateway");
  if (first == 'c') connection.close(CloseCode::goingAway, "closed here");
  if (first == 'm') connection.send(ws::Opcode::binary, std::string(200'000, 'm'));
  connection.sendBorrowed(isText ? ws::Opcode::text : ws::Opcode::binary, asBytes(payload));
}

void furnish(World& world) {
  world.on(Method::get, "/text", [](RequestContext&) { return text(); });
  world.on(Method::get, "/slow", [&world](RequestContext& context) { return later(world, context); });
  world.on(Method::get, "/large", [](RequestContext&) { return large(); });
  world.on(Method::get, "/fault", [&world](RequestContext&) { return fault(world); });
  world.on(Method::post, "/echo", [](RequestContext& context) { return echo(context); });
  world.stream.limit.closeWhenDone = true;
  world.stream.onStart = [&world](EventStreamConnection&) { return events(world); };
  world.socket.onMessage = [&world](WebSocketConnection& connection, bool isText, std::string_view payload) {
    return answer(world, connection, isText, payload);
  };
}

/// What a client has seen must be answers that are strictly right, as far as they have come, and the frames behind an
/// upgrade likewise.
class Judge {
public:
  void hear(std::string_view bytes) {
    unread_ += bytes;
    while (!session_ && hearAnswer()) {
    }
    if (session_) hearFrames();
  }

private:
  bool hearAnswer() {
    const std::size_t end = unread_.find("\r\n\r\n");
    if (end == std::string::npos) return false;
    const std::string_view head = std::string_view(unread_).substr(0, end + 4);
    require(head.starts_with("HTTP/1.1 "), "an answer begins with its version");
    const std::string_view status = head.substr(9, 3);
    if (status == "101") {
      unread_.erase(0, end + 4);
      session_.emplace(ws::SessionOptions{.role = ws::Role::client, .maxMessage = std::size_t{1} << 20});
      return false;
    }
    const std::size_t size = sizeOf(head, status);
    if (size == 0) return false;
    if (status != "100") {
      std::string_view wire = std::string_view(unread_).substr(0, size);
      const test::StrictResponse answer(wire, Method::get);
      require(answer.status() >= 200 && wire.empty(), "an answer is final and ends where it says");
    }
    unread_.erase(0, size);
    return true;
  }

  /// Of the answer with its body; 0 when it has not come whole.
  [[nodiscard]] std::size_t sizeOf(std::string_view head, std::string_view status) const {
    if (status == "100") return head.size();
    const std::size_t length = head.find("\r\nContent-Length: ");
    if (length != std::string_view::npos) {
      const std::size_t size = head.size() + std::stoul(std::string(head.substr(length + 18, 12)));
      return size <= unread_.size() ? size : 0;
    }
    if (head.find("\r\nTransfer-Encoding: chunked\r\n") == std::string_view::npos) return 0;  // up to the end
    const std::size_t last = unread_.find("\r\n0\r\n\r\n", head.size() - 2);
    return last == std::string::npos ? 0 : last + 7;
  }

  void hearFrames() {
    MutableBytes rest = std::as_writable_bytes(std::span(unread_));
    while (true) {
      const ws::Step step = session_->receive(rest);
      rest = rest.subspan(step.consumed);
      if (const auto* const wrong = std::get_if<ws::Fault>(&step.event)) {
        require(false, "frames are right: " + std::string(ws::describe(wrong->error)));
      }
      if (std::holds_alternative<ws::NeedMore>(step.event) || std::holds_alternative<ws::Ended>(step.event)) break;
    }
    unread_.erase(0, unread_.size() - rest.size());
  }

  std::string unread_;
  std::optional<ws::Session> session_;
};

/// What one client does, step by step.
class Client {
public:
  explicit Client(MemoryPeer& peer) : peer_(&peer) {}

  void act(Input& script) {
    switch (script.number(10)) {
      case 0:
        isPlain_ = false;  // who asks HEAD gets answers that cannot be told apart by themselves
        return peer_->send(script.text());
      case 1: {
        const std::string_view request = requests[script.number(requests.size())];
        return peer_->send(request.substr(0, request.size() - std::min(request.size(), script.number(8) * 4)));
      }
      case 2:
        return frame(script);
      case 3:
        return peer_->stopReading(script.byte() * std::size_t{256});
      case 4:
        return peer_->read(script.byte() * std::size_t{256});
      case 5:
        return peer_->readAll();
      case 6:
        return peer_->end();
      case 7:
        return lose(script, 0);
      case 8:
        return lose(script, script.number(16) + 1);
      case 9:
        return peer_->send(std::string(script.byte() * std::size_t{64}, 'z'));
    }
  }

  void judge() {
    const std::string seen = peer_->take();
    if (isPlain_) judge_.hear(seen);
  }

  [[nodiscard]] MemoryPeer& peer() noexcept { return *peer_; }

private:
  void frame(Input& script) {
    const std::uint8_t first = script.byte();
    std::string payload(script.text());
    if ((first & 0x40U) != 0) payload.resize(payload.size() + 5'000, 'p');
    peer_->send(WebSocketTalk::encode(static_cast<ws::Opcode>(first & 0x0FU), payload, (first & 0x80U) != 0));
  }

  void lose(Input& script, std::size_t after) {
    const auto loss = static_cast<Loss>(script.number(3));
    after == 0 ? peer_->lose(loss) : peer_->loseAfter(peer_->operations() + after, loss);
  }

  MemoryPeer* peer_;
  Judge judge_;
  bool isPlain_ = true;
};

void play(World& world, std::vector<Client>& clients, Input& script) {
  clients.emplace_back(world.connect());
  for (std::size_t step = 0; step < maxSteps && !script.empty(); ++step) {
    const std::size_t what = script.number(32);
    if (what < 20) {
      clients[script.number(clients.size())].act(script);
    } else if (what < 24) {
      world.time.settle();
    } else if (what < 28) {
      const std::size_t tenths = script.byte();
      world.time.pass(std::chrono::milliseconds(100 * tenths), tenths > 50 ? Duration(1s) : Duration(100ms));
    } else if (what < 30 && clients.size() < maxClients) {
      clients.emplace_back(world.connect());
    } else if (what == 31 && !world.isDrained) {
      world.server.drain([&world] { world.isDrained = true; });
    }
    for (Client& client : clients) client.judge();
  }
}

const fuzz::Target target("server", [](std::string_view data) {
  Input script(data);
  World world;
  furnish(world);
  std::vector<Client> clients;
  play(world, clients, script);

  world.time.settle();
  for (Client& client : clients) {
    client.judge();
    client.peer().lose(Loss::left);
  }
  world.time.pass(longEnough, 1s);
  require(world.server.size() == 0, "of a client that has left no connection stays");
  require(world.socket.visitors == 0 && world.socket.clients == 0, "nor a WebSocket");
  require(world.stream.clients == 0, "nor a stream");
  require(world.handlers == 0, "nor a handler that is at work");
  for (Client& client : clients) require(client.peer().closed(), "nor a descriptor");
});

}  // namespace
}  // namespace serinus::server
