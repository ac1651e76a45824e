#include "server/message_in_hand.hpp"
#include "world.hpp"

#include <memory>
#include <string>
#include <vector>

namespace serinus::server {
namespace {

TEST(MessagePool, KeepsNoMoreThanItMay) {
  MessagePool pool;
  std::vector<const MessageInHand*> given;
  for (std::size_t i = 0; i <= MessagePool::most; ++i) {
    auto message = std::make_unique<MessageInHand>();
    given.push_back(message.get());
    pool.give(std::move(message));
  }
  std::vector<std::unique_ptr<MessageInHand>> taken;
  for (std::size_t i = MessagePool::most; i-- > 0;) {
    taken.push_back(pool.take({}));
    EXPECT_EQ(taken.back().get(), given[i]);
  }
}

TEST(MessagePool, GivesWhatItKeepsTheLimitsOfTheOneWhoTakesIt) {
  MessagePool pool;
  pool.give(pool.take({.maxMessage = 100}));
  const auto message = pool.take({.maxMessage = 10});
  std::string frame = WebSocketTalk::encode(ws::Opcode::text, std::string(11, 'x'));
  const ws::Step step = message->session.receive(std::as_writable_bytes(std::span(frame)));
  ASSERT_TRUE(std::holds_alternative<ws::Fault>(step.event));
  EXPECT_EQ(std::get<ws::Fault>(step.event).error, ws::WsError::messageTooBig);
}

/// What a client says, as often as it likes, and what it hears.
class MessagesInHand : public testing::Test {
protected:
  MessagesInHand() {
    world.socket.limit.maxMessage = 1 << 20;
    client.open();
    world.time.settle();
    EXPECT_EQ(client.hear(), Lines{"open"});
  }
  Lines hear() {
    world.time.settle();
    return client.hear();
  }
  [[nodiscard]] WebSocketConnection& connection() { return *world.socket.last; }

  World world;
  MemoryPeer& peer = world.connect();
  WebSocketTalk client{peer, ws::ClientHandshakeOptions{.target = "/socket"}};
};

TEST_F(MessagesInHand, ComeInAnyOrderOfWholeAndPieced) {
  const std::string large(100'000, 'l');
  for (int round = 0; round < 3; ++round) {
    client.text("whole");
    client.frame(ws::Opcode::text, "in ", false);
    client.frame(ws::Opcode::ping, "p");
    client.frame(ws::Opcode::continuation, "pieces", true);
    client.text("whole again");
    client.text(large);
    client.text("");
    EXPECT_EQ(hear(), (Lines{"text whole", "pong p", "text in pieces", "text whole again", "text of 100000", "text"}));
  }
}

TEST_F(MessagesInHand, LeaveNothingBehind) {
  client.frame(ws::Opcode::text, std::string(50'000, 'x'), false);
  EXPECT_EQ(hear(), Lines());
  EXPECT_GE(world.server.mostHeld().front(), 50'000U);
  client.frame(ws::Opcode::continuation, "end", true);
  EXPECT_EQ(hear(), Lines{"text of 50003"});
  EXPECT_TRUE(world.server.mostHeld().empty());
}

TEST_F(MessagesInHand, AreCutAnywhere) {
  world.socket.limit.controlRate = RateLimit::perSecond(1'000'000);
  const std::string sent = WebSocketTalk::encode(ws::Opcode::text, "one") +
                           WebSocketTalk::encode(ws::Opcode::ping, "p") +
                           WebSocketTalk::encode(ws::Opcode::binary, std::string(200, 'b'));
  for (std::size_t cut = 1; cut < sent.size(); ++cut) {
    peer.send(sent.substr(0, cut));
    world.time.settle();
    peer.send(sent.substr(cut));
    EXPECT_EQ(hear(), (Lines{"text one", "pong p", "binary of 200"})) << cut;
  }
}

}  // namespace
}  // namespace serinus::server
