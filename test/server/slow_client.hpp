#pragma once

#include "world.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace serinus::server {

/// A WebSocket client in memory, to be told when to read.
class SlowClientTest : public testing::Test {
protected:
  /// A client whose handshake is done.
  void join() {
    peer = &world.connect();
    client = std::make_unique<WebSocketTalk>(*peer, ws::ClientHandshakeOptions{.target = "/socket"});
    client->open();
    world.time.settle();
    EXPECT_EQ(client->hear(), Lines{"open"});
    world.socket.log.clear();
  }
  /// One that has stopped to read: "first" waits in the connection, what comes then waits behind it.
  void joinAndStop() {
    join();
    peer->stopReading();
    EXPECT_EQ(say("first"), SendResult::delivered) << "nobody knows yet";
    world.time.settle();
  }
  WebSocketConnection& connection() { return *world.socket.last; }
  SendResult say(std::string_view text, std::string_view key = {}) {
    return connection().send(ws::Opcode::text, asBytes(text), SendOptions().conflate(key));
  }
  Lines hear() {
    world.time.settle();
    return client->hear();
  }
  /// The client reads again, everything.
  Lines catchUp() {
    peer->readAll();
    return hear();
  }
  void handle(std::function<Task<>(WebSocketConnection&, std::string)> handler) {
    world.socket.onMessage = [handler = std::move(handler)](WebSocketConnection& to, bool, std::string_view payload) {
      return handler(to, std::string(payload));
    };
  }
  std::size_t counted(FlowEvent event) { return world.socket.flow[event]; }

  World world;
  Backpressure& rules = world.socket.limit.backpressure;
  MemoryPeer* peer = nullptr;
  std::unique_ptr<WebSocketTalk> client;
};

}  // namespace serinus::server
