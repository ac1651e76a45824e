#include "world.hpp"

#include <serinus/http/http_exception.hpp>
#include <serinus/sse/parser.hpp>

#include <new>
#include <stdexcept>

namespace serinus::server {
namespace {

constexpr std::string_view head =
    "Content-Type: text/event-stream; charset=utf-8\r\n"
    "Cache-Control: no-store\r\n"
    "X-Accel-Buffering: no\r\n"
    "Connection: close\r\n"
    "Transfer-Encoding: chunked\r\n\r\n";

class EventStreamConnectionTest : public testing::Test {
protected:
  using Events = AsyncGenerator<SseEvent>;

  MemoryPeer& join(const std::string& request = get("/events")) {
    peer = &world.connect();
    peer->send(request);
    world.time.settle();
    return *peer;
  }
  /// A generator that counts from 1 and waits at `stop`.
  static Events count(World& world, int stop) {
    const Living living(world.handlers);
    for (int i = 1; i < stop; ++i) co_yield std::to_string(i);
    co_await sleep(1h);
    co_yield "late";
  }
  void counts(int stop) {
    world.stream.onStart = [this, stop](EventStreamConnection&) { return count(world, stop); };
  }
  static EncodedEvent event(std::string_view data) { return EncodedEvent(SseEvent(data)); }
  /// One whose chunk has that size.
  static EncodedEvent eventOfSize(std::size_t size) {
    std::string data(size, 'x');
    while (event(data).chunk().size() > size) data.pop_back();
    return event(data);
  }

  /// The events of a whole answer, as `type data`.
  static Lines eventsIn(std::string_view wire) {
    Lines events;
    sse::StreamParser parser([&](sse::ReceivedEvent received) { events.push_back(received.data); });
    const Lines answers = answersIn(wire);
    EXPECT_EQ(answers.size(), 1U);
    if (!answers.empty()) parser.feed(std::string_view(answers[0]).substr(std::min<std::size_t>(answers[0].size(), 4)));
    return events;
  }

