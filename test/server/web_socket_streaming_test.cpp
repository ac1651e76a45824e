#include "slow_client.hpp"

#include "loss.hpp"

#include <serinus/runtime/task_scope.hpp>

#include <stdexcept>

namespace serinus::server {
namespace {

// ---- Messages read in pieces

/// Reads messages chunk by chunk and notes them.
class StreamingTest : public SlowClientTest {
protected:
  StreamingTest() {
    world.socket.onStream = [this](WebSocketConnection& connection) { return read(connection); };
  }

  Task<> read(WebSocketConnection& connection) {
    const Living living(world.handlers);
    log.emplace_back("begin");
    std::size_t size = 0;
    while (true) {
      const WsChunk chunk = co_await NextChunk(&connection);
      size += chunk.size();
      ++chunks;
      if (chunk.size() <= 20) log.push_back((chunk.isText() ? "text " : "binary ") + std::string(chunk.text()));
      if (pause > Duration::zero()) co_await sleep(pause);
      if (chunk.isLast() || chunks == most) break;
    }
    log.push_back("end " + std::to_string(size));
    connection.send(ws::Opcode::text, asBytes("read " + std::to_string(size)));
  }

  Lines log;
  std::size_t chunks = 0;
  std::size_t most = 0;
  Duration pause = Duration::zero();
};

TEST_F(StreamingTest, HandsOutWhatHasArrived) {
  join();
  client->frame(ws::Opcode::text, "one", false);
  world.time.settle();
  EXPECT_EQ(log, (Lines{"begin", "text one"}));
  client->frame(ws::Opcode::continuation, "two", false);
  client->frame(ws::Opcode::ping, "still there");
  world.time.settle();
  EXPECT_EQ(log, (Lines{"begin", "text one", "text two"}));
  client->frame(ws::Opcode::continuation, "");
  world.time.settle();
  EXPECT_EQ(log, (Lines{"begin", "text one", "text two", "text ", "end 6"}));
  EXPECT_EQ(hear(), (Lines{"pong still there", "text read 6"}));
  EXPECT_EQ(world.handlers, 0);
}

TEST_F(StreamingTest, ReadsOneMessageAfterTheOther) {
  join();
  peer->send(WebSocketTalk::encode(ws::Opcode::text, "a") + WebSocketTalk::encode(ws::Opcode::binary, "") +
             WebSocketTalk::encode(ws::Opcode::binary, "b", false) +
             WebSocketTalk::encode(ws::Opcode::continuation, "c"));
  EXPECT_EQ(hear(), (Lines{"text read 1", "text read 0", "text read 2"}));
  EXPECT_EQ(log,
            (Lines{"begin", "text a", "end 1", "begin", "binary ", "end 0", "begin", "binary b", "binary c", "end 2"}));
}

TEST_F(StreamingTest, ReadsAMessageWhateverWayItIsCut) {
  const std::string bytes =
      WebSocketTalk::encode(ws::Opcode::text, "He\xE2\x82", false) + WebSocketTalk::encode(ws::Opcode::ping, "p") +
      WebSocketTalk::encode(ws::Opcode::continuation, "\xAC") + WebSocketTalk::encode(ws::Opcode::binary, "next");
  for (const Duration wait : {0ms, 10ms}) {
    pause = wait;
    for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
      join();
      peer->send(std::string_view(bytes).substr(0, cut));
      world.time.settle();
      peer->send(std::string_view(bytes).substr(cut));
      world.time.pass(1s);
      Lines heard = hear();
      std::erase(heard, "pong p");
      ASSERT_EQ(heard, (Lines{"text read 5", "text read 4"})) << cut;
      peer->lose(Loss::reset);
      world.time.settle();
    }
  }
}

TEST_F(StreamingTest, ReadsNoMoreThanItsHandlerAsksFor) {
  pause = 1s;
  world.socket.limit.pingInterval = Duration::zero();
  join();
  const std::string megabyte(1'000'000, 'x');
  client->frame(ws::Opcode::binary, megabyte, false);
  for (int i = 0; i < 8; ++i) client->frame(ws::Opcode::continuation, megabyte, false);
  client->frame(ws::Opcode::continuation, megabyte);
  world.time.settle();
  std::size_t unread = peer->unread();
  EXPECT_GT(unread, 9'700'000U) << "a block was read, and no more";
  EXPECT_EQ(chunks, 1U);
  while (chunks < 20) {
    world.time.pass(1s);
    ASSERT_LE(unread - peer->unread(), 300'000U);
    unread = peer->unread();
  }
  world.time.pass(60s, 1s);
  EXPECT_EQ(log.back(), "end 10000000");
  EXPECT_EQ(hear(), Lines{"text read 10000000"});
  EXPECT_EQ(world.handlers, 0);
}

TEST_F(StreamingTest, SkipsWhatAHandlerDoesNotRead) {
  most = 1;
  join();
  client->frame(ws::Opcode::binary, "first", false);
  client->frame(ws::Opcode::continuation, "skipped", false);
  world.time.settle();
  client->frame(ws::Opcode::continuation, std::string(1'000'000, 'x'));
  client->binary("next");
  EXPECT_EQ(hear(), (Lines{"text read 5", "text read 4"}));
  EXPECT_EQ(log, (Lines{"begin", "binary first", "end 5", "begin", "binary next", "end 4"}));
}

TEST_F(StreamingTest, TakesAMessageOfTheLimitAndNotOneByteMore) {
  world.socket.limit.maxStreamed = 100'000;
  join();
  client->frame(ws::Opcode::binary, std::string(50'000, 'x'), false);
  client->frame(ws::Opcode::continuation, std::string(50'000, 'x'));
  EXPECT_EQ(hear(), Lines{"text read 100000"});
  client->frame(ws::Opcode::binary, std::string(50'000, 'x'), false);
  client->frame(ws::Opcode::continuation, std::string(50'001, 'x'));
  const Lines heard = hear();
  ASSERT_EQ(heard.size(), 1U);
  EXPECT_TRUE(heard[0].starts_with("close 1009")) << heard[0];
}

TEST_F(StreamingTest, RefusesTextAtItsFirstWrongByte) {
  join();
  client->frame(ws::Opcode::text, "good", false);
  client->frame(ws::Opcode::continuation, "\xFF", false);
  const Lines heard = hear();
  ASSERT_EQ(heard.size(), 1U);
  EXPECT_TRUE(heard[0].starts_with("close 1007")) << heard[0];
  peer->end();
  world.time.settle();
  EXPECT_EQ(world.handlers, 0) << "the message never comes to its end, and neither does its handler";
}

TEST_F(StreamingTest, GivesAMessageAsLongAsItGoesOn) {
  world.socket.limit.pingInterval = Duration::zero();
  join();
  client->frame(ws::Opcode::text, "a", false);
  for (int i = 0; i < 20; ++i) {
    world.time.pass(20s, 1s);
    client->frame(ws::Opcode::continuation, "b", false);
  }
  world.time.pass(29s, 1s);
  EXPECT_EQ(hear(), Lines());
  world.time.pass(2s);
  EXPECT_EQ(hear(), Lines{"close 1008 the message took too long to arrive"});
}

TEST_F(StreamingTest, BlamesNobodyForTheTimeOfItsHandler) {
  pause = 1h;
  join();
  client->frame(ws::Opcode::text, "a", false);
  world.time.pass(1h, 1s);
  client->frame(ws::Opcode::continuation, "b");
  world.time.pass(1h, 1s);
  EXPECT_EQ(hear(), Lines{"text read 2"});
}

TEST_F(StreamingTest, ReadsOnWhileAHandlerWaitsForAPiece) {
  join();
  client->frame(ws::Opcode::text, "a", false);
  client->frame(ws::Opcode::ping, "x");
  EXPECT_EQ(hear(), Lines{"pong x"});
  client->close(CloseCode::normal, "changed my mind");
  EXPECT_EQ(hear(), Lines{"close 1000 changed my mind"});
  peer->end();
  world.time.settle();
  EXPECT_EQ(world.handlers, 0);
  EXPECT_TRUE(peer->closed());
}

struct Parting {
  std::string name;
  std::function<void(MemoryPeer&)> leave;
};
class AnUnfinishedMessage : public StreamingTest, public testing::WithParamInterface<Parting> {};

TEST_P(AnUnfinishedMessage, EndsItsHandlerWithItsClient) {
  for (const Duration wait : {0ms, 500'000ms}) {
    pause = wait;
    join();
    client->frame(ws::Opcode::text, "a", false);
    world.time.settle();
    EXPECT_EQ(world.handlers, 1);
    GetParam().leave(*peer);
    world.time.settle();
    EXPECT_EQ(world.handlers, 0);
    EXPECT_EQ(world.server.size(), 0U);
  }
}

INSTANTIATE_TEST_SUITE_P(, AnUnfinishedMessage,
                         testing::Values(Parting{"End", [](MemoryPeer& peer) { peer.end(); }},
                                         Parting{"Reset", [](MemoryPeer& peer) { peer.lose(Loss::reset); }},
                                         Parting{"Left", [](MemoryPeer& peer) { peer.lose(Loss::left); }}),
                         [](const auto& row) { return row.param.name; });

TEST_F(StreamingTest, IsAsStrictWithAHandlerThatThrows) {
  world.socket.onStream = [](WebSocketConnection& connection) -> Task<> {
    static_cast<void>(co_await NextChunk(&connection));
    throw std::runtime_error("full");
  };
  world.socket.onFault = [](std::exception_ptr, std::string& reason) {
    reason = "it threw";
    return static_cast<CloseCode>(4000);
  };
  join();
  client->frame(ws::Opcode::text, "a", false);
  EXPECT_EQ(hear(), Lines{"close 4000 it threw"});
}

TEST_F(StreamingTest, TellsWhoAsksForMoreThanThereIs) {
  std::string fault;
  world.socket.onStream = [&](WebSocketConnection& connection) -> Task<> {
    static_cast<void>(co_await NextChunk(&connection));
    try {
      static_cast<void>(co_await NextChunk(&connection));
    } catch (const std::logic_error& error) {
      fault = error.what();
    }
  };
  join();
  client->text("all of it");
  world.time.settle();
  EXPECT_EQ(fault, "nextChunk(): there is none; the last chunk of a message says so by isLast()");
}

TEST_F(SlowClientTest, TellsWhoAsksForChunksOfAWholeMessage) {
  std::string fault;
  world.socket.onMessage = [&](WebSocketConnection& connection, bool, std::string_view) -> Task<> {
    try {
      static_cast<void>(co_await NextChunk(&connection));
    } catch (const std::logic_error& error) {
      fault = error.what();
    }
  };
  join();
  client->text("x");
  world.time.settle();
  EXPECT_EQ(fault, "nextChunk() reads the messages of a StreamingGateway; this gateway's are read whole");
}

// ---- Messages sent in pieces

Task<> sendInPieces(int& handlers, Lines& log, WebSocketConnection& connection, MessageType type, Lines pieces) {
  const Living living(handlers);
  OutgoingMessage message(connection, type);
  for (const std::string& piece : pieces) {
    const SendResult result = co_await message.write(piece);
    log.push_back(result == SendResult::closed ? "closed" : "wrote " + piece.substr(0, 10));
    if (result == SendResult::closed) co_return;
  }
  co_await message.finish();
  log.emplace_back("finished");
}

class OutgoingTest : public SlowClientTest {
protected:
  void sendsInPieces(Lines pieces, MessageType type = MessageType::text) {
    world.socket.onMessage = [this, pieces, type](WebSocketConnection& connection, bool, std::string_view) {
      return sendInPieces(world.handlers, log, connection, type, pieces);
    };
  }
  /// The frames that the client was sent, as `opcode final payload`.
  Lines frames() {
    world.time.settle();
    Lines lines;
    std::string bytes = peer->take();
    for (std::size_t at = 0; at + 2 <= bytes.size();) {
      const unsigned first = static_cast<unsigned char>(bytes[at]);
      const unsigned length = static_cast<unsigned char>(bytes[at + 1]);
      EXPECT_LT(length, 126U);
      lines.push_back(std::to_string(first & 0x0F) + ((first & 0x80) != 0 ? " final " : " ") +
                      bytes.substr(at + 2, length));
      at += 2 + length;
    }
    return lines;
  }

  Lines log;
};

TEST_F(OutgoingTest, IsOneMessageInFrames) {
  sendsInPieces({"one", "", "two"});
  join();
  client->text("go");
  EXPECT_EQ(frames(), (Lines{"1 one", "0 two", "0 final "}));
  EXPECT_EQ(log, (Lines{"wrote one", "wrote ", "wrote two", "finished"}));
  sendsInPieces({}, MessageType::binary);
  client->text("go");
  EXPECT_EQ(frames(), Lines{"2 final "}) << "an empty message";
  world.socket.onMessage = [](WebSocketConnection& connection, bool, std::string_view) -> Task<> {
    OutgoingMessage message(connection, MessageType::binary);
    co_await message.write("first");
    co_await message.finish("last");
    OutgoingMessage whole(connection, MessageType::text);
    co_await whole.finish("whole");
  };
  client->text("go");
  EXPECT_EQ(frames(), (Lines{"2 first", "0 final last", "1 final whole"}));
}

TEST_F(OutgoingTest, LetsPingsPassAndMessagesWait) {
  world.socket.onMessage = [this](WebSocketConnection& connection, bool, std::string_view text) -> Task<> {
    if (text != "go") co_return;
    OutgoingMessage message(connection, MessageType::text);
    co_await message.write("one");
    EXPECT_EQ(connection.send(ws::Opcode::text, asBytes("other")), SendResult::queued);
    EXPECT_EQ(connection.sendPing(asBytes("ping")), SendResult::delivered);
    co_await sleep(1s);
    co_await message.write("two");
    co_await message.finish();
    log.emplace_back("finished");
  };
  join();
  client->text("go");
  EXPECT_EQ(frames(), (Lines{"1 one", "9 final ping"}));
  world.time.pass(1s);
  EXPECT_EQ(frames(), (Lines{"0 two", "0 final ", "1 final other"}));
}

TEST_F(OutgoingTest, KeepsItsPlaceAmongTheOthers) {
  joinAndStop();
  say("before");
  runtime::TaskScope scope(world.time.loop(), [](std::exception_ptr) { ADD_FAILURE(); });
  scope.spawn(sendInPieces(world.handlers, log, connection(), MessageType::text, {"one", "two"}));
  say("between");
  scope.spawn(sendInPieces(world.handlers, log, connection(), MessageType::binary, {"three"}));
  say("behind");
  world.time.settle();
  EXPECT_EQ(log, Lines()) << "it has no turn yet";
  peer->readAll();
  EXPECT_EQ(frames(), (Lines{"1 final first", "1 final before", "1 one", "0 two", "0 final ", "1 final between",
                             "2 three", "0 final ", "1 final behind"}));
}

TEST_F(OutgoingTest, WaitsAboveTheHighWatermarkUntilTheLowOne) {
  rules.watermarks(10'000, 5'000);
  sendsInPieces(Lines(100, std::string(1000, 'x')), MessageType::binary);
  join();
  peer->stopReading();
  client->text("go");
  world.time.settle();
  EXPECT_EQ(log.size(), 10U) << "1004 bytes each: the tenth exceeds it";
  EXPECT_EQ(world.socket.log, Lines{"backpressure"});
  peer->stopReading(1);
  while (connection().queued() > 5001) {
    peer->read(1);
    world.time.settle();
  }
  EXPECT_EQ(log.size(), 10U);
  peer->read(1);
  world.time.settle();
  EXPECT_EQ(log.size(), 15U);
  EXPECT_EQ(catchUp(), Lines{"binary of 100000"});
  EXPECT_EQ(log.size(), 101U);
  EXPECT_EQ(world.handlers, 0);
}

// Messages that wait behind it must not keep it from going on.
TEST_F(OutgoingTest, IsNotHeldUpByWhatWaitsBehindIt) {
  rules.watermarks(1000, 500);
  world.socket.onMessage = [this](WebSocketConnection& connection, bool, std::string_view) -> Task<> {
    OutgoingMessage message(connection, MessageType::text);
    co_await message.write("one");
    EXPECT_EQ(connection.send(ws::Opcode::text, std::string(5000, 'x')), SendResult::queued);
    co_await sleep(1s);
    co_await message.write("two");
    co_await message.finish();
    log.emplace_back("finished");
  };
  join();
  client->text("go");
  world.time.pass(1s);
  EXPECT_EQ(hear(), (Lines{"text onetwo", "text of 5000"}));
  EXPECT_EQ(log, Lines{"finished"});
}

TEST_F(OutgoingTest, ClosesTheConnectionWhenItIsLeftInItsMiddle) {
  world.socket.onMessage = [](WebSocketConnection& connection, bool, std::string_view) -> Task<> {
    OutgoingMessage message(connection, MessageType::text);
    co_await message.write("one");
    connection.send(ws::Opcode::text, asBytes("never sent"));
  };
  join();
  client->text("go");
  EXPECT_EQ(hear(), Lines{"close 1011 a message was left unfinished"});
  EXPECT_EQ(world.handlers, 0);
}

TEST_F(OutgoingTest, IsNoLossBeforeItsFirstPiece) {
  world.socket.onMessage = [](WebSocketConnection& connection, bool, std::string_view) -> Task<> {
    OutgoingMessage message(connection, MessageType::text);
    connection.send(ws::Opcode::text, asBytes("behind"));
    co_await message.write("");
  };
  join();
  client->text("go");
  EXPECT_EQ(hear(), Lines{"text behind"});
}

TEST_F(OutgoingTest, LetsTheExceptionThatEndsItHaveTheLastWord) {
  world.socket.onMessage = [](WebSocketConnection& connection, bool, std::string_view) -> Task<> {
    OutgoingMessage message(connection, MessageType::text);
    co_await message.write("one");
    throw std::runtime_error("the file is gone");
  };
  world.socket.onFault = [](std::exception_ptr, std::string& reason) {
    reason = "it threw";
    return static_cast<CloseCode>(4000);
  };
  join();
  client->text("go");
  EXPECT_EQ(hear(), Lines{"close 4000 it threw"});
}

TEST_F(OutgoingTest, IsCutShortByAClose) {
  world.socket.onMessage = [this](WebSocketConnection& connection, bool, std::string_view) -> Task<> {
    OutgoingMessage message(connection, MessageType::text);
    co_await message.write("one");
    connection.send(ws::Opcode::text, asBytes("never sent"));
    connection.close(CloseCode::goingAway, "bye");
    const SendResult result = co_await message.write("two");
    log.emplace_back(result == SendResult::closed ? "closed" : "written");
    OutgoingMessage another(connection, MessageType::text);
    const SendResult late = co_await another.finish("three");
    log.emplace_back(late == SendResult::closed ? "closed" : "written");
  };
  join();
  client->text("go");
  EXPECT_EQ(hear(), Lines{"close 1001 bye"});
  EXPECT_EQ(log, Lines(2, "closed"));
}

TEST_F(OutgoingTest, LetsACloseWaitForWhatWasSentBeforeItBegan) {
  joinAndStop();
  say("before");
  runtime::TaskScope scope(world.time.loop(), [](std::exception_ptr) { ADD_FAILURE(); });
  scope.spawn(sendInPieces(world.handlers, log, connection(), MessageType::text, {"one"}));
  connection().close(CloseCode::normal, "");
  world.time.settle();
  EXPECT_EQ(log, Lines{"closed"});
  EXPECT_EQ(catchUp(), (Lines{"text first", "text before", "close 1000"}));
}

TEST_F(OutgoingTest, IsEndedWithItsClient) {
  rules.watermarks(1000, 500);
  sendsInPieces(Lines(10, std::string(1000, 'x')));
  runtime::TaskScope scope(world.time.loop(), [](std::exception_ptr) { ADD_FAILURE(); });
  join();
  peer->stopReading();
  client->text("go");
  world.time.settle();
  ASSERT_EQ(world.handlers, 1);
  Lines others;
  scope.spawn(sendInPieces(world.handlers, others, connection(), MessageType::text, {"one"}));
  peer->lose(Loss::reset);
  world.time.settle();
  EXPECT_EQ(world.handlers, 0);
  EXPECT_EQ(log.size(), 1U);
  EXPECT_EQ(others, Lines{"closed"});
}

TEST_F(OutgoingTest, MayOutliveAConnectionThatWasClosingWhenItBegan) {
  join();
  connection().close(CloseCode::normal, "");
  auto message = std::make_unique<OutgoingMessage>(connection(), MessageType::text);
  peer->lose(Loss::reset);
  world.time.settle();
  ASSERT_EQ(world.server.size(), 0U);
  message.reset();
}

TEST_F(OutgoingTest, RefusesMoreOnceItIsFinished) {
  std::string fault;
  world.socket.onMessage = [&](WebSocketConnection& connection, bool, std::string_view) -> Task<> {
    OutgoingMessage message(connection, MessageType::text);
    co_await message.finish("all");
    try {
      co_await message.write("more");
    } catch (const std::logic_error& error) {
      fault = error.what();
    }
  };
  join();
  client->text("go");
  EXPECT_EQ(hear(), Lines{"text all"});
  EXPECT_EQ(fault, "the message is finished: begin another one");
}

// ---- Losses at any moment

Task<> echoInPieces(int& handlers, WebSocketConnection& connection) {
  const Living living(handlers);
  OutgoingMessage message(connection, MessageType::binary);
  while (true) {
    const WsChunk chunk = co_await NextChunk(&connection);
    co_await message.write(chunk.bytes());
    if (chunk.isLast()) break;
  }
  co_await message.finish();
}

const Scenario echoed{[](World& world) {
                        world.socket.limit.backpressure = Backpressure::wait().watermarks(50'000, 20'000);
                        world.socket.onStream = [&world](WebSocketConnection& connection) {
                          return echoInPieces(world.handlers, connection);
                        };
                      },
                      [](World& world, MemoryPeer& peer) {
                        WebSocketTalk client(peer, {.target = "/socket"});
                        client.open();
                        world.time.settle();
                        peer.stopReading(30'000);
                        client.frame(ws::Opcode::binary, std::string(60'000, 'x'), false);
                        world.time.settle();
                        client.frame(ws::Opcode::continuation, std::string(40'000, 'x'), false);
                        world.time.settle();
                        peer.readAll();
                        world.time.settle();
                        client.frame(ws::Opcode::continuation, "end");
                        client.text("another");
                        world.time.settle();
                        client.close(CloseCode::normal);
                        world.time.settle();
                        peer.end();
                        world.time.settle();
                        return client.hear() == Lines{"open", "binary of 100003", "binary another", "close 1000"} &&
                               peer.sawEnd() && peer.closed();
                      }};

class LostStreamer : public testing::TestWithParam<Loss> {};

TEST_P(LostStreamer, LeavesNothingBehind) {
  loseEverywhere(echoed, GetParam());
}

INSTANTIATE_TEST_SUITE_P(, LostStreamer, everyLoss, nameOfLoss);

}  // namespace
}  // namespace serinus::server
