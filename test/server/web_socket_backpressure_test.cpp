#include "slow_client.hpp"

#include "loss.hpp"

#include <serinus/runtime/task_scope.hpp>

namespace serinus::server {
namespace {

using Policy = Backpressure::Policy;

// ---- What becomes of messages

TEST_F(SlowClientTest, IsToldWhatItMissedInOrder) {
  joinAndStop();
  EXPECT_EQ(say("second"), SendResult::queued);
  EXPECT_EQ(say("third"), SendResult::queued);
  EXPECT_EQ(catchUp(), (Lines{"text first", "text second", "text third"}));
  EXPECT_EQ(say("fourth"), SendResult::delivered);
  EXPECT_EQ(hear(), Lines{"text fourth"});
}

TEST_F(SlowClientTest, LetsEveryFormOfMessageWait) {
  joinAndStop();
  const std::string large(3000, 'x');
  ws::MessageFrames frames(ws::Opcode::binary, ws::encodeMessage(ws::Opcode::binary, asBytes("shared")));
  EXPECT_EQ(connection().send(ws::Opcode::text, asBytes("copied")), SendResult::queued);
  EXPECT_EQ(connection().send(ws::Opcode::text, std::string(large)), SendResult::queued);
  EXPECT_EQ(connection().send(frames), SendResult::queued);
  {
    const std::string lent = large + "y";
    EXPECT_EQ(connection().sendBorrowed(ws::Opcode::binary, asBytes(lent)), SendResult::queued);
  }
  EXPECT_EQ(connection().queued(), 7 + 8 + 3004 + 8 + 3005U);
  EXPECT_EQ(catchUp(), (Lines{"text first", "text copied", "text of 3000", "binary shared", "binary of 3001"}));
  EXPECT_EQ(connection().queued(), 0U);
}

TEST_F(SlowClientTest, IsReadInAnyPieces) {
  for (const std::size_t step : {1U, 7U, 1000U, 70'000U}) {
    world.socket.limit.backpressure = Backpressure::close();
    join();
    peer->stopReading(step);
    Lines expected;
    for (std::size_t i = 0; i < 12; ++i) {
      say(std::string(i * i * 10, 'x'));
      world.time.settle();
      expected.push_back(i == 0             ? "text"
                         : i * i * 10 > 100 ? "text of " + std::to_string(i * i * 10)
                                            : "text " + std::string(i * i * 10, 'x'));
    }
    Lines heard;
    for (int reads = 0; heard.size() < expected.size(); ++reads) {
      ASSERT_LT(reads, 10'000);
      peer->read(step);
      for (std::string& line : hear()) heard.push_back(std::move(line));
    }
    ASSERT_EQ(heard, expected) << step;
  }
}

struct Overflowing {
  std::string name;
  Backpressure rules;
  std::vector<SendResult> results;  // of a, b, c, d, e
  Lines heard;
  std::map<FlowEvent, std::size_t> counted;
};
class AnOverflow : public SlowClientTest, public testing::WithParamInterface<Overflowing> {};

TEST_P(AnOverflow, IsDealtWithAsTold) {
  rules = GetParam().rules;
  joinAndStop();
  std::vector<SendResult> results;
  for (const std::string text : {"a", "b", "c", "d", "e"}) {
    const bool isKeyed = text == "a" || text == "d";
    results.push_back(say(text, isKeyed ? "key" : ""));
  }
  EXPECT_EQ(results, GetParam().results);
  EXPECT_EQ(catchUp(), GetParam().heard);
  auto counts = world.socket.flow;
  counts.erase(FlowEvent::congested);
  EXPECT_EQ(counts, GetParam().counted);
}

constexpr SendResult queued = SendResult::queued, dropped = SendResult::dropped, closed = SendResult::closed;

INSTANTIATE_TEST_SUITE_P(, AnOverflow,
                         testing::Values(Overflowing{"Close",
                                                     Backpressure::close().maxMessages(3),
                                                     {queued, queued, queued, closed, closed},
                                                     {"text first", "close 1013 slow consumer"},
                                                     {{FlowEvent::closed, 1}}},
                                         Overflowing{"Wait",
                                                     Backpressure::wait().maxMessages(3),
                                                     {queued, queued, queued, dropped, dropped},
                                                     {"text first", "text a", "text b", "text c"},
                                                     {{FlowEvent::refused, 2}}},
                                         Overflowing{"DropNewest",
                                                     Backpressure::dropNewest().maxMessages(3),
                                                     {queued, queued, queued, dropped, dropped},
                                                     {"text first", "text a", "text b", "text c"},
                                                     {{FlowEvent::droppedNewest, 2}}},
                                         Overflowing{"DropOldest",
                                                     Backpressure::dropOldest().maxMessages(3),
                                                     {queued, queued, queued, queued, queued},
                                                     {"text first", "text c", "text d", "text e"},
                                                     {{FlowEvent::droppedOldest, 2}}},
                                         Overflowing{"Conflate",
                                                     Backpressure::conflate().maxMessages(4),
                                                     {queued, queued, queued, queued, queued},
                                                     {"text first", "text d", "text b", "text c", "text e"},
                                                     {{FlowEvent::conflated, 1}}},
                                         Overflowing{"ConflateTooMany",
                                                     Backpressure::conflate().maxMessages(3),
                                                     {queued, queued, queued, queued, closed},
                                                     {"text first", "close 1013 slow consumer"},
                                                     {{FlowEvent::conflated, 1}, {FlowEvent::closed, 1}}}),
                         [](const auto& row) { return row.param.name; });

TEST_F(SlowClientTest, CountsTheBytesOfTheConnectionToo) {
  rules = Backpressure::dropNewest().maxBytes(100).watermarks(50, 10);
  joinAndStop();  // 7 bytes
  EXPECT_EQ(say(std::string(41, 'x')), SendResult::queued);
  EXPECT_EQ(connection().queued(), 50U);
  EXPECT_EQ(say(std::string(48, 'x')), SendResult::queued) << "50 bytes fill it to the brim";
  EXPECT_EQ(say(""), SendResult::dropped);
  EXPECT_EQ(connection().queued(), 100U);
}

TEST_F(SlowClientTest, MayHaveRulesOfItsOwn) {
  world.socket.onOpen = [](WebSocketConnection& opened) {
    opened.setBackpressure(Backpressure::dropNewest().maxMessages(1));
    return Task<>();
  };
  joinAndStop();
  EXPECT_EQ(connection().backpressure().policy(), Policy::dropNewest);
  EXPECT_EQ(say("a"), SendResult::queued);
  EXPECT_EQ(say("b"), SendResult::dropped);
  EXPECT_EQ(catchUp(), (Lines{"text first", "text a"}));
  peer->stopReading();
  EXPECT_EQ(say("c"), SendResult::delivered);
  world.time.settle();
  EXPECT_EQ(say("d"), SendResult::queued) << "they are still there";
  EXPECT_EQ(say("e"), SendResult::dropped);
  connection().setBackpressure(Backpressure::close());
  EXPECT_EQ(say("f"), SendResult::queued);
  EXPECT_EQ(catchUp(), (Lines{"text c", "text d", "text f"}));
}

TEST_F(SlowClientTest, GetsAPingBeforeWhatWaits) {
  joinAndStop();
  say("second");
  EXPECT_EQ(connection().sendPing(asBytes("now")), SendResult::queued);
  client->frame(ws::Opcode::ping, "and");
  world.time.settle();
  EXPECT_EQ(catchUp(), (Lines{"text first", "ping now", "pong and", "text second"}));
  EXPECT_EQ(connection().sendPing(asBytes(std::string(126, 'p'))), SendResult::delivered);
  EXPECT_EQ(hear(), Lines{"ping of 125"});
  peer->stopReading();
  rules.maxBytes(1000);
  say(std::string(1000, 'x'));
  world.time.settle();
  EXPECT_EQ(connection().sendPing({}), SendResult::dropped) << "pings are not a way round the limit";
}

// ---- Watermarks

TEST_F(SlowClientTest, IsTalkedAboutOnceForEachCrossing) {
  rules.watermarks(1000, 500);
  joinAndStop();
  say(std::string(989, 'x'));  // and 4 of its head: 1000 with the 7 that wait already
  world.time.settle();
  ASSERT_EQ(connection().queued(), 1000U);
  EXPECT_EQ(world.socket.log, Lines());
  say("");
  EXPECT_EQ(world.socket.log, Lines()) << "nothing is told while somebody sends";
  world.time.settle();
  EXPECT_EQ(world.socket.log, Lines{"backpressure"});
  say("more");
  world.time.settle();
  EXPECT_EQ(world.socket.log, Lines{"backpressure"});
  peer->stopReading(1);
  while (connection().queued() > 501) {
    peer->read(1);
    world.time.settle();
  }
  EXPECT_EQ(world.socket.log, Lines{"backpressure"});
  peer->read(1);
  world.time.settle();
  EXPECT_EQ(world.socket.log, (Lines{"backpressure", "drain"}));
  EXPECT_EQ(counted(FlowEvent::congested), 1U);
  catchUp();
  EXPECT_EQ(world.socket.log, (Lines{"backpressure", "drain"}));
}

TEST_F(SlowClientTest, IsNotTalkedAboutWhenItCatchesUpAtOnce) {
  join();
  const std::string large(300'000, 'x');
  EXPECT_EQ(say(large), SendResult::delivered);
  EXPECT_EQ(hear(), Lines{"text of 300000"});
  EXPECT_EQ(world.socket.log, Lines());
  peer->stopReading(1000);
  EXPECT_EQ(say(large), SendResult::queued);
  EXPECT_TRUE(connection().congested());
  peer->readAll();
  world.time.settle();
  EXPECT_FALSE(connection().congested());
}

TEST_F(SlowClientTest, MayBeSentToAndClosedWhereItIsTalkedAbout) {
  rules.watermarks(1000, 500);
  world.socket.onBackpressure = [](WebSocketConnection& slow) {
    EXPECT_EQ(slow.send(ws::Opcode::text, asBytes("slow down")), SendResult::queued);
  };
  world.socket.onDrain = [](WebSocketConnection& slow) { slow.close(CloseCode::normal, "enough"); };
  joinAndStop();
  say(std::string(1000, 'x'));
  world.time.settle();
  EXPECT_EQ(catchUp(), (Lines{"text first", "text of 1000", "text slow down", "close 1000 enough"}));
}

// ---- Awaiting

Task<> tellNumbers(int& handlers, int& told, WebSocketConnection& connection, int count) {
  const Living living(handlers);
  for (int i = 0; i < count; ++i) {
    ++told;
    const SendResult result =
        co_await Sent(connection.send(ws::Opcode::text, std::to_string(i) + std::string(1000, '.')), &connection);
    if (result == SendResult::closed) co_return;
  }
}

TEST_F(SlowClientTest, MakesItsHandlerWaitAboveTheHighWatermarkUntilTheLowOne) {
  rules = Backpressure::wait();
  int told = 0;
  handle([&](WebSocketConnection& to, const std::string&) { return tellNumbers(world.handlers, told, to, 1000); });
  join();
  peer->stopReading();
  client->text("go");
  world.time.settle();
  // 1005 bytes each, or 1006: the 262nd exceeds 256 KiB.
  EXPECT_EQ(told, 261);
  EXPECT_EQ(counted(FlowEvent::waited), 1U);
  peer->stopReading(1);
  while (connection().queued() > 128U * 1024 + 1) {
    peer->read(1);
    world.time.settle();
  }
  EXPECT_EQ(told, 261);
  peer->read(1);
  world.time.settle();
  EXPECT_GT(told, 380);
  EXPECT_LT(told, 400);
  EXPECT_EQ(counted(FlowEvent::waited), 2U);
  EXPECT_EQ(catchUp().size(), 1000U);
  EXPECT_EQ(told, 1000);
  EXPECT_EQ(world.handlers, 0);
  EXPECT_EQ(counted(FlowEvent::refused), 0U);
}

TEST_F(SlowClientTest, DoesNotHoldUpAHandlerThatAwaitsWhenItReads) {
  int told = 0;
  handle([&](WebSocketConnection& to, const std::string&) { return tellNumbers(world.handlers, told, to, 2000); });
  join();
  client->text("go");
  EXPECT_EQ(hear().size(), 2000U);
  EXPECT_EQ(counted(FlowEvent::waited), 0U);
}

TEST_F(SlowClientTest, MakesItsHandlerWaitForHalfOfTheMessagesToo) {
  rules = Backpressure::wait().maxMessages(8);
  int told = 0;
  handle([&](WebSocketConnection& to, const std::string&) { return tellNumbers(world.handlers, told, to, 20); });
  joinAndStop();
  client->text("go");
  world.time.settle();
  EXPECT_EQ(told, 5);
  EXPECT_EQ(catchUp().size(), 21U);
  EXPECT_EQ(counted(FlowEvent::refused), 0U);
}

Task<> waitForRoom(std::vector<std::string>& log, WebSocketConnection& connection, std::string name) {
  const SendResult result = co_await Drained(&connection);
  log.push_back(name + (result == SendResult::delivered ? " goes on" : " is told"));
}

TEST_F(SlowClientTest, LetsWaitersGoOnInTheOrderOfTheirComing) {
  rules.watermarks(1000, 500);
  joinAndStop();
  std::vector<std::string> log;
  runtime::TaskScope scope(world.time.loop(), [](std::exception_ptr) { ADD_FAILURE(); });
  scope.spawn(waitForRoom(log, connection(), "at once"));
  EXPECT_EQ(log, Lines{"at once goes on"});
  say(std::string(2000, 'x'));
  scope.spawn(waitForRoom(log, connection(), "one"));
  scope.spawn(waitForRoom(log, connection(), "two"));
  world.time.settle();
  EXPECT_EQ(log.size(), 1U);
  catchUp();
  EXPECT_EQ(log, (Lines{"at once goes on", "one goes on", "two goes on"}));
}

TEST_F(SlowClientTest, ForgetsWhoHasGivenUpWaiting) {
  rules.watermarks(1000, 500);
  joinAndStop();
  say(std::string(2000, 'x'));
  std::vector<std::string> log;
  auto scope = std::make_unique<runtime::TaskScope>(world.time.loop(), [](std::exception_ptr) { ADD_FAILURE(); });
  scope->spawn(waitForRoom(log, connection(), "one"));
  scope.reset();
  EXPECT_EQ(catchUp().size(), 2U);
  EXPECT_EQ(log, Lines());
}

// Both wait; the first to go on takes the second with it.
TEST_F(SlowClientTest, SurvivesAWaiterThatDestroysAnother) {
  rules.watermarks(1000, 500);
  joinAndStop();
  say(std::string(2000, 'x'));
  std::vector<std::string> log;
  auto doomed = std::make_unique<runtime::TaskScope>(world.time.loop(), [](std::exception_ptr) { ADD_FAILURE(); });
  runtime::TaskScope scope(world.time.loop(), [](std::exception_ptr) { ADD_FAILURE(); });
  const auto killer = [](WebSocketConnection& at, std::unique_ptr<runtime::TaskScope>& victim) -> Task<> {
    co_await Drained(&at);
    victim.reset();
  };
  scope.spawn(killer(connection(), doomed));
  doomed->spawn(waitForRoom(log, connection(), "doomed"));
  scope.spawn(waitForRoom(log, connection(), "last"));
  catchUp();
  EXPECT_EQ(log, Lines{"last goes on"});
}

struct Departure {
  std::string name;
  std::function<void(MemoryPeer&)> leave;
};
class ALostSlowClient : public SlowClientTest, public testing::WithParamInterface<Departure> {};

TEST_P(ALostSlowClient, EndsTheHandlerThatWaitsForItAndTellsOthers) {
  rules.watermarks(1000, 500);
  int told = 0;
  handle([&](WebSocketConnection& to, const std::string&) { return tellNumbers(world.handlers, told, to, 1000); });
  std::vector<std::string> log;
  runtime::TaskScope scope(world.time.loop(), [](std::exception_ptr) { ADD_FAILURE(); });
  join();
  peer->stopReading();
  client->text("go");
  world.time.settle();
  ASSERT_EQ(world.handlers, 1);
  scope.spawn(waitForRoom(log, connection(), "another"));
  GetParam().leave(*peer);
  world.time.pass(25s, 1s);
  EXPECT_EQ(world.handlers, 0);
  EXPECT_EQ(world.server.size(), 0U);
  EXPECT_EQ(log, Lines{"another is told"});
  EXPECT_EQ(told, 1);
}

INSTANTIATE_TEST_SUITE_P(, ALostSlowClient,
                         testing::Values(Departure{"Reset", [](MemoryPeer& peer) { peer.lose(Loss::reset); }},
                                         Departure{"Left", [](MemoryPeer& peer) { peer.lose(Loss::left); }},
                                         Departure{"Stalled", [](MemoryPeer&) {}}),
                         [](const auto& row) { return row.param.name; });

// ---- Closing

TEST_F(SlowClientTest, IsClosedBehindWhatWaitsForIt) {
  joinAndStop();
  say("second");
  connection().close(CloseCode::goingAway, "bye");
  EXPECT_EQ(say("third"), SendResult::closed);
  EXPECT_EQ(catchUp(), (Lines{"text first", "text second", "close 1001 bye"}));
  client->close(CloseCode::goingAway);
  peer->end();
  world.time.settle();
  EXPECT_TRUE(peer->closed());
  EXPECT_FALSE(peer->wasReset());
}

TEST_F(SlowClientTest, IsAnsweredWithOurCloseWhenItsOwnComesFirst) {
  joinAndStop();
  say("second");
  connection().close(CloseCode::goingAway, "bye");
  client->close(CloseCode::normal);
  world.time.settle();
  EXPECT_EQ(catchUp(), (Lines{"text first", "close 1001 bye"})) << "nobody wants the second any more";
  EXPECT_EQ(world.socket.log.size(), 0U);
  peer->end();
  world.time.settle();
  EXPECT_EQ(world.socket.log, Lines{"closed 1001 bye"});
}

TEST_F(SlowClientTest, IsAnsweredWithItsOwnCloseThoughMessagesWait) {
  joinAndStop();
  say("second");
  client->close(static_cast<CloseCode>(4000), "done");
  world.time.settle();
  EXPECT_EQ(catchUp(), (Lines{"text first", "close 4000 done"}));
}

TEST_F(SlowClientTest, IsToldOfItsFaultThoughMessagesWait) {
  joinAndStop();
  say("second");
  peer->send(std::string_view("\x81\x01x", 3));
  world.time.settle();
  const Lines heard = catchUp();
  ASSERT_EQ(heard.size(), 2U);
  EXPECT_TRUE(heard[1].starts_with("close 1002")) << heard[1];
}

// A client that is congested is not read, but its answer to our Close is.
TEST_F(SlowClientTest, MayAnswerACloseThoughItIsCongested) {
  rules.watermarks(1000, 500);
  joinAndStop();
  say(std::string(2000, 'x'));
  world.time.settle();
  client->text("not read any more");
  world.time.settle();
  EXPECT_GT(peer->unread(), 0U);
  connection().close(CloseCode::normal, "");
  client->close(CloseCode::normal);
  world.time.settle();
  EXPECT_EQ(peer->unread(), 0U);
  EXPECT_EQ(catchUp(), (Lines{"text first", "close 1000"}));
}

TEST_F(SlowClientTest, IsCutOffASecondAfterItWasFoundTooSlow) {
  rules.maxMessages(1);
  joinAndStop();
  say("second");
  EXPECT_EQ(say("third"), SendResult::closed);
  world.time.pass(900ms);
  EXPECT_FALSE(peer->closed());
  world.time.pass(200ms);
  EXPECT_TRUE(peer->wasReset());
  EXPECT_EQ(world.socket.log.back(), "closed 1013 slow consumer");
}

TEST_F(SlowClientTest, TellsAWaitingHandlerThatItIsClosed) {
  rules.watermarks(1000, 500);
  int told = 0;
  handle([&](WebSocketConnection& to, const std::string&) { return tellNumbers(world.handlers, told, to, 1000); });
  join();
  peer->stopReading();
  client->text("go");
  world.time.settle();
  ASSERT_EQ(world.handlers, 1);
  connection().close(CloseCode::goingAway, "");
  world.time.settle();
  EXPECT_EQ(world.handlers, 0);
  EXPECT_EQ(told, 1);
  client->close(CloseCode::goingAway);
  world.time.settle();
  EXPECT_EQ(catchUp().back(), "close 1001") << "nothing holds up the closing handshake";
}

Task<> tellOften(int& handlers, int& told, WebSocketConnection& connection, int times) {
  const Living living(handlers);
  while (told < times) {
    ++told;
    co_await Sent(connection.send(ws::Opcode::text, asBytes("again")), &connection);
  }
}

TEST_F(SlowClientTest, DoesNotLetAHandlerThatIgnoresItsCloseHaveTheThread) {
  constexpr int times = 5'000;
  rules.watermarks(1000, 500);
  int told = 0;
  handle([&](WebSocketConnection& to, const std::string&) { return tellOften(world.handlers, told, to, times); });
  joinAndStop();
  client->text("go");
  world.time.settle();
  const int before = told;
  ASSERT_LT(before, times / 2) << "it waits";
  connection().close(CloseCode::goingAway, "");
  int toldMeanwhile = 0;
  world.time.loop().post([&] { toldMeanwhile = told; });
  world.time.settle();
  EXPECT_LT(toldMeanwhile, times / 2) << "others have their turn";
  EXPECT_EQ(told, times) << "it goes on, turn by turn";
  EXPECT_EQ(world.handlers, 0);
}

// ---- Reading

TEST_F(SlowClientTest, IsNotReadWhileItsReadingIsPaused) {
  join();
  client->text("one");
  connection().pauseReading();
  EXPECT_EQ(hear(), Lines());
  EXPECT_GT(peer->unread(), 0U);
  connection().resumeReading();
  EXPECT_EQ(hear(), Lines{"text one"});
}

TEST_F(SlowClientTest, MayBePausedByItsHandler) {
  int handled = 0;
  handle([&](WebSocketConnection& to, std::string text) -> Task<> {
    ++handled;
    if (text == "pause") to.pauseReading();
    co_return;
  });
  join();
  peer->send(WebSocketTalk::encode(ws::Opcode::text, "pause") + WebSocketTalk::encode(ws::Opcode::text, "next"));
  world.time.settle();
  EXPECT_EQ(handled, 1) << "what was read already waits too";
  world.time.pass(1h, 1s);
  EXPECT_EQ(handled, 1);
  EXPECT_FALSE(peer->closed()) << "a client that nobody reads cannot answer a ping";
  connection().resumeReading();
  world.time.settle();
  EXPECT_EQ(handled, 2);
  connection().pauseReading();
  connection().resumeReading();
  client->text("last");
  world.time.settle();
  EXPECT_EQ(handled, 3);
}

TEST_F(SlowClientTest, HasItsWholeTimeForAnAnswerAfterAPause) {
  join();
  world.time.pass(25s);
  EXPECT_EQ(hear(), Lines{"ping"});
  connection().pauseReading();
  client->frame(ws::Opcode::pong, "");
  world.time.pass(14'900ms);
  connection().resumeReading();
  world.time.pass(1s);
  EXPECT_FALSE(peer->closed());
}

TEST_F(SlowClientTest, HasItsWholeTimeForAMessageAfterAPause) {
  join();
  client->frame(ws::Opcode::text, "part", false);
  world.time.settle();
  connection().pauseReading();
  client->frame(ws::Opcode::continuation, "rest");
  world.time.pass(40s, 1s);
  connection().resumeReading();
  EXPECT_EQ(hear(), Lines{"text partrest"});
  client->frame(ws::Opcode::text, "part", false);
  world.time.pass(20s, 1s);
  connection().pauseReading();
  world.time.pass(9900ms);
  connection().resumeReading();
  world.time.pass(20s, 1s);
  client->frame(ws::Opcode::continuation, "rest");
  EXPECT_EQ(hear(), Lines{"text partrest"});
}

TEST_F(SlowClientTest, IsNoticedWhenItLeavesDuringAPause) {
  for (const bool says : {false, true}) {
    join();
    connection().pauseReading();
    client->text("never handled");
    if (says) client->close(CloseCode::normal, "bye");
    peer->end();
    world.time.settle();
    EXPECT_TRUE(peer->closed());
    EXPECT_EQ(world.socket.log, Lines{says ? "closed 1000 bye" : "closed 1006"});
  }
}

TEST_F(SlowClientTest, IsReadForItsCloseThoughItsReadingIsPaused) {
  join();
  connection().pauseReading();
  connection().close(CloseCode::normal, "");
  client->close(CloseCode::normal);
  EXPECT_EQ(hear(), Lines{"close 1000"});
  peer->end();
  world.time.settle();
  EXPECT_TRUE(peer->closed());
  EXPECT_FALSE(peer->wasReset());
}

// A handler that is slow holds up its own client alone.
TEST_F(SlowClientTest, IsHeldUpByItsHandlerAndNobodyElseIs) {
  handle([&](WebSocketConnection& to, std::string text) -> Task<> {
    const Living living(world.handlers);
    if (text == "slow") co_await sleep(10s);
    to.send(ws::Opcode::text, std::move(text));
  });
  join();
  client->text("slow");
  world.time.settle();
  MemoryPeer& slowPeer = *peer;
  const auto slow = std::move(client);
  for (int i = 0; i < 50; ++i) slowPeer.send(WebSocketTalk::encode(ws::Opcode::text, std::string(60'000, 'x')));
  world.time.settle();
  EXPECT_GT(slowPeer.unread(), 2'000'000U);
  join();
  client->text("quick");
  EXPECT_EQ(hear(), Lines{"text quick"});
  world.time.pass(10s, 1s);
  EXPECT_EQ(slow->hear().size(), 51U);
  EXPECT_EQ(slowPeer.unread(), 0U);
}

// ---- Losses at any moment

Task<> talk(int& handlers, WebSocketConnection& connection) {
  const Living living(handlers);
  for (int i = 0; i < 6; ++i) {
    const Sent sent(connection.send(ws::Opcode::binary, std::string(60'000, 'x')), &connection);
    co_await sent;
  }
  co_await Drained(&connection);
  connection.close(CloseCode::normal, "said");
}

const Scenario slowly{[](World& world) {
                        world.socket.limit.backpressure = Backpressure::wait().watermarks(100'000, 50'000);
                        world.socket.onMessage = [&world](WebSocketConnection& connection, bool, std::string_view) {
                          return talk(world.handlers, connection);
                        };
                      },
                      [](World& world, MemoryPeer& peer) {
                        WebSocketTalk client(peer, {.target = "/socket"});
                        client.open();
                        world.time.settle();
                        peer.stopReading(30'000);
                        client.text("go");
                        world.time.settle();
                        if (world.socket.last != nullptr) world.socket.last->pauseReading();
                        for (int i = 0; i < 5; ++i) {
                          peer.read(30'000);
                          world.time.settle();
                        }
                        if (world.socket.last != nullptr) world.socket.last->resumeReading();
                        peer.readAll();
                        world.time.settle();
                        client.close(CloseCode::normal);
                        world.time.settle();
                        peer.end();
                        world.time.settle();
                        Lines expected{"open"};
                        expected.insert(expected.end(), 6, "binary of 60000");
                        expected.emplace_back("close 1000 said");
                        return client.hear() == expected && peer.sawEnd() && peer.closed();
                      }};

class LostSlowClient : public testing::TestWithParam<Loss> {};

TEST_P(LostSlowClient, LeavesNothingBehind) {
  loseEverywhere(slowly, GetParam());
}

INSTANTIATE_TEST_SUITE_P(, LostSlowClient, everyLoss, nameOfLoss);

}  // namespace
}  // namespace serinus::server
