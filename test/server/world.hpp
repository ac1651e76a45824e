#pragma once

#include "server/event_stream_connection.hpp"
#include "server/loop_server.hpp"
#include "server/web_socket_connection.hpp"
#include "support/strict_response.hpp"
#include "testing/harness_memory.hpp"
#include "testing/manual_loop.hpp"
#include "testing/memory_stream.hpp"
#include "testing/web_socket_talk.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace serinus::server {

using namespace std::chrono_literals;
using test::HarnessMemory;
using test::Loss;
using test::ManualLoop;
using test::MemoryPeer;
using test::WebSocketTalk;
using Lines = std::vector<std::string>;

/// Counts how many of it are alive.
class Living {
public:
  explicit Living(int& count) : count_(&count) { ++*count_; }
  Living(const Living&) = delete;
  Living& operator=(const Living&) = delete;
  ~Living() { --*count_; }

private:
  int* count_;
};

/// A WebSocket route made of functions. It notes what its clients are told, and how many of them there are.
class SocketRoute final : public WebSocketRoute {
public:
  std::function<Task<>(WebSocketConnection&)> onOpen;
  /// Echoes when there is none.
  std::function<Task<>(WebSocketConnection&, bool isText, std::string_view payload)> onMessage;
  /// Messages come in pieces when there is one.
  std::function<Task<>(WebSocketConnection&)> onStream;
  /// The client's Close is answered at once when there is none.
  std::function<Task<>(WebSocketConnection&, CloseCode, std::string_view reason)> onClosing;
  std::function<CloseCode(std::exception_ptr, std::string& reason)> onFault;
  /// Called where a client may be refused: when its admission is made, when it is decided on, when it has come in.
  std::function<void()> onVisit;
  std::function<Task<>()> onAdmit;
  std::function<void()> onAccept;
  std::function<void(WebSocketConnection&)> onBackpressure;
  std::function<void(WebSocketConnection&)> onDrain;
  std::function<void(WebSocketConnection&)> onClosed;
  std::map<FlowEvent, std::size_t> flow;
  WebSocketLimits limit;
  ws::HandshakeOptions asked;
  Lines log;
  /// The limits that clients have reached.
  Lines reached;
  int visitors = 0;
  int clients = 0;
  /// The client that came last; null when it is gone.
  WebSocketConnection* last = nullptr;

  [[nodiscard]] const WebSocketLimits& limits() const noexcept override { return limit; }
  [[nodiscard]] const ws::HandshakeOptions& handshake() const noexcept override { return asked; }
  [[nodiscard]] std::unique_ptr<WebSocketAdmission> open(Visitor visitor) override {
    if (onVisit) onVisit();
    return std::make_unique<Admission>(*this, std::move(visitor));
  }

private:
  class Admission final : public WebSocketAdmission {
  public:
    Admission(SocketRoute& route, Visitor visitor)
        : route_(route), visitor_(std::move(visitor)), living_(route.visitors) {}

  private:
    Task<Response> admit() override {
      if (route_.onAdmit) co_await route_.onAdmit();
      Response response;
      response.status(Status::switchingProtocols).header("Upgrade", "websocket");
      response.header("Sec-WebSocket-Accept", visitor_.handshake.accept);
      if (!subprotocol().empty()) response.header("Sec-WebSocket-Protocol", subprotocol());
      co_return response;
    }
    std::unique_ptr<WebSocketPeer> accept(WebSocketConnection& connection) override {
      const Request request = std::move(visitor_.request);
      route_.log.push_back("accept " + std::string(request.path()) + (subprotocol().empty() ? "" : " ") +
                           subprotocol());
      if (route_.onAccept) route_.onAccept();
      auto client = std::make_unique<Client>(route_, connection);
      route_.last = &connection;
      return client;
    }
    [[nodiscard]] std::string subprotocol() const { return visitor_.handshake.subprotocol.value_or(""); }

