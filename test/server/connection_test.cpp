#include "server/connection.hpp"
#include "server/message_in_hand.hpp"
#include "server/request_in_hand.hpp"

#include "testing/manual_loop.hpp"
#include "testing/memory_stream.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

namespace serinus::server {
namespace {

using namespace std::chrono_literals;
using namespace std::string_view_literals;
using test::Loss;
using test::ManualLoop;
using test::MemoryPeer;
using Lines = std::vector<std::string>;

constexpr std::size_t highWatermark = Connection::highWatermark;

/// A protocol made of functions, which takes all bytes where nothing else is said. It notes what it is told.
class Script final : public Protocol {
public:
  explicit Script(Lines& log, std::string name = {}) : log_(&log), name_(std::move(name)) {}
  ~Script() override { note("destroyed"); }

  std::function<void()> bytes;
  std::function<void()> end;
  std::function<void()> leaving;
  std::function<void()> closed;
  std::function<void()> drained;
  std::function<void()> wake;
  std::function<void(TimePoint)> late;
  TimePoint due = TimePoint::max();
  bool holds = false;
  bool paced = false;
  Connection* connection = nullptr;

  void onBytes() noexcept override {
    if (bytes) return bytes();
    note(std::string(asText(connection->in().unread())));
    connection->in().consume(connection->in().unread().size());
  }
  void onEnd() noexcept override {
    note("end");
    if (end) end();
  }
  void onLeaving() noexcept override {
    note("leaving");
    if (leaving) leaving();
  }
  void onClosed() noexcept override {
    note("closed");
    if (closed) closed();
  }
  void onDrained() noexcept override {
    note("drained");
    if (drained) drained();
  }
  void onWake() noexcept override {
    note("wake");
    if (wake) wake();
  }
  void onDeadline(TimePoint now) noexcept override {
    note("late");
    due = TimePoint::max();
    if (late) late(now);
  }
  TimePoint deadline() const noexcept override { return due; }
  void drain() noexcept override { note("drain"); }
  bool holdsInput() const noexcept override { return holds; }
  bool demandsPace() const noexcept override { return paced; }

private:
  void note(std::string line) { log_->push_back(name_ + line); }
  Lines* log_;
  std::string name_;
};

class ConnectionTest : public testing::Test, ConnectionOwner {
protected:
  ConnectionTest() {
    connection = std::make_unique<Connection>(host, peer.stream(), limiter.enter());
    script = start(std::make_unique<Script>(log));
    time.settle();
  }
  Script* start(std::unique_ptr<Script> made) {
    Script* const raw = made.get();
    made->connection = connection.get();
    connection->start(std::move(made));
    return raw;
  }
  void bury(Connection&) noexcept override { connection.reset(); }
  [[nodiscard]] std::uint64_t counted(Limit limit) const { return limiter.counters()[limit]; }