  World world;
  MemoryPeer* peer = nullptr;
};

// ---- The head and the events

TEST_F(EventStreamConnectionTest, SendsHeadAndFirstEventsTogether) {
  counts(3);
  join();
  const std::string& wire = peer->received();
  EXPECT_TRUE(wire.starts_with("HTTP/1.1 200 OK\r\nDate: ")) << wire;
  EXPECT_TRUE(wire.ends_with(std::string(head) + "9\r\ndata: 1\n\n\r\n9\r\ndata: 2\n\n\r\n")) << wire;
  EXPECT_EQ(world.stream.log, Lines{"open /events"});
}

TEST_F(EventStreamConnectionTest, WaitsWithItsHeadForTheFirstEventOrTheFirstHeartbeat) {
  counts(1);
  join();
  world.time.pass(14'900ms);
  EXPECT_EQ(peer->received(), "");
  world.time.pass(200ms);
  EXPECT_TRUE(peer->received().ends_with(std::string(head) + "3\r\n:\n\n\r\n")) << peer->received();
}

TEST_F(EventStreamConnectionTest, WaitsNoLongerWhenItsGeneratorHasEnded) {
  join();
  EXPECT_TRUE(peer->received().ends_with(head)) << peer->received();
  EXPECT_FALSE(peer->sawEnd());
  EXPECT_EQ(world.stream.last->send(event("from elsewhere")), SendResult::delivered);
  world.time.settle();
  EXPECT_TRUE(peer->received().ends_with("16\r\ndata: from elsewhere\n\n\r\n")) << peer->received();
}

TEST_F(EventStreamConnectionTest, SendsAnHttp10ReaderNoChunks) {
  counts(3);
  join("GET /events HTTP/1.0\r\n\r\n");
  EXPECT_EQ(peer->received().find("Transfer-Encoding"), std::string::npos);
  EXPECT_TRUE(peer->received().ends_with("\r\n\r\ndata: 1\n\ndata: 2\n\n")) << peer->received();
  world.stream.last->send(event("3"));
  world.stream.last->close();
  world.time.settle();
  EXPECT_TRUE(peer->received().ends_with("data: 2\n\ndata: 3\n\n")) << peer->received();
  EXPECT_TRUE(peer->sawEnd());
}

TEST_F(EventStreamConnectionTest, AnswersHeadWithItsHeadAlone) {
  counts(3);
  join("HEAD /events HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(peer->received().ends_with(head)) << peer->received();
  EXPECT_TRUE(peer->sawEnd());
  peer->end();
  world.time.settle();
  EXPECT_EQ(world.server.size(), 0U);
  EXPECT_EQ(world.handlers, 0);
}

TEST_F(EventStreamConnectionTest, EndsTheBodyOfAReaderThatHasEndedItsSide) {
  counts(2);
  join();
  peer->end();
  world.time.settle();
  EXPECT_TRUE(peer->received().ends_with("9\r\ndata: 1\n\n\r\n0\r\n\r\n")) << peer->received();
  EXPECT_TRUE(peer->closed());
  EXPECT_FALSE(peer->wasReset());
  EXPECT_EQ(world.server.size(), 0U);
  EXPECT_EQ(world.handlers, 0);
}

TEST_F(EventStreamConnectionTest, BreaksEachSilenceWithAComment) {
  counts(2);
  join();
  peer->take();
  for (int i = 0; i < 3; ++i) {
    world.time.pass(14'900ms);
    EXPECT_EQ(peer->take(), "");
    world.time.pass(100ms);
    EXPECT_EQ(peer->take(), "3\r\n:\n\n\r\n");
  }
  world.time.pass(10s);
  world.stream.last->send(event("x"));
  world.time.settle();
  peer->take();
  world.time.pass(14'900ms);
  EXPECT_EQ(peer->take(), "");
}

TEST_F(EventStreamConnectionTest, IgnoresWhatAReaderSends) {
  counts(2);
  join(get("/events") + get("/events"));
  peer->send(std::string(1'000'000, 'x'));
  world.time.settle();
  EXPECT_EQ(peer->unread(), 0U);
  EXPECT_EQ(world.stream.log, Lines{"open /events"});
  EXPECT_FALSE(peer->closed());
}

TEST_F(EventStreamConnectionTest, WritesAllThatIsReadyAtOnce) {
  counts(2);
  join();
  const std::size_t forOne = peer->operations();
  counts(101);
  join();
  EXPECT_EQ(peer->operations(), forOne);
  EXPECT_EQ(world.stream.last->send(event("from elsewhere")), SendResult::delivered);
  for (int i = 0; i < 9; ++i) world.stream.last->send(event("from elsewhere"));
  world.time.settle();
  EXPECT_EQ(peer->operations(), forOne + 1);
  EXPECT_NE(peer->received().find("data: 100\n\n"), std::string::npos);
}

TEST_F(EventStreamConnectionTest, SaysItsRetryTimeOnceBeforeItsEvents) {
  world.stream.limit.retry = 2s;
  counts(3);
  join();
  EXPECT_TRUE(peer->received().ends_with(std::string(head) +
                                         "d\r\nretry: 2000\n\n\r\n9\r\ndata: 1\n\n\r\n9\r\ndata: 2\n\n\r\n"))
      << peer->received();
}

TEST_F(EventStreamConnectionTest, TellsEachReaderAnotherRetryTime) {
  world.stream.limit.retry = 2s;
  world.stream.limit.retrySpread = 3s;
  std::map<int, int> times;
  for (int i = 0; i < 64; ++i) {
    join();
    const std::size_t at = peer->received().find("retry: ");
    ASSERT_NE(at, std::string::npos);
    ++times[std::stoi(peer->received().substr(at + 7))];
  }
  EXPECT_GE(times.begin()->first, 2000);
  EXPECT_LE(times.rbegin()->first, 5000);
  EXPECT_GT(times.size(), 32U);
}

TEST_F(EventStreamConnectionTest, SendsAHeadThatWasAddedTo) {
  counts(2);
  world.stream.onHead = [](Response& answer) {
    answer.header("Set-Cookie", "a=b").header("Cache-Control", "no-cache").header("Content-Type", "text/html");
    answer.status(Status::accepted);
  };
  join();
  EXPECT_TRUE(peer->received().starts_with("HTTP/1.1 202 Accepted\r\n")) << peer->received();
  EXPECT_NE(peer->received().find("Set-Cookie: a=b\r\n"), std::string::npos);
  EXPECT_NE(peer->received().find("Cache-Control: no-cache\r\n"), std::string::npos);
  EXPECT_EQ(peer->received().find("no-store"), std::string::npos);
  EXPECT_EQ(peer->received().find("text/html"), std::string::npos);
}

TEST_F(EventStreamConnectionTest, RefusesAnEventAboveItsLimitWhereItIsYielded) {
  world.stream.limit.maxEvent = 100;
  world.stream.limit.closeWhenDone = true;
  const auto large = [](bool waits) -> Events {
    for (const std::size_t size : {92U, 93U, 94U}) {
      bool isRefused = false;
      if (waits) co_await sleep(1s);
      try {
        co_yield std::string(size, 'x');  // and 8 bytes around it
      } catch (const SseEventTooLarge&) {
        isRefused = true;
      }
      if (isRefused) co_yield "refused";
    }
  };
  for (const bool waits : {false, true}) {
    world.stream.onStart = [&](EventStreamConnection&) { return large(waits); };
    join();
    world.time.pass(5s);
    EXPECT_EQ(eventsIn(peer->received()), (Lines{std::string(92, 'x'), "refused", "refused"}));
  }
}

TEST_F(EventStreamConnectionTest, EndsWithAnEventAboveItsLimitThatNobodyCatches) {
  world.stream.limit.maxEvent = 100;
  const auto large = []() -> Events {
    co_yield "1";
    co_yield std::string(93, 'x');
    co_yield "never";
  };
  world.stream.onStart = [&](EventStreamConnection&) { return large(); };
  join();
  EXPECT_EQ(eventsIn(peer->received()), Lines{"1"});
  EXPECT_EQ(world.stream.log, (Lines{"open /events", "fault"}));
}

// ---- Endings

TEST_F(EventStreamConnectionTest, KeepsAReaderAwayFor204WhereNothingWasSent) {
  const auto quiet = [](EventStreamConnection& connection) -> Events {
    connection.stop();
    co_await sleep(1s);
    if (connection.isOpen()) co_yield "never";
  };
  world.stream.onStart = [&](EventStreamConnection& connection) { return quiet(connection); };
  world.stream.onRefusal = [](Response& answer) { answer.header("X-Left", "yes"); };
  join();
  EXPECT_EQ(world.stream.last->send(event("others open it no more")), SendResult::closed);
  world.time.pass(1s);
  EXPECT_EQ(answersIn(peer->received()), Lines{"204"});
  EXPECT_NE(peer->received().find("X-Left: yes\r\n"), std::string::npos);
  EXPECT_TRUE(peer->sawEnd());
}

TEST_F(EventStreamConnectionTest, OnlyEndsAStoppedStreamThatHasBegun) {
  const auto loud = [](EventStreamConnection& connection) -> Events {
    co_yield "1";
    connection.stop();
  };
  world.stream.onStart = [&](EventStreamConnection& connection) { return loud(connection); };
  join();
  EXPECT_EQ(eventsIn(peer->received()), Lines{"1"});
  EXPECT_TRUE(peer->sawEnd());
}

TEST_F(EventStreamConnectionTest, SaysARetryTimeWhenTheServerStops) {
  world.stream.limit.retry = 2s;
  counts(2);
  join();
  peer->take();
  world.server.drain([] {});
  world.time.settle();
  EXPECT_EQ(peer->take(), "d\r\nretry: 2000\n\n\r\n0\r\n\r\n");
  EXPECT_TRUE(peer->sawEnd());
}

TEST_F(EventStreamConnectionTest, IsNotOpenedAnyMoreWhenTheServerStops) {
  counts(2);
  peer = &world.connect();
  peer->send("GET /events HTTP/1.1\r\nHost: a");
  world.time.settle();
  world.server.drain([] {});
  peer->send("\r\n\r\n");
  world.time.settle();
  EXPECT_EQ(statusesIn(peer->received()), "503");
  EXPECT_TRUE(peer->sawEnd());
  EXPECT_EQ(world.stream.log, Lines());
}

class FarewellTest : public EventStreamConnectionTest {
protected:
  /// A generator that hears of the stop and takes `time` to say its farewell.
  static Events politely(World& where, Duration time) {
    const Living living(where.handlers);
    co_yield "1";
    while (!where.isDrained) co_await sleep(100ms);
    co_await sleep(time);
    co_yield "farewell";
  }
  void drainWith(Duration time) {
    world.stream.onStopping = [this] { return world.isDrained = true; };
    world.stream.onStart = [this, time](EventStreamConnection&) { return politely(world, time); };
    join();
    world.server.drain([] {});
    world.time.settle();
  }
};

TEST_F(FarewellTest, IsWaitedForAndEndsTheStream) {
  world.stream.limit.retry = 1s;
  drainWith(1s);
  EXPECT_FALSE(peer->sawEnd());
  world.time.pass(1200ms);
  EXPECT_EQ(eventsIn(peer->received()), (Lines{"1", "farewell"}));
  EXPECT_TRUE(peer->received().ends_with("retry: 1000\n\n\r\n0\r\n\r\n"));
  EXPECT_TRUE(peer->sawEnd());
}

TEST_F(FarewellTest, IsWaitedForNoLongerThanItsTime) {
  drainWith(1h);
  world.time.pass(1900ms);
  EXPECT_FALSE(peer->sawEnd());
  world.time.pass(200ms);
  EXPECT_EQ(eventsIn(peer->received()), Lines{"1"});
  EXPECT_TRUE(peer->sawEnd());
  peer->end();
  world.time.settle();
  EXPECT_EQ(world.handlers, 0);
}

TEST_F(FarewellTest, IsNotWaitedForWhereThatIsSwitchedOff) {
  world.stream.limit.farewell = Duration::zero();
  drainWith(0s);
  EXPECT_EQ(eventsIn(peer->received()), Lines{"1"});
  EXPECT_TRUE(peer->sawEnd());
}

TEST_F(EventStreamConnectionTest, EndsWithItsGeneratorWhereItIsToldTo) {
  world.stream.limit.closeWhenDone = true;
  const auto two = []() -> Events {
    co_yield "1";
    co_yield "2";
  };
  world.stream.onStart = [&](EventStreamConnection&) { return two(); };
  join();
  EXPECT_EQ(eventsIn(peer->received()), (Lines{"1", "2"}));
  EXPECT_TRUE(peer->sawEnd());
  peer->end();
  world.time.settle();
  EXPECT_EQ(world.stream.log, (Lines{"open /events", "closed"}));
}

TEST_F(EventStreamConnectionTest, EndsBehindWhatWasSentBefore) {
  counts(2);
  join();
  EventStreamConnection& connection = *world.stream.last;
  EXPECT_EQ(connection.send(event("last")), SendResult::delivered);
  connection.close();
  EXPECT_EQ(connection.send(event("late")), SendResult::closed);
  connection.close();
  world.time.settle();
  EXPECT_EQ(eventsIn(peer->received()), (Lines{"1", "last"}));
  EXPECT_TRUE(peer->sawEnd());
}

TEST_F(EventStreamConnectionTest, EndsWithAnEmptyStreamBeforeItsFirstEvent) {
  counts(1);
  join();
  world.stream.last->close();
  world.time.settle();
  EXPECT_EQ(eventsIn(peer->received()), Lines());
  EXPECT_TRUE(peer->received().ends_with(std::string(head) + "0\r\n\r\n"));
}

TEST_F(EventStreamConnectionTest, EndsInGoodOrderWhenTheServerStops) {
  counts(2);
  join();
  bool isEmpty = false;
  world.server.drain([&] { isEmpty = true; });
  world.time.settle();
  EXPECT_EQ(eventsIn(peer->received()), Lines{"1"});
  EXPECT_TRUE(peer->sawEnd());
  EXPECT_FALSE(isEmpty);
  peer->end();
  world.time.settle();
  EXPECT_TRUE(isEmpty);
  EXPECT_EQ(world.handlers, 0);
}

TEST_F(EventStreamConnectionTest, DestroysItsGeneratorAsSoonAsTheReaderLeaves) {
  for (const Loss loss : {Loss::left, Loss::reset}) {
    counts(2);
    join();
    ASSERT_EQ(world.handlers, 1);
    peer->lose(loss);
    world.time.settle();
    EXPECT_EQ(world.handlers, 0);
    EXPECT_EQ(world.server.size(), 0U);
    EXPECT_EQ(world.stream.clients, 0);
  }
}

TEST_F(EventStreamConnectionTest, DestroysTheGeneratorOfAReaderThatLeftWithItsRequest) {
  counts(2);
  peer = &world.connect();
  peer->send(get("/events"));
  peer->lose(Loss::left);
  world.time.settle();
  EXPECT_EQ(world.handlers, 0);
  EXPECT_EQ(world.server.size(), 0U);
}

// A generator may end its own stream, or that of its reader's, from inside.
TEST_F(EventStreamConnectionTest, MayBeClosedByItsOwnGenerator) {
  const auto suicidal = [](World& where, EventStreamConnection& connection) -> Events {
    const Living living(where.handlers);
    co_yield "1";
    connection.close();
    co_yield "never";
    co_await sleep(1s);
    co_yield "nor this";
  };
  world.stream.onStart = [&](EventStreamConnection& connection) { return suicidal(world, connection); };
  join();
  world.time.pass(1s);
  EXPECT_EQ(eventsIn(peer->received()), Lines{"1"});
  peer->end();
  world.time.settle();
  EXPECT_EQ(world.handlers, 0);
}

// ---- What generators throw

struct Thrown {
  std::string name;
  std::function<void()> act;
};
class ThrowingGenerator : public EventStreamConnectionTest, public testing::WithParamInterface<Thrown> {
protected:
  static Events yieldThenThrow(const std::function<void()>& act, int events, bool waits) {
    for (int i = 1; i <= events; ++i) co_yield std::to_string(i);
    if (waits) co_await sleep(1s);
    act();
  }
  void SetUp() override {
    world.stream.onFault = [](std::exception_ptr fault) {
      EXPECT_TRUE(fault);
      return Response::text("it threw").status(Status::conflict);
    };
  }
  void expectRefused() {
    world.time.pass(1s);
    EXPECT_EQ(answersIn(peer->received()), Lines{"409 it threw"});
    EXPECT_TRUE(peer->sawEnd());
    peer->end();
    world.time.settle();
    EXPECT_EQ(world.stream.log, (Lines{"open /events", "fault", "closed"}));
    EXPECT_EQ(world.server.size(), 0U);
  }
};

TEST_P(ThrowingGenerator, IsAnsweredForWithAStatusBeforeItsFirstEvent) {
  world.stream.onStart = [&](EventStreamConnection&) { return yieldThenThrow(GetParam().act, 0, false); };
  join();
  expectRefused();
}

TEST_P(ThrowingGenerator, IsAnsweredForWithAStatusAfterAWaitToo) {
  world.stream.onStart = [&](EventStreamConnection&) { return yieldThenThrow(GetParam().act, 0, true); };
  join();
  expectRefused();
}

TEST_P(ThrowingGenerator, IsAnsweredForWithAStatusWhereItIsNoGeneratorYet) {
  world.stream.onStart = [&](EventStreamConnection&) -> Events {
    GetParam().act();
    return {};
  };
  join();
  expectRefused();
}

TEST_P(ThrowingGenerator, EndsItsStreamAfterItsFirstEvent) {
  for (const bool waits : {false, true}) {
    world.stream.log.clear();
    world.stream.onStart = [&](EventStreamConnection&) { return yieldThenThrow(GetParam().act, 2, waits); };
    join();
    world.time.pass(1s);
    EXPECT_EQ(eventsIn(peer->received()), (Lines{"1", "2"}));
    EXPECT_TRUE(peer->sawEnd());
    peer->end();
    world.time.settle();
    EXPECT_EQ(world.stream.log, (Lines{"open /events", "fault", "closed"}));
  }
}

TEST_P(ThrowingGenerator, OrTheRouteItselfIsAnsweredForToo) {
  world.stream.onOpen = GetParam().act;
  for (const std::string target : {"/events", "http://host.example/events"}) {
    join("GET " + target + " HTTP/1.1\r\nHost: host.example\r\n\r\n");
    EXPECT_TRUE(statusesIn(peer->received()) == "500" || statusesIn(peer->received()) == "404") << peer->received();
    peer->end();
    world.time.settle();
    EXPECT_EQ(world.server.size(), 0U);
  }
}

INSTANTIATE_TEST_SUITE_P(, ThrowingGenerator,
                         testing::Values(Thrown{"RuntimeError", [] { throw std::runtime_error("x"); }},
                                         Thrown{"BadAlloc", [] { throw std::bad_alloc(); }},
                                         Thrown{"Int", [] { throw 1; }},
                                         Thrown{"HttpException", [] { throw NotFoundException("x"); }}),
                         [](const auto& row) { return row.param.name; });

// ---- Backpressure

TEST_F(EventStreamConnectionTest, PullsNoMoreForAReaderThatDoesNotReadAndGoesOnWhenItDoes) {
  world.stream.limit.closeWhenDone = true;
  int pulled = 0;
  const auto large = [](int& count) -> Events {
    for (int i = 0; i < 100; ++i) {
      ++count;
      co_yield std::string(10'000, 'x');
    }
  };
  world.stream.onStart = [&](EventStreamConnection&) { return large(pulled); };
  peer = &world.connect();
  peer->stopReading();
  peer->send(get("/events"));
  world.time.settle();
  EXPECT_GE(pulled, 26);
  EXPECT_LE(pulled, 28);
  peer->readAll();
  world.time.settle();
  EXPECT_EQ(pulled, 100);
  EXPECT_EQ(eventsIn(peer->received()), Lines(100, std::string(10'000, 'x')));
  EXPECT_TRUE(peer->sawEnd());
}

// The queue runs empty in the same write that lets the generator come to its end.
TEST_F(EventStreamConnectionTest, LosesNothingOfAnEndThatComesWhenTheReaderCatchesUp) {
  world.stream.limit.closeWhenDone = true;
  for (int events = 20; events < 40; ++events) {
    const auto large = [](int all) -> Events {
      for (int i = 0; i < all; ++i) co_yield std::string(10'000, 'x');
    };
    world.stream.onStart = [&](EventStreamConnection&) { return large(events); };
    peer = &world.connect();
    peer->stopReading();
    peer->send(get("/events"));
    world.time.settle();
    peer->readAll();
    world.time.settle();
    ASSERT_TRUE(peer->received().ends_with("0\r\n\r\n")) << events;
    ASSERT_EQ(eventsIn(peer->received()).size(), static_cast<std::size_t>(events));
    ASSERT_TRUE(peer->sawEnd());
  }
}

TEST_F(EventStreamConnectionTest, CutsOffAReaderAtItsLimitAndNotBelow) {
  world.stream.limit.backpressure = Backpressure::close().maxBytes(10'000);
  counts(2);
  join();
  peer->stopReading();
  EventStreamConnection& connection = *world.stream.last;
  EXPECT_EQ(connection.send(eventOfSize(9999)), SendResult::delivered);
  world.time.settle();
  EXPECT_EQ(connection.send(event("fits")), SendResult::queued);
  world.time.settle();
  EXPECT_FALSE(peer->closed());
  EXPECT_EQ(connection.send(event("no more")), SendResult::closed);
  world.time.settle();
  EXPECT_TRUE(peer->wasReset());
  EXPECT_EQ(world.stream.log, (Lines{"open /events", "closed"}));
  EXPECT_EQ(world.handlers, 0);

  join();
  peer->stopReading();
  EXPECT_EQ(world.stream.last->send(eventOfSize(10'000)), SendResult::delivered);
  world.time.settle();
  EXPECT_EQ(world.stream.last->send(event("no more")), SendResult::closed);
}

struct Slow {
  std::string name;
  Backpressure rules;
  std::vector<SendResult> results;  ///< of a to e, where two may wait
  Lines events;                     ///< that arrive
  std::map<FlowEvent, std::size_t> flow;
};
class SlowReader : public EventStreamConnectionTest, public testing::WithParamInterface<Slow> {};

TEST_P(SlowReader, IsTreatedByTheRules) {
  world.stream.limit.backpressure = Backpressure(GetParam().rules).maxMessages(2);
  counts(2);
  join();
  peer->stopReading();
  EventStreamConnection& connection = *world.stream.last;
  EXPECT_EQ(connection.send(event("stuck")), SendResult::delivered);
  world.time.settle();
  std::vector<SendResult> results;
  for (const char* const name : {"a", "b", "c", "d", "e"})
    results.push_back(connection.send(event(name), std::string_view(name) == "c" ? "a" : name));
  EXPECT_EQ(results, GetParam().results);
  peer->readAll();
  world.time.settle();
  EXPECT_EQ(world.stream.flow, GetParam().flow);
  if (peer->wasReset()) return;
  connection.close();
  world.time.settle();
  EXPECT_EQ(eventsIn(peer->received()), GetParam().events);
}

constexpr SendResult queued = SendResult::queued;
constexpr SendResult dropped = SendResult::dropped;
constexpr SendResult closed = SendResult::closed;

INSTANTIATE_TEST_SUITE_P(
    , SlowReader,
    testing::Values(
        Slow{"Close", Backpressure::close(), {queued, queued, closed, closed, closed}, {}, {{FlowEvent::closed, 1}}},
        Slow{"Wait",
             Backpressure::wait(),
             {queued, queued, dropped, dropped, dropped},
             {"1", "stuck", "a", "b"},
             {{FlowEvent::refused, 3}}},
        Slow{"DropNewest",
             Backpressure::dropNewest(),
             {queued, queued, dropped, dropped, dropped},
             {"1", "stuck", "a", "b"},
             {{FlowEvent::droppedNewest, 3}}},
        Slow{"DropOldest",
             Backpressure::dropOldest(),
             {queued, queued, queued, queued, queued},
             {"1", "stuck", "d", "e"},
             {{FlowEvent::droppedOldest, 3}}},
        Slow{"Conflate",
             Backpressure::conflate(),
             {queued, queued, queued, closed, closed},
             {},
             {{FlowEvent::conflated, 1}, {FlowEvent::closed, 1}}}),
    [](const auto& row) { return row.param.name; });

TEST_F(EventStreamConnectionTest, LetsTheNewestOfAKeyHaveTheTurnOfTheOldest) {
  world.stream.limit.backpressure = Backpressure::conflate();
  counts(2);
  join();
  peer->stopReading();
  EventStreamConnection& connection = *world.stream.last;
  connection.send(event("stuck"));
  world.time.settle();
  for (int i = 0; i < 1000; ++i) {
    EXPECT_EQ(connection.send(event("eur " + std::to_string(i)), "eur"), SendResult::queued);
    EXPECT_EQ(connection.send(event("usd " + std::to_string(i)), "usd"), SendResult::queued);
  }
  peer->readAll();
  world.time.settle();
  connection.close();
  world.time.settle();
  EXPECT_EQ(eventsIn(peer->received()), (Lines{"1", "stuck", "eur 999", "usd 999"}));
}

TEST_F(EventStreamConnectionTest, NeverDropsWhatItsOwnGeneratorYields) {
  world.stream.limit.backpressure = Backpressure::dropOldest().maxMessages(1);
  int pulled = 0;
  const auto ticks = [](int& count) -> Events {
    for (;;) {
      co_yield "own " + std::to_string(++count);
      co_await sleep(1s);
    }
  };
  world.stream.onStart = [&](EventStreamConnection&) { return ticks(pulled); };
  join();
  peer->stopReading();
  EventStreamConnection& connection = *world.stream.last;
  connection.send(event("stuck"));
  world.time.settle();
  world.time.pass(5s);
  EXPECT_EQ(pulled, 2);  // it waits at its second
  peer->readAll();
  world.time.settle();
  connection.close();
  world.time.settle();
  EXPECT_EQ(eventsIn(peer->received()), (Lines{"own 1", "stuck", "own 2"}));
}

TEST_F(EventStreamConnectionTest, SendsWhatWaitsToAnHttp10ReaderWithoutChunks) {
  counts(2);
  join("GET /events HTTP/1.0\r\n\r\n");
  peer->stopReading();
  for (const char* const name : {"stuck", "a", "b"}) {
    world.stream.last->send(event(name));
    world.time.settle();
  }
  peer->readAll();
  world.time.settle();
  EXPECT_TRUE(peer->received().ends_with("\r\n\r\ndata: 1\n\ndata: stuck\n\ndata: a\n\ndata: b\n\n"));
}

TEST_F(EventStreamConnectionTest, SendsWhatWaitsBeforeItsEnd) {
  counts(2);
  join();
  peer->stopReading();
  for (const char* const name : {"stuck", "a", "b"}) {
    world.stream.last->send(event(name));
    world.time.settle();
  }
  world.stream.last->close();
  peer->readAll();
  world.time.settle();
  EXPECT_EQ(eventsIn(peer->received()), (Lines{"1", "stuck", "a", "b"}));
  EXPECT_TRUE(peer->sawEnd());
}

TEST_F(EventStreamConnectionTest, TakesABurstAboveTheLimitToAReaderThatReads) {
  world.stream.limit.backpressure = Backpressure::close().maxBytes(10'000);
  counts(10'000);
  join();
  EXPECT_FALSE(peer->wasReset());
  EXPECT_NE(peer->received().find("data: 9999\n\n"), std::string::npos);
  for (int i = 0; i < 100; ++i)
    EXPECT_EQ(world.stream.last->send(event(std::string(1000, 'x'))), SendResult::delivered);
  world.time.settle();
  EXPECT_FALSE(peer->wasReset());
}

TEST_F(EventStreamConnectionTest, LetsOthersHaveTheirTurnInALongRowOfEvents) {
  int pulled = 0;
  int pulledBefore = 0;
  const auto many = [](int& count, MemoryPeer& other) -> Events {
    while (count < 1000) {
      if (++count == 100) other.send(get("/other"));
      co_yield "x";
    }
  };
  MemoryPeer& other = world.connect();
  world.on(Method::get, "/other", [&](RequestContext&) -> Task<Response> {
    pulledBefore = pulled;
    co_return Response();
  });
  world.stream.onStart = [&](EventStreamConnection&) { return many(pulled, other); };
  join();
  EXPECT_EQ(pulled, 1000);
  EXPECT_GE(pulledBefore, 100);
  EXPECT_LE(pulledBefore, 600);
}

TEST_F(EventStreamConnectionTest, CutsOffAReaderThatVanished) {
  counts(2);
  join();
  peer->lose(Loss::vanished);
  world.time.pass(34'900ms);  // the heartbeat cannot be written for 20 s
  EXPECT_FALSE(peer->closed());
  world.time.pass(300ms);
  EXPECT_TRUE(peer->closed());
  EXPECT_EQ(world.handlers, 0);
}

}  // namespace
}  // namespace serinus::server
