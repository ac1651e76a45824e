#include "transport/tls_stream.hpp"

#include "tls_world.hpp"

#include <set>

namespace serinus::transport {
namespace {

using Handshake = SecureStream::Handshake;
using test::Loss;
using test::TlsClientOptions;

/// Once with each version.
class TlsStreamTest : public testing::TestWithParam<int> {
protected:
  [[nodiscard]] static TlsClientOptions client() {
    return {.authority = authority().pem(), .least = GetParam(), .most = GetParam()};
  }
  TlsPair& pair() {
    if (!pair_) pair_.emplace(context, client());
    return *pair_;
  }
  TlsPair& anotherPair() {
    pair_.reset();
    return pair();
  }

  std::shared_ptr<const TlsContext> context = contextOf(onlyLocalhost());

private:
  std::optional<TlsPair> pair_;
};

// ---- In order

TEST_P(TlsStreamTest, CarriesBytesInBothDirections) {
  pair().open();
  ASSERT_TRUE(pair().isOpen()) << pair().client.fault();
  pair().client.send("hello");
  pair().talk();
  EXPECT_EQ(pair().server.received, "hello");
  pair().server.say("good day");
  pair().talk();
  EXPECT_EQ(pair().client.received(), "good day");
  EXPECT_EQ(pair().client.protocol(), "http/1.1");
}

TEST_P(TlsStreamTest, KnowsItsPeer) {
  EXPECT_EQ(pair().server.stream->peer().tls(), nullptr);
  pair().open();
  const PeerAddress peer = pair().server.stream->peer();
  EXPECT_EQ(peer.address(), "memory");
  ASSERT_NE(peer.tls(), nullptr);
  EXPECT_EQ(peer.tls()->version, GetParam() == TLS1_3_VERSION ? "TLSv1.3" : "TLSv1.2");
  EXPECT_TRUE(peer.tls()->cipher.starts_with("TLS_")) << peer.tls()->cipher;
  EXPECT_EQ(peer.tls()->serverName, "localhost");
  EXPECT_EQ(peer.certificate(), nullptr);
}

TEST_P(TlsStreamTest, TakesWhatComesInPiecesAtEverySplit) {
  std::size_t greeting = 0;
  for (std::size_t split = 0; split == 0 || split < greeting; ++split) {
    TlsPair& two = anotherPair();
    two.server.start();
    two.time.settle();
    const std::string hello = two.client.take();
    greeting = hello.size();
    two.peer.send(hello.substr(0, split));
    two.time.settle();
    two.peer.send(hello.substr(split));
    two.talk();
    two.client.send("a request");
    two.talk();
    ASSERT_EQ(two.server.received, "a request") << split;
  }
}

TEST_P(TlsStreamTest, TakesTheEndOfTheHandshakeWithBytesBehindItAtEverySplit) {
  std::size_t size = 1;
  for (std::size_t split = 0; split <= size; ++split) {
    TlsPair& two = anotherPair();
    two.server.start();
    two.peer.send(two.client.take());
    two.time.settle();
    two.client.receive(two.peer.take());
    if (GetParam() == TLS1_3_VERSION) {
      two.client.send("one ");
      two.client.send("two");
      two.client.close();
    }
    const std::string rest = two.client.take();
    size = rest.size();
    two.peer.send(rest.substr(0, split));
    two.time.settle();
    two.peer.send(rest.substr(split));
    two.talk();
    ASSERT_EQ(two.server.state, Handshake::done) << split;
    ASSERT_EQ(two.server.received, GetParam() == TLS1_3_VERSION ? "one two" : "") << split;
    ASSERT_EQ(two.server.ended, GetParam() == TLS1_3_VERSION) << split;
  }
}

TEST_P(TlsStreamTest, TakesWhatCameBeforeAnEndThatIsKnownAlready) {
  pair().peer.send(pair().client.take());
  pair().peer.end();
  pair().server.start();
  pair().time.settle();
  EXPECT_GT(pair().peer.received().size(), 500U) << "our part of the handshake";
  EXPECT_EQ(pair().server.state, Handshake::failed);
  EXPECT_EQ(pair().server.stream->fault(), "the connection was lost");
}

TEST_P(TlsStreamTest, TakesEverythingByteByByte) {
  TlsPair& two = pair();
  two.server.start();
  const auto trickle = [&] {
    for (const char byte : two.client.take()) {
      two.peer.send({&byte, 1});
      two.time.settle();
    }
    two.client.receive(two.peer.take());
  };
  for (int i = 0; i < 4; ++i) trickle();
  ASSERT_TRUE(two.isOpen());
  two.client.send(someText(3000));
  trickle();
  EXPECT_EQ(two.server.received, someText(3000));
  two.client.close();
  trickle();
  EXPECT_TRUE(two.server.ended);
}

// ---- Reading by edges

TEST_P(TlsStreamTest, ForgetsNothingWhateverTheRoomThatItIsGiven) {
  for (const std::size_t room : {1U, 2U, 5U, 21U, 100U, 1000U, 16'383U, 16'384U, 16'385U, 65'536U, 262'144U}) {
    TlsPair& two = anotherPair().open();
    two.server.room = room;
    const std::string text = someText(room < 100 ? 2000 : 100'000);
    two.client.send(text);
    two.client.send("last");
    two.peer.send(two.client.take());  // all of it makes one edge
    two.time.settle();
    ASSERT_EQ(two.server.received, text + "last") << room;
    two.client.send("more");
    two.client.close();
    two.talk();
    ASSERT_EQ(two.server.received, text + "lastmore") << room;
    ASSERT_TRUE(two.server.ended) << room;
  }
}

TEST_P(TlsStreamTest, HearsOfWhatComesWhileItHoldsSomethingBack) {
  pair().open();
  pair().server.room = 100;
  pair().client.send(someText(150));
  pair().peer.send(pair().client.take());
  std::array<std::byte, 100> into;
  EXPECT_EQ(pair().server.stream->read(into).bytes, 100U);
  pair().client.send("more");
  pair().peer.send(pair().client.take());  // the only edge from here on
  pair().time.settle();
  EXPECT_EQ(pair().server.received, someText(150).substr(100) + "more");
}

TEST_P(TlsStreamTest, ReadsOnceForManySmallRecords) {
  pair().open();
  for (int i = 0; i < 50; ++i) pair().client.send("small");
  const std::size_t before = pair().peer.operations();
  pair().peer.send(pair().client.take());
  pair().time.settle();
  EXPECT_EQ(pair().server.received.size(), 250U);
  EXPECT_EQ(pair().peer.operations() - before, 2U) << "the edge, and one read";
}

TEST_P(TlsStreamTest, TellsOfAnEndThatMakesNoEdge) {
  pair().open();
  pair().client.send("last");
  pair().client.close();
  pair().talk();
  EXPECT_EQ(pair().server.received, "last");
  EXPECT_TRUE(pair().server.ended);
  EXPECT_TRUE(pair().server.sawPeerClosed);
  pair().server.say("an answer all the same");
  pair().talk();
  EXPECT_TRUE(pair().server.waiting.empty());
  EXPECT_FALSE(pair().server.failed);
}

TEST_P(TlsStreamTest, TakesAnEndWithoutACloseNotifyForAnEnd) {
  pair().open();
  pair().client.send("last");
  pair().peer.send(pair().client.take());
  pair().peer.end();
  pair().time.settle();
  EXPECT_EQ(pair().server.received, "last");
  EXPECT_TRUE(pair().server.ended);
  pair().server.say("an answer all the same");
  pair().talk();
  EXPECT_EQ(pair().client.received(), "an answer all the same");
}

TEST_P(TlsStreamTest, EndsWithAnEndInTheMiddleOfARecord) {
  pair().open();
  pair().client.send("never whole");
  const std::string record = pair().client.take();
  pair().peer.send(record.substr(0, record.size() - 1));
  pair().peer.end();
  pair().time.settle();
  EXPECT_EQ(pair().server.received, "");
  EXPECT_TRUE(pair().server.ended);
}

TEST_P(TlsStreamTest, TellsANewWatcherOfAllThereIs) {
  pair().open();
  pair().client.send("waiting");
  pair().peer.send(pair().client.take());
  Driver second(pair().time.loop().core(), std::move(pair().server.stream));
  second.state = Handshake::done;
  second.start();
  pair().time.settle();
  EXPECT_EQ(second.received, "waiting");
}

// ---- Writing

TEST_P(TlsStreamTest, GathersPiecesIntoOneRecordAndOneWrite) {
  pair().open();
  std::vector<ByteView> pieces;
  for (int i = 0; i < 40; ++i) pieces.push_back(asBytes("a piece of it. "));
  static_cast<void>(pair().peer.take());
  const std::size_t before = pair().peer.operations();
  const Transfer transfer = pair().server.stream->write(pieces);
  EXPECT_EQ(transfer.bytes, 40U * 15);
  EXPECT_EQ(pair().peer.operations() - before, 1U);
  pair().time.settle();
  EXPECT_EQ(recordsIn(pair().peer.received()).size(), 1U);
  pair().talk();
  EXPECT_EQ(pair().client.received().size(), 40U * 15);
}

TEST_P(TlsStreamTest, FillsRecordsAndWritesSeveralAtOnce) {
  pair().open();
  const std::string text = someText(200'000);
  std::vector<ByteView> pieces;
  for (std::size_t at = 0, size = 1; at < text.size(); at += size, size = size * 3 % 30'011)
    pieces.push_back(asBytes(std::string_view(text).substr(at, size)));
  const std::size_t before = pair().peer.operations();
  EXPECT_EQ(pair().server.stream->write(pieces).bytes, text.size());
  EXPECT_EQ(pair().peer.operations() - before, 4U);  // 13 records, four at a time
  pair().time.settle();
  EXPECT_EQ(recordsIn(pair().peer.received()).size(), 13U);
  pair().talk();
  EXPECT_EQ(pair().client.received(), text);
}

TEST_P(TlsStreamTest, WritesOnWhereThePeerStoppedReading) {
  const std::string text = someText(40'000);
  for (const std::size_t capacity : {1U, 2U, 7U, 100U, 5000U, 16'000U, 17'000U, 40'500U}) {
    TlsPair& two = anotherPair().open();
    two.peer.stopReading(capacity);
    two.server.say("a ");
    two.server.say("b ");
    two.server.say(text);
    std::size_t last = 0;
    std::size_t stood = 0;
    while (!two.server.waiting.empty()) {
      two.peer.read(std::max<std::size_t>(capacity / 2, 1));
      two.time.settle();
      stood = two.server.written == last ? stood + 1 : 0;
      last = two.server.written;
      ASSERT_LT(stood, 200U) << "slow progress is progress: " << capacity;
    }
    // Nothing is kept back of what was reported as written.
    two.server.stream.reset();
    two.peer.readAll();
    two.client.receive(two.peer.take());
    ASSERT_EQ(two.client.received(), "a b " + text) << capacity;
  }
}

TEST_P(TlsStreamTest, ReportsAsWrittenOnlyWhatIsTaken) {
  pair().open();
  pair().peer.stopReading(0);
  pair().server.say("x");
  EXPECT_EQ(pair().server.written, 0U);
  pair().peer.stopReading(10);
  pair().time.settle();
  EXPECT_EQ(pair().server.written, 0U);
  pair().peer.readAll();
  pair().time.settle();
  EXPECT_EQ(pair().server.written, 1U);
  pair().talk();
  EXPECT_EQ(pair().client.received(), "x");
}

TEST_P(TlsStreamTest, ReadsWhileItsWritesWait) {
  pair().open();
  pair().peer.stopReading(100);
  pair().server.say(someText(50'000));
  ASSERT_FALSE(pair().server.waiting.empty());
  pair().client.send("meanwhile");
  pair().peer.send(pair().client.take());
  pair().time.settle();
  EXPECT_EQ(pair().server.received, "meanwhile");
  pair().peer.readAll();
  pair().talk();
  EXPECT_EQ(pair().client.received(), someText(50'000));
}

TEST_P(TlsStreamTest, SendsWhatTheHandshakeLeftBehindWhenThereIsRoom) {
  TlsPair& two = pair();
  two.server.start();
  two.peer.stopReading(3);
  two.peer.send(two.client.take());
  while (two.server.state == Handshake::underWay) {
    two.peer.read(2);
    two.time.settle();
    const std::string answer = two.peer.take();
    if (!answer.empty()) two.client.receive(answer);
    two.peer.send(two.client.take());
  }
  two.peer.readAll();
  two.talk();
  EXPECT_TRUE(two.isOpen());
}

// ---- Endings

TEST_P(TlsStreamTest, EndsWithACloseNotifyAndAnEnd) {
  pair().open();
  pair().server.say("last");
  pair().server.stream->finish();
  pair().talk();
  EXPECT_EQ(pair().client.received(), "last");
  EXPECT_TRUE(pair().client.sawClose());
  EXPECT_TRUE(pair().peer.sawEnd());
  pair().client.send("late");
  pair().talk();
  EXPECT_EQ(pair().server.received, "late") << "what comes is read until the peer ends, too";
}

TEST_P(TlsStreamTest, EndsOnceThereIsRoomForTheCloseNotify) {
  pair().open();
  pair().peer.stopReading(0);
  pair().server.stream->finish();
  pair().time.settle();
  EXPECT_FALSE(pair().peer.sawEnd());
  pair().peer.readAll();
  pair().talk();
  EXPECT_TRUE(pair().client.sawClose());
  EXPECT_TRUE(pair().peer.sawEnd());
}

TEST_P(TlsStreamTest, ResetsThePeerWhenAborted) {
  pair().open();
  pair().server.stream->abort();
  pair().server.stream.reset();
  pair().time.settle();
  EXPECT_TRUE(pair().peer.wasReset());
  EXPECT_FALSE(pair().client.sawClose());
}

TEST_P(TlsStreamTest, SurvivesALossInEveryOperation) {
  for (const Loss loss : {Loss::reset, Loss::left, Loss::vanished}) {
    for (std::size_t at = 0;; ++at) {
      TlsPair& two = anotherPair();
      two.peer.loseAfter(at, loss);
      try {
        two.open();
      } catch (const std::system_error&) {
        continue;  // the first one: it cannot be watched
      }
      two.client.send(someText(20'000));
      two.talk();
      if (two.server.state == Handshake::done && !two.server.failed) two.server.say(someText(90'000));
      two.talk();
      two.server.stream->finish();
      two.talk();
      if (two.peer.operations() <= at) break;
      ASSERT_LT(at, 200U);
    }
  }
}

TEST_P(TlsStreamTest, LeavesNothingForTheNextOneWhenItIsLost) {
  pair().open();
  pair().peer.loseAfter(pair().peer.operations(), Loss::reset);
  pair().server.say(someText(200'000));
  ASSERT_TRUE(pair().server.failed);
  ASSERT_TRUE(anotherPair().open().isOpen()) << pair().client.fault();
  pair().client.send("hello");
  pair().talk();
  EXPECT_EQ(pair().server.received, "hello");
}

INSTANTIATE_TEST_SUITE_P(, TlsStreamTest, testing::Values(TLS1_2_VERSION, TLS1_3_VERSION),
                         [](const auto& row) { return row.param == TLS1_3_VERSION ? "Tls13" : "Tls12"; });

// ---- Hostile peers

TEST_P(TlsStreamTest, FailsAtARecordThatWasChangedAtAnyByte) {
  std::size_t size = 1;
  for (std::size_t at = 5; at < size + 5; ++at) {
    TlsPair& two = anotherPair().open();
    two.client.send("abc");
    std::string record = two.client.take();
    size = record.size() - 5;
    if (at >= record.size()) break;
    record[at] = static_cast<char>(record[at] ^ 1);
    two.peer.send(record);
    two.talk();
    ASSERT_TRUE(two.server.failed) << at;
    ASSERT_EQ(two.server.received, "") << at;
    ASSERT_NE(two.client.fault(), "") << "it is told so";
    two.server.failed = false;
    two.server.say("nothing");
    ASSERT_TRUE(two.server.failed) << "and nothing is said any more";
  }
}

TEST_P(TlsStreamTest, IsNotHeldUpByRecordsThatBringNothing) {
  pair().open();
  // A record of no bytes, again and again; OpenSSL refuses more than 32 of them.
  std::string bytes;
  for (int i = 0; i < 40; ++i) bytes += std::string("\x17\x03\x03\x00\x00", 5);
  pair().peer.send(bytes);
  pair().time.settle();
  EXPECT_TRUE(pair().server.failed);
}

TEST(TlsStream, TakesNewKeysFromItsPeer) {
  TlsPair pair(contextOf(onlyLocalhost()), {.least = TLS1_3_VERSION});
  pair.open();
  SSL_key_update(pair.client.ssl(), SSL_KEY_UPDATE_REQUESTED);
  pair.client.send("with another key");
  pair.talk();
  EXPECT_EQ(pair.server.received, "with another key");
  pair.server.say("so have I");
  pair.talk();
  EXPECT_EQ(pair.client.received(), "so have I");
}

TEST(TlsStream, DoesNotNegotiateAgain) {
  TlsPair pair(contextOf(onlyLocalhost()), {.most = TLS1_2_VERSION});
  pair.open();
  SSL_renegotiate(pair.client.ssl());
  SSL_do_handshake(pair.client.ssl());
  pair.talk();
  EXPECT_NE(pair.client.fault(), "");
  EXPECT_EQ(pair.server.received, "");
}

}  // namespace
}  // namespace serinus::transport