  ManualLoop time;
  Timeouts timeouts;
  OutboxPool outboxes;
  RequestPool requests;
  MessagePool messages;
  ws::DeflatePool deflate;
  ConnectionLimiter limiter;
  ConnectionHost host{time.loop(), outboxes, requests, messages, deflate, *this, timeouts, limiter};
  MemoryPeer peer{time.loop()};
  Lines log;
  std::unique_ptr<Connection> connection;
  Script* script = nullptr;
};

// ---- Reading

TEST_F(ConnectionTest, ShowsWhatHasComeAndKeepsTheRest) {
  script->bytes = [&] {
    log.emplace_back(asText(connection->in().unread()));
    connection->in().consume(2);
  };
  peer.send("abc");
  time.settle();
  peer.send("def");
  time.settle();
  EXPECT_EQ(log, (Lines{"abc", "cdef"}));
}

TEST_F(ConnectionTest, HoldsNoBlockOfTheLoopBetweenReads) {
  const std::byte* block = nullptr;
  script->bytes = [&] {
    block = connection->in().unread().data();
    connection->in().consume(connection->in().unread().size());
  };
  peer.send("abc");
  time.settle();
  EXPECT_EQ(time.loop().core().blocks().take().get(), block);
}

TEST_F(ConnectionTest, KeepsTheBlockAsLongAsSomebodyHoldsIt) {
  MutableBytes view;
  script->holds = true;
  script->bytes = [&] {
    view = connection->in().unread();
    connection->in().consume(view.size());
    connection->pauseReading();
  };
  peer.send("held");
  time.settle();
  EXPECT_NE(time.loop().core().blocks().take().get(), view.data());
  peer.send("later");
  time.settle();
  EXPECT_EQ(asText(view), "held");
}

TEST_F(ConnectionTest, ReadsMoreThanABlockInSeveralTurns) {
  std::size_t count = 0;
  std::size_t calls = 0;
  script->bytes = [&] {
    ++calls;
    count += connection->in().unread().size();
    connection->in().consume(connection->in().unread().size());
  };
  const std::size_t all = 3 * runtime::BlockPool::blockSize + 1;
  peer.send(std::string(all, 'x'));
  time.settle();
  EXPECT_EQ(count, all);
  EXPECT_EQ(calls, 4U);
}

TEST_F(ConnectionTest, ShowsNothingWhileItIsPausedAndEverythingAfterwards) {
  script->bytes = [&] {
    log.emplace_back(asText(connection->in().unread()));
    connection->in().consume(1);
    connection->pauseReading();
  };
  peer.send("ab");
  time.settle();
  peer.send("c");
  time.settle();
  EXPECT_EQ(log, Lines{"ab"});
  EXPECT_EQ(peer.unread(), 1U);
  connection->resumeReading();
  time.settle();
  EXPECT_EQ(log, (Lines{"ab", "b"})) << "first what it has, then what the socket has";
  connection->resumeReading();
  time.settle();
  EXPECT_EQ(log, (Lines{"ab", "b", "c"}));
}

TEST_F(ConnectionTest, TellsOfTheEndBehindTheLastByte) {
  peer.send("last");
  peer.end();
  time.settle();
  EXPECT_EQ(log, (Lines{"last", "end"}));
}

TEST_F(ConnectionTest, TellsOnceOfALeavingWhileItIsPausedAndOfTheEndAfterwards) {
  connection->pauseReading();
  peer.send("unread");
  peer.end();
  time.settle();
  peer.send("ignored after an end");
  time.settle();
  EXPECT_EQ(log, Lines{"leaving"});
  connection->resumeReading();
  time.settle();
  EXPECT_EQ(log, (Lines{"leaving", "unread", "end"}));
}

TEST_F(ConnectionTest, EndsAPausedConnectionThatIsReset) {
  connection->pauseReading();
  peer.lose(Loss::reset);
  time.settle();
  EXPECT_EQ(log, (Lines{"closed", "destroyed"}));
}

// ---- Writing

TEST_F(ConnectionTest, WritesOnceForABatch) {
  script->bytes = [&] {
    connection->in().consume(connection->in().unread().size());
    for (const std::string_view part : {"one "sv, "two "sv, "three"sv}) connection->out().append(part);
  };
  const std::size_t before = peer.operations();
  peer.send("go");
  time.settle();
  EXPECT_EQ(peer.received(), "one two three");
  EXPECT_EQ(peer.operations() - before, 3U) << "an edge, a read, a write";
}

TEST_F(ConnectionTest, WritesOnceForATurnWhatIsSentFromOutside) {
  const std::size_t before = peer.operations();
  time.loop().post([&] {
    connection->out().append("one "sv);
    connection->out().append("two"sv);
  });
  time.settle();
  EXPECT_EQ(peer.received(), "one two");
  EXPECT_EQ(peer.operations() - before, 1U);
}

TEST_F(ConnectionTest, BorrowsAnOutboxOnlyWhileItHasSomethingToSay) {
  const transport::Outbox* const lent = &connection->out();
  connection->out().append("x"sv);
  time.settle();
  EXPECT_EQ(outboxes.take().get(), lent);
  EXPECT_EQ(connection->queued(), 0U);
}

TEST_F(ConnectionTest, GivesItsOutboxBackEmptyWhenItIsLost) {
  peer.stopReading();
  const transport::Outbox* const lent = &connection->out();
  connection->out().append(std::string(5000, 'x'));
  time.settle();
  peer.lose(Loss::reset);
  time.settle();
  ASSERT_EQ(connection, nullptr);
  const auto outbox = outboxes.take();
  EXPECT_EQ(outbox.get(), lent);
  EXPECT_TRUE(outbox->empty());
}

TEST_F(ConnectionTest, WritesOnWhereTheSocketTookAPartOnly) {
  std::string all;
  for (int i = 0; i < 10'000; ++i) all += std::to_string(i) + ' ';
  for (const std::size_t room : {1U, 7U, 1024U, 16'385U}) {
    peer.stopReading(room);
    connection->out().append(std::string_view(all));
    std::string seen;
    while (seen.size() < all.size()) {
      time.settle();
      peer.read(room);
      seen += peer.take();
      if (room < 7 && seen.size() > 500) peer.stopReading(50'000);  // enough of this
    }
    EXPECT_EQ(seen, all);
  }
}

TEST_F(ConnectionTest, WritesNothingMoreOfWhatIsLentWhenItsBatchIsOver) {
  std::string lent(5000, 'l');
  peer.stopReading(1000);
  script->bytes = [&] {
    connection->in().consume(connection->in().unread().size());
    connection->out().appendBorrowed(asBytes(lent));
  };
  peer.send("go");
  time.settle();
  lent.assign(lent.size(), '!');
  peer.readAll();
  time.settle();
  EXPECT_EQ(peer.received(), std::string(5000, 'l'));
}

TEST_F(ConnectionTest, IsCongestedAboveItsWatermarkAndDrainedAtHalf) {
  peer.stopReading(1);
  connection->out().append(std::string(highWatermark + 1, 'x'));  // of which the socket takes one byte
  time.settle();
  EXPECT_EQ(connection->queued(), highWatermark);
  EXPECT_FALSE(connection->congested());
  connection->out().append("y"sv);
  connection->flush();
  EXPECT_TRUE(connection->congested());
  peer.stopReading(1000);
  while (connection->queued() > highWatermark / 2 + 1) {
    peer.read(std::min<std::size_t>(1000, connection->queued() - highWatermark / 2 - 1));
    time.settle();
  }
  EXPECT_TRUE(connection->congested());
  EXPECT_EQ(log, Lines());
  peer.read(1);
  time.settle();
  EXPECT_FALSE(connection->congested());
  EXPECT_EQ(log, Lines{"drained"});
  peer.readAll();
  time.settle();
  EXPECT_EQ(log, Lines{"drained"});
}

// ---- Another protocol

TEST_F(ConnectionTest, HandsWhatWasNotConsumedToTheNextProtocol) {
  script->bytes = [&] {
    connection->in().consume(4);
    auto next = std::make_unique<Script>(log, "next ");
    next->connection = connection.get();
    connection->become(std::move(next));
    log.emplace_back("still here");
  };
  peer.send("headbody");
  time.settle();
  peer.send("more");
  time.settle();
  EXPECT_EQ(log, (Lines{"still here", "destroyed", "next body", "next more"}));
  connection.reset();
  EXPECT_EQ(Lines(log.end() - 2, log.end()), (Lines{"next closed", "next destroyed"}));
}

TEST_F(ConnectionTest, WakesItsProtocolOnceATurn) {
  time.loop().post([&] {
    connection->wakeProtocol();
    connection->wakeProtocol();
  });
  time.settle();
  EXPECT_EQ(log, Lines{"wake"});
}

// ---- Endings

TEST_F(ConnectionTest, FinishesBehindWhatIsQueuedAndReadsTheRestAway) {
  peer.stopReading(10);
  connection->out().append(std::string(1000, 'x'));
  connection->finish();
  EXPECT_TRUE(connection->finishing());
  peer.send("ignored");
  time.settle();
  EXPECT_EQ(peer.unread(), 0U);
  EXPECT_FALSE(peer.sawEnd());
  peer.readAll();
  time.settle();
  EXPECT_EQ(peer.received().size(), 1000U);
  EXPECT_TRUE(peer.sawEnd());
  EXPECT_FALSE(peer.closed());
  peer.send(std::string(2'000'000, 'x'));
  time.settle();
  EXPECT_EQ(peer.unread(), 0U);
  peer.end();
  time.settle();
  EXPECT_TRUE(peer.closed());
  EXPECT_FALSE(peer.wasReset());
  EXPECT_EQ(log, (Lines{"closed", "destroyed"}));
}

TEST_F(ConnectionTest, FinishesForAPeerThatHasEndedAndStillReads) {
  peer.stopReading(10);
  peer.end();
  connection->out().append(std::string(1000, 'x'));
  connection->finish();
  time.settle();
  peer.readAll();
  time.settle();
  EXPECT_EQ(peer.received().size(), 1000U);
  EXPECT_TRUE(peer.sawEnd());
  EXPECT_TRUE(peer.closed());
}

TEST_F(ConnectionTest, LingersForItsTimeHoweverMuchComes) {
  connection->finish();
  for (int i = 0; i < 19; ++i) {
    time.pass(100ms);
    peer.send("x");
  }
  time.settle();
  EXPECT_FALSE(peer.closed());
  EXPECT_EQ(counted(Limit::lingerTime), 0U);
  time.pass(200ms);
  EXPECT_TRUE(peer.closed());
  EXPECT_EQ(counted(Limit::lingerTime), 1U);
  EXPECT_EQ(counted(Limit::lingerSize), 0U);
}

TEST_F(ConnectionTest, LingersForSoManyBytesOfAPeerThatThenEnds) {
  timeouts.lingerBytes = 1'000'000;
  connection->finish();
  peer.send(std::string(999'999, 'x'));
  time.settle();
  peer.send("y");
  peer.end();
  time.settle();
  EXPECT_TRUE(peer.closed());
  EXPECT_FALSE(peer.wasReset());
  EXPECT_EQ(counted(Limit::lingerTime) + counted(Limit::lingerSize), 0U);
}

TEST_F(ConnectionTest, ReadsNothingOfWhatComesBeyondThatUntilTheTimeIsOver) {
  timeouts.lingerBytes = 1'000'000;
  connection->finish();
  peer.send(std::string(1'000'001, 'x'));
  time.settle();
  EXPECT_EQ(peer.unread(), 0U) << "one byte more shows that there are more";
  peer.send(std::string(100, 'x'));
  time.pass(1900ms);
  EXPECT_EQ(peer.unread(), 100U);
  EXPECT_FALSE(peer.closed()) << "it may still read";
  time.pass(200ms);
  EXPECT_TRUE(peer.closed());
  EXPECT_EQ(counted(Limit::lingerSize), 1U);
  EXPECT_EQ(counted(Limit::lingerTime), 0U);
}

TEST_F(ConnectionTest, CountsWhatItReadsAwayBeforeThePeerHasTakenTheLastAnswer) {
  timeouts.lingerBytes = 1000;
  peer.stopReading();
  connection->out().append("answer"sv);
  connection->finish();
  peer.send(std::string(5000, 'x'));
  time.settle();
  EXPECT_EQ(peer.unread(), 3999U);
  EXPECT_FALSE(peer.closed());
  peer.readAll();
  time.settle();
  EXPECT_EQ(peer.received(), "answer");
  EXPECT_EQ(peer.unread(), 3999U);
  time.pass(2100ms);
  EXPECT_TRUE(peer.closed());
  EXPECT_EQ(counted(Limit::lingerSize), 1U);
}

TEST_F(ConnectionTest, AbortsWithAResetAndTellsOnce) {
  connection->out().append("never read"sv);
  connection->abort();
  connection->abort();
  EXPECT_EQ(log, Lines()) << "nobody is destroyed under its own feet";
  time.settle();
  EXPECT_TRUE(peer.wasReset());
  EXPECT_EQ(log, (Lines{"closed", "destroyed"}));
}

TEST_F(ConnectionTest, MayBeAbortedFromInsideItsProtocol) {
  script->bytes = [&] {
    connection->in().consume(connection->in().unread().size());
    connection->out().append("x"sv);
    connection->abort();
    log.emplace_back("still here");
  };
  peer.send("go");
  time.settle();
  EXPECT_EQ(log, (Lines{"still here", "closed", "destroyed"}));
}

TEST_F(ConnectionTest, TellsOfAPeerThatIsLostInAWrite) {
  peer.lose(Loss::left);
  script->end = [&] { connection->out().append("answer"sv); };
  time.settle();
  EXPECT_EQ(log, (Lines{"end", "closed", "destroyed"}));
}

TEST_F(ConnectionTest, DrainsItsProtocolUnlessItEndsAnyway) {
  connection->drain();
  EXPECT_EQ(log, Lines{"drain"});
  connection->finish();
  connection->drain();
  EXPECT_EQ(log, Lines{"drain"});
}

// ---- Time

TEST_F(ConnectionTest, TellsOfADeadlineWhenItHasPassed) {
  script->due = time.now() + 1s;
  connection->deadlineChanged();
  time.pass(900ms);
  EXPECT_EQ(log, Lines());
  time.pass(100ms);
  EXPECT_EQ(log, Lines{"late"});
}

TEST_F(ConnectionTest, FollowsADeadlineThatIsMoved) {
  script->due = time.now() + 1s;
  connection->deadlineChanged();
  script->due = time.now() + 2s;
  time.pass(1900ms);
  EXPECT_EQ(log, Lines());
  script->due = time.now();
  time.pass(200ms);
  EXPECT_EQ(log, Lines{"late"});
}

TEST_F(ConnectionTest, LooksForAnEarlierDeadlineAfterEachCall) {
  script->due = time.now() + 1h;
  connection->deadlineChanged();
  script->bytes = [&] {
    connection->in().consume(connection->in().unread().size());
    script->due = time.now() + 300ms;
  };
  peer.send("x");
  time.pass(200ms);
  EXPECT_EQ(log, Lines());
  time.pass(100ms);
  EXPECT_EQ(log, Lines{"late"});

  script->wake = [&] { script->due = time.now() + 300ms; };
  connection->wakeProtocol();
  time.pass(300ms);
  EXPECT_EQ(log, (Lines{"late", "wake", "late"}));
}

TEST_F(ConnectionTest, CutsOffAPeerThatTakesNothingForTheTimeOfAStall) {
  peer.stopReading(10);
  connection->out().append(std::string(1000, 'x'));
  time.pass(15s);
  peer.read(1);  // progress: the time begins anew
  time.pass(19'900ms);
  EXPECT_FALSE(peer.closed());
  EXPECT_EQ(counted(Limit::writeStall), 0U);
  time.pass(200ms);
  EXPECT_TRUE(peer.wasReset());
  EXPECT_EQ(counted(Limit::writeStall), 1U);
  EXPECT_EQ(counted(Limit::writeRate), 0U);
}

TEST_F(ConnectionTest, CutsOffAPeerThatTakesLessThanItHasToOnceItsGraceIsOver) {
  script->paced = true;
  peer.stopReading(48);  // worth a fifth of a second
  connection->out().append(std::string(1000, 'x'));
  time.pass(5100ms);
  EXPECT_FALSE(peer.closed());
  time.pass(200ms);
  EXPECT_TRUE(peer.wasReset());
  EXPECT_EQ(counted(Limit::writeRate), 1U);
  EXPECT_EQ(counted(Limit::writeStall), 0U);
}

TEST_F(ConnectionTest, GivesAPeerThatTookMuchBeforeTheTimeOfAStall) {
  script->paced = true;
  connection->out().append(std::string(5000, 'x'));
  time.settle();
  peer.stopReading(10);
  connection->out().append(std::string(1000, 'x'));
  time.pass(19'900ms);
  EXPECT_FALSE(peer.closed());
  time.pass(200ms);
  EXPECT_TRUE(peer.wasReset());
  EXPECT_EQ(counted(Limit::writeStall), 1U);
}

TEST_F(ConnectionTest, CutsOffASlowPeerThoughItIsToEnd) {
  script->paced = true;
  peer.stopReading(1);
  connection->out().append("last words"sv);
  connection->finish();
  time.pass(4'900ms);
  EXPECT_FALSE(peer.closed());
  time.pass(200ms);
  EXPECT_TRUE(peer.wasReset());
  EXPECT_EQ(counted(Limit::writeRate), 1U);
}

TEST_F(ConnectionTest, JudgesAPeerAnewWhenItHasTakenEverything) {
  script->paced = true;
  peer.stopReading(1);
  connection->out().append("xx"sv);
  time.pass(4s);
  peer.readAll();
  time.pass(1min, 1s);
  peer.stopReading();
  connection->out().append("x"sv);
  time.pass(4'900ms);
  EXPECT_FALSE(peer.closed());
  time.pass(200ms);
  EXPECT_TRUE(peer.wasReset());
}

TEST_F(ConnectionTest, HastensNobodyForWhomNothingWaits) {
  script->paced = true;
  connection->out().append("x"sv);
  time.pass(10min, 1s);
  EXPECT_FALSE(peer.closed());
}

TEST_F(ConnectionTest, CutsOffAPeerThatTakesNothingThoughItIsToEnd) {
  peer.stopReading();
  connection->out().append("last words"sv);
  connection->finish();
  time.pass(19'900ms);
  EXPECT_FALSE(peer.closed());
  time.pass(200ms);
  EXPECT_TRUE(peer.wasReset());
}

TEST(OutboxPool, KeepsNoMoreThanItMay) {
  OutboxPool pool;
  std::vector<const transport::Outbox*> given;
  for (std::size_t i = 0; i <= OutboxPool::most; ++i) {
    auto outbox = std::make_unique<transport::Outbox>();
    given.push_back(outbox.get());
    pool.give(std::move(outbox));
  }
  std::vector<std::unique_ptr<transport::Outbox>> taken;
  for (std::size_t i = OutboxPool::most; i-- > 0;) {
    taken.push_back(pool.take());
    EXPECT_EQ(taken.back().get(), given[i]);
  }
}

}  // namespace
}  // namespace serinus::server
