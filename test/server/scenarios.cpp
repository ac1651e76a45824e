#include "scenarios.hpp"

namespace serinus::server {

void expectNothingLeft(World& world) {
  ASSERT_EQ(world.server.size(), 0U);
  ASSERT_EQ(world.socket.visitors, 0);
  ASSERT_EQ(world.socket.clients, 0);
  ASSERT_EQ(world.stream.clients, 0);
  ASSERT_EQ(world.handlers, 0);
}

namespace {

Task<Response> echo(World& world, RequestContext& context) {
  const Living living(world.handlers);
  std::string body(context.body());
  co_return Response::text(std::move(body));
}

Task<Response> slowEcho(World& world, RequestContext& context) {
  const Living living(world.handlers);
  std::string body(context.body());
  co_await context.sleep(1s);
  co_return Response::text(std::move(body));
}

}  // namespace

// A dialogue judges what it has heard with memory of its own: the server alone is to have none, and g++ 12 destroys
// what is in a list twice when that was not made to its end.

const Scenario requests{
    [](World& world) {
      world.on(Method::post, "/echo", [&world](RequestContext& context) { return echo(world, context); });
      world.on(Method::post, "/slow", [&world](RequestContext& context) { return slowEcho(world, context); });
    },
    [](World& world, MemoryPeer& peer) {
      const std::string large(300'000, 'x');
      std::string wire = world.ask(peer, post("/echo", "one") + post("/slow", "two") + post("/echo", "three"));
      world.time.pass(1s);
      const std::string last = post("/slow", large);
      wire += world.ask(peer, std::string_view(last).substr(0, 1000));
      wire += world.ask(peer, std::string_view(last).substr(1000));
      world.time.pass(1s);
      wire += world.ask(peer, "POST /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 3\r\n\r\nend");
      peer.end();
      world.time.settle();
      const HarnessMemory ours;
      return wire.size() > large.size() &&
             answersIn(wire) == Lines{"200 one", "200 two", "200 three", "200 " + large, "200 end"} && peer.sawEnd() &&
             !peer.wasReset() && peer.closed();
    }};

const Scenario refusal{nullptr, [](World& world, MemoryPeer& peer) {
                         std::string wire = world.ask(peer, "GET / HTTP/1.1\r\nHost: a\r\nBad Field: x\r\n\r\n");
                         wire += world.ask(peer, std::string(100'000, 'x'));
                         peer.end();
                         world.time.settle();
                         const HarnessMemory ours;
                         return wire.size() > 20 && statusesIn(wire) == "400" && peer.sawEnd() && !peer.wasReset() &&
                                peer.closed();
                       }};

namespace {

Task<> answerSlowly(World& world, WebSocketConnection& connection, bool isText, std::string_view payload) {
  const Living living(world.handlers);
  if (payload == "wait") co_await sleep(1s);
  connection.sendBorrowed(isText ? ws::Opcode::text : ws::Opcode::binary, asBytes(payload));
}

}  // namespace

const Scenario webSocket{
    [](World& world) {
      world.socket.onAdmit = []() -> Task<> { co_await sleep(1s); };
      world.socket.onMessage = [&world](WebSocketConnection& connection, bool isText, std::string_view payload) {
        return answerSlowly(world, connection, isText, payload);
      };
    },
    [](World& world, MemoryPeer& peer) {
      const std::string large(60'000, 'x');
      WebSocketTalk client(peer, {.target = "/socket"});
      client.open();
      client.text("at once");
      world.time.pass(1s);
      client.text("wait");
      client.frame(ws::Opcode::text, "fra", false);
      client.frame(ws::Opcode::ping, "still there");
      client.frame(ws::Opcode::continuation, "gment");
      world.time.pass(1s);
      peer.stopReading(30'000);
      client.binary(large);
      world.time.settle();
      peer.readAll();
      world.time.settle();
      client.close(CloseCode::normal, "bye");
      world.time.settle();
      peer.end();
      world.time.settle();
      const HarnessMemory ours;
      return client.hear() == Lines{"open",          "text at once",    "text wait",     "pong still there",
                                    "text fragment", "binary of 60000", "close 1000 bye"} &&
             world.socket.log == Lines{"accept /socket", "open", "closed 1000 bye"} && peer.sawEnd() && peer.closed();
    }};

const Scenario serverCloses{nullptr, [](World& world, MemoryPeer& peer) {
                              WebSocketTalk client(peer, {.target = "/socket"});
                              client.open();
                              world.time.settle();
                              if (world.socket.last != nullptr)
                                world.socket.last->close(CloseCode::goingAway, "closed here");
                              world.time.settle();
                              client.close(CloseCode::goingAway);
                              peer.end();
                              world.time.settle();
                              const HarnessMemory ours;
                              return client.hear() == Lines{"open", "close 1001 closed here"} && peer.sawEnd() &&
                                     peer.closed();
                            }};

namespace {

AsyncGenerator<SseEvent> count(World& world) {
  const Living living(world.handlers);
  co_yield "one";
  co_await sleep(1s);
  co_yield SseEvent("two").id("2");
  const std::string large(300'000, 'x');
  for (int i = 0; i < 3; ++i) co_yield large;
  co_await sleep(1s);
  co_yield "end";
}

}  // namespace

const Scenario events{[](World& world) {
                        world.stream.limit.closeWhenDone = true;
                        world.stream.limit.maxEvent = std::size_t{1024} * 1024;
                        world.stream.onStart = [&world](EventStreamConnection&) { return count(world); };
                      },
                      [](World& world, MemoryPeer& peer) {
                        std::string wire = world.ask(peer, get("/events"));
                        peer.stopReading(100'000);
                        world.time.pass(1s);
                        if (world.stream.last != nullptr)
                          world.stream.last->send(EncodedEvent(SseEvent("from elsewhere")));
                        for (int i = 0; i < 40; ++i) {
                          world.time.settle();
                          peer.read(50'000);
                        }
                        peer.readAll();
                        world.time.pass(1s);
                        wire += peer.take();
                        peer.end();
                        world.time.settle();
                        const HarnessMemory ours;
                        if (!wire.ends_with("0\r\n\r\n")) return false;
                        const std::string body = answersIn(wire).at(0);
                        return body.starts_with("200 data: one\n\n") && body.ends_with("data: end\n\n") &&
                               body.size() > 900'000 && body.find("data: from elsewhere\n\n") != std::string::npos &&
                               peer.sawEnd() && peer.closed();
                      }};

const Scenario drained{
    [](World& world) {
      world.on(Method::post, "/slow", [&world](RequestContext& context) { return slowEcho(world, context); });
    },
    [](World& world, MemoryPeer& peer) {
      std::string wire = world.ask(peer, post("/slow", "asked before"));
      world.server.drain([&world] { world.isDrained = true; });
      world.time.pass(1s);
      wire += peer.take();
      peer.end();
      world.time.settle();
      const HarnessMemory ours;
      return wire.size() > 20 && answersIn(wire) == Lines{"200 asked before"} && peer.sawEnd() && world.isDrained;
    }};

}  // namespace serinus::server