    SocketRoute& route_;
    Visitor visitor_;
    Living living_;
  };
  class Client final : public WebSocketPeer {
  public:
    Client(SocketRoute& route, WebSocketConnection& connection)
        : route_(route), connection_(connection), living_(route.clients) {}
    ~Client() override {
      if (route_.last == &connection_) route_.last = nullptr;
    }

  private:
    Task<> onOpen() override {
      route_.log.emplace_back("open");
      return route_.onOpen ? route_.onOpen(connection_) : Task<>();
    }
    Task<> onMessage(bool isText, ByteView payload) override {
      if (route_.onMessage) return route_.onMessage(connection_, isText, asText(payload));
      connection_.sendBorrowed(isText ? ws::Opcode::text : ws::Opcode::binary, payload);
      return {};
    }
    CloseCode onFault(std::exception_ptr fault, std::string& reason) noexcept override {
      const HarnessMemory ours;
      route_.log.emplace_back("fault");
      return route_.onFault ? route_.onFault(fault, reason) : CloseCode::internalError;
    }
    bool wantsPieces() const noexcept override { return static_cast<bool>(route_.onStream); }
    Task<> onStream() override { return route_.onStream(connection_); }
    Task<> onClosing(CloseCode closeCode, std::string_view reason) override {
      return route_.onClosing ? route_.onClosing(connection_, closeCode, reason) : Task<>();
    }
    void onFlow(FlowEvent event, std::size_t count) noexcept override {
      const HarnessMemory ours;
      route_.flow[event] += count;
    }
    void onBackpressure() noexcept override {
      const HarnessMemory ours;
      route_.log.emplace_back("backpressure");
      if (route_.onBackpressure) route_.onBackpressure(connection_);
    }
    void onDrain() noexcept override {
      const HarnessMemory ours;
      route_.log.emplace_back("drain");
      if (route_.onDrain) route_.onDrain(connection_);
    }
    void onLimit(Limit which) noexcept override {
      const HarnessMemory ours;
      route_.reached.emplace_back(name(which));
    }
    void onClosed(CloseCode closeCode, std::string_view reason) noexcept override {
      const HarnessMemory ours;
      route_.log.push_back("closed " + std::to_string(code(closeCode)) + (reason.empty() ? "" : " ") +
                           std::string(reason));
      if (route_.onClosed) route_.onClosed(connection_);
    }

    SocketRoute& route_;
    WebSocketConnection& connection_;
    Living living_;
  };
};

/// An event stream route made of functions.
class StreamRoute final : public EventStreamRoute {
public:
  /// Events of a reader's own; none when there is none.
  std::function<AsyncGenerator<SseEvent>(EventStreamConnection&)> onStart;
  std::function<Response(std::exception_ptr)> onFault;
  std::function<void()> onOpen;
  std::function<void(EventStreamConnection&)> onClosed;
  std::function<void(Response&)> onHead;
  std::function<void(Response&)> onRefusal;
  std::function<bool()> onStopping;
  EventStreamLimits limit;
  std::map<FlowEvent, std::size_t> flow;
  Lines log;
  int clients = 0;
  EventStreamConnection* last = nullptr;

  [[nodiscard]] const EventStreamLimits& limits() const noexcept override { return limit; }
  [[nodiscard]] std::unique_ptr<EventStreamPeer> open(EventStreamConnection& connection, Request request,
                                                      routing::Parameters) override {
    log.push_back("open " + std::string(request.path()));
    if (onOpen) onOpen();
    auto client = std::make_unique<Client>(*this, connection);
    last = &connection;
    return client;
  }

private:
  class Client final : public EventStreamPeer {
  public:
    Client(StreamRoute& route, EventStreamConnection& connection)
        : route_(route), connection_(connection), living_(route.clients) {}
    ~Client() override {
      if (route_.last == &connection_) route_.last = nullptr;
    }

  private:
    AsyncGenerator<SseEvent> start() override {
      return route_.onStart ? route_.onStart(connection_) : AsyncGenerator<SseEvent>();
    }
    Response onFault(std::exception_ptr fault) noexcept override {
      const HarnessMemory ours;
      route_.log.emplace_back("fault");
      return route_.onFault ? route_.onFault(fault) : Response().status(Status::internalServerError);
    }
    void onHead(Response& head) noexcept override {
      const HarnessMemory ours;
      if (route_.onHead) route_.onHead(head);
    }
    void onRefusal(Response& answer) noexcept override {
      if (route_.onRefusal) route_.onRefusal(answer);
    }
    bool onStopping() noexcept override { return route_.onStopping && route_.onStopping(); }
    void onFlow(FlowEvent event, std::size_t count) noexcept override {
      const HarnessMemory ours;
      route_.flow[event] += count;
    }
    void onClosed() noexcept override {
      const HarnessMemory ours;
      route_.log.emplace_back("closed");
      if (route_.onClosed) route_.onClosed(connection_);
    }

    StreamRoute& route_;
    EventStreamConnection& connection_;
    Living living_;
  };
};

/// A server on a loop whose time stands still, and its clients in memory. A WebSocket route at `/socket`, a stream at
/// `/events`, and whatever `on` adds.
class World {
public:
  explicit World(Timeouts limits = {},
                 const std::shared_ptr<ConnectionLimiter>& caps = std::make_shared<ConnectionLimiter>())
      : timeouts(limits), server(time.loop(), timeouts, caps) {
    endpoints.gateways.add(Method::get, routing::Pattern("/socket"), 0, "World");
    endpoints.webSockets.push_back(&socket);
    endpoints.routes.add(Method::get, routing::Pattern("/events"), 0, "World");
    endpoints.plain.emplace_back(&stream);
  }

  void on(Method method, const std::string& path, std::function<Task<Response>(RequestContext&)> handle) {
    endpoints.routes.add(method, routing::Pattern(path), endpoints.plain.size(), "World");
    endpoints.plain.emplace_back(HttpRoute{std::move(handle), &services});
  }

  /// Another client. `prepare` is called before the server has it.
  MemoryPeer& connect(const std::function<void(MemoryPeer&)>& prepare = nullptr,
                      const PeerAddress& address = {"memory", 1}) {
    MemoryPeer& peer = *peers_.emplace_back(std::make_unique<MemoryPeer>(time.loop(), address));
    if (prepare) prepare(peer);
    server.serve(peer.stream(), endpoints);
    time.settle();
    return peer;
  }

  void loseAll(Loss loss) {
    for (const auto& peer : peers_) peer->lose(loss);
  }

  /// What a client gets that sends `bytes` and waits.
  std::string ask(MemoryPeer& peer, std::string_view bytes) {
    peer.send(bytes);
    time.settle();
    return peer.take();
  }
  std::string ask(std::string_view bytes) { return ask(connect(), bytes); }

  /// Handlers and generators at work, as far as they hold a `Living` of it.
  int handlers = 0;
  bool isDrained = false;
  ManualLoop time;
  di::ServiceScope services{"World", nullptr};
  SocketRoute socket;
  StreamRoute stream;
  Timeouts timeouts;
  Endpoints endpoints;

private:
  std::vector<std::unique_ptr<MemoryPeer>> peers_;

public:
  LoopServer server;
};

/// Responses as lines: `200 sent`, `404 {"…"}`. Throws when they are not strictly right.
inline Lines answersIn(std::string_view wire, Method method = Method::get) {
  Lines lines;
  while (!wire.empty()) {
    const test::StrictResponse response(wire, method);
    lines.push_back(std::to_string(response.status()) + (response.body().empty() ? "" : " ") + response.body());
  }
  return lines;
}

/// Their statuses alone: `200 404`.
inline std::string statusesIn(std::string_view wire) {
  std::string all;
  for (const std::string& answer : answersIn(wire)) all.append(all.empty() ? "" : " ").append(answer, 0, 3);
  return all;
}

inline std::string get(std::string_view path, std::string_view fields = {}) {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: a\r\n" + std::string(fields) + "\r\n";
}

inline std::string post(std::string_view path, std::string_view body) {
  return "POST " + std::string(path) + " HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + std::string(body);
}

}  // namespace serinus::server
