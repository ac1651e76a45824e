#include "transport/tcp_stream.hpp"

#include "tcp_pair.hpp"

#include <gtest/gtest.h>

#include <netinet/tcp.h>
#include <poll.h>

#include <array>
#include <cerrno>
#include <string>

namespace serinus::transport {
namespace {

using Outcome = Transfer::Outcome;

/// Remembers the edges it was told.
class Edges final : public StreamWatcher {
public:
  explicit Edges(runtime::Poller& poller) : poller_(&poller) {}
  [[nodiscard]] runtime::Poller& poller() noexcept override { return *poller_; }
  void onReady(runtime::Readiness readiness) noexcept override {
    all.readable = all.readable || readiness.readable;
    all.writable = all.writable || readiness.writable;
    all.peerClosed = all.peerClosed || readiness.peerClosed;
    all.failed = all.failed || readiness.failed;
  }
  runtime::Readiness all;

private:
  runtime::Poller* poller_;
};

class TcpStreamTest : public testing::Test {
protected:
  /// Waits for the kernel, ten seconds at most, until `done`.
  template <class Done>
  bool waitFor(Done done) {
    for (int i = 0; i < 100; ++i) {
      poller.poll();
      if (done()) return true;
      pollfd set{poller.descriptor(), POLLIN, 0};
      ::poll(&set, 1, 100);
    }
    return false;
  }
  std::string clientReads(std::size_t most) const {
    std::string bytes(most, '\0');
    const ssize_t count = ::recv(pair.client(), bytes.data(), bytes.size(), 0);
    bytes.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
    return bytes;
  }
  std::string clientReadsAll() const {
    std::string all;
    for (std::string part = clientReads(65'536); !part.empty(); part = clientReads(65'536)) all += part;
    return all;
  }

  runtime::Poller poller;
  Edges edges{poller};
  TcpPair pair;
  TcpStream stream{pair.takeServer()};
  std::array<std::byte, 100> room{};
};

TEST_F(TcpStreamTest, ReadsWhatIsThereAndNeverWaits) {
  stream.watch(edges);
  EXPECT_EQ(stream.read(room).outcome, Outcome::wouldBlock);
  ASSERT_EQ(::send(pair.client(), "hello", 5, 0), 5);
  ASSERT_TRUE(waitFor([&] { return edges.all.readable; }));
  const Transfer transfer = stream.read(room);
  EXPECT_EQ(transfer.outcome, Outcome::moved);
  EXPECT_EQ(asText(ByteView(room).first(transfer.bytes)), "hello");
  EXPECT_FALSE(edges.all.peerClosed);
}

TEST_F(TcpStreamTest, IsWritableFromTheStart) {
  stream.watch(edges);
  ASSERT_TRUE(waitFor([&] { return edges.all.writable; }));
  EXPECT_FALSE(edges.all.readable);
}

TEST_F(TcpStreamTest, WritesPiecesInOrder) {
  const std::array<ByteView, 3> pieces{asBytes("one "), asBytes("two "), asBytes("three")};
  EXPECT_EQ(stream.write(pieces).bytes, 13U);
  EXPECT_EQ(stream.write(std::span(pieces).first(1)).bytes, 4U);
  stream.finish();
  EXPECT_EQ(clientReadsAll(), "one two threeone ");
}

TEST_F(TcpStreamTest, WritesAPrefixOfMorePiecesThanOneCallTakes) {
  std::vector<ByteView> pieces(100, asBytes("x"));
  const Transfer transfer = stream.write(pieces);
  EXPECT_EQ(transfer.outcome, Outcome::moved);
  EXPECT_EQ(transfer.bytes, 64U);
}

TEST_F(TcpStreamTest, TellsWhenAFullSocketTakesMore) {
  stream.watch(edges);
  ASSERT_TRUE(waitFor([&] { return edges.all.writable; }));
  const std::string large(std::size_t{1} << 20, 'x');
  const std::array<ByteView, 1> piece{asBytes(large)};
  std::size_t written = 0;
  Transfer transfer{Outcome::moved};
  while (transfer.outcome == Outcome::moved) {
    transfer = stream.write(piece);
    written += transfer.bytes;
    ASSERT_LT(written, large.size() * 1000);
  }
  EXPECT_EQ(transfer.outcome, Outcome::wouldBlock);
  edges.all = {};
  poller.poll();
  EXPECT_FALSE(edges.all.writable);
  std::size_t read = 0;
  while (!edges.all.writable && read < written) {
    read += clientReads(65'536).size();
    poller.poll();
  }
  EXPECT_TRUE(waitFor([&] { return edges.all.writable; }));
}

TEST_F(TcpStreamTest, ReadsAnEndAndMayStillWrite) {
  stream.watch(edges);
  ASSERT_EQ(::send(pair.client(), "last", 4, 0), 4);
  ::shutdown(pair.client(), SHUT_WR);
  ASSERT_TRUE(waitFor([&] { return edges.all.peerClosed; }));
  EXPECT_FALSE(edges.all.failed);
  EXPECT_EQ(stream.read(room).bytes, 4U);
  EXPECT_EQ(stream.read(room).outcome, Outcome::ended);
  const std::array<ByteView, 1> answer{asBytes("answer")};
  EXPECT_EQ(stream.write(answer).bytes, 6U);
  EXPECT_EQ(clientReads(100), "answer");
}

TEST_F(TcpStreamTest, EndsItsSideAndMayStillRead) {
  stream.watch(edges);
  stream.finish();
  EXPECT_EQ(clientReads(10), "");
  ASSERT_EQ(::send(pair.client(), "late", 4, 0), 4);
  ASSERT_TRUE(waitFor([&] { return edges.all.readable; }));
  EXPECT_EQ(stream.read(room).bytes, 4U);
  const std::array<ByteView, 1> more{asBytes("more")};
  EXPECT_EQ(stream.write(more).outcome, Outcome::failed);
}

TEST_F(TcpStreamTest, FailsWhenThePeerResets) {
  stream.watch(edges);
  const linger reset{1, 0};
  ::setsockopt(pair.client(), SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
  pair.closeClient();
  ASSERT_TRUE(waitFor([&] { return edges.all.failed; }));
  EXPECT_TRUE(edges.all.readable);
  EXPECT_TRUE(edges.all.peerClosed);
  EXPECT_EQ(stream.read(room).outcome, Outcome::failed);
  const std::array<ByteView, 1> more{asBytes("more")};
  EXPECT_EQ(stream.write(more).outcome, Outcome::failed);
  EXPECT_FALSE(stream.wasUnacknowledged());
}

/// A peer whose system takes nothing for longer than it may.
class SilentPeer : public TcpStreamTest {
protected:
  SilentPeer() {
    const int limit = 100;  // milliseconds
    ::setsockopt(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, &limit, sizeof limit);
    silent.watch(edges);
    while (silent.write(some).outcome == Outcome::moved) {
    }
  }

  TcpPair far;
  int socket = far.takeServer();
  TcpStream silent{socket};
  const std::string text = std::string(100'000, 'x');
  const std::array<ByteView, 1> some{asBytes(text)};
};

TEST_F(SilentPeer, IsToldFromOneThatHasLeft) {
  EXPECT_FALSE(silent.wasUnacknowledged());
  ASSERT_TRUE(waitFor([&] { return edges.all.failed; }));
  EXPECT_TRUE(silent.wasUnacknowledged());
}

TEST_F(SilentPeer, IsToldByTheReadThatFails) {
  ASSERT_TRUE(waitFor([&] { return edges.all.failed; }));
  EXPECT_EQ(silent.read(room).outcome, Outcome::failed);
  EXPECT_TRUE(silent.wasUnacknowledged());
}

TEST_F(SilentPeer, IsToldByTheWriteThatFails) {
  ASSERT_TRUE(waitFor([&] { return edges.all.failed; }));
  EXPECT_EQ(silent.write(some).outcome, Outcome::failed);
  EXPECT_EQ(silent.write(some).outcome, Outcome::failed);
  EXPECT_TRUE(silent.wasUnacknowledged());
}

TEST_F(TcpStreamTest, KnowsItsPeer) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  ::getsockname(pair.client(), reinterpret_cast<sockaddr*>(&address), &size);
  const PeerAddress peer = stream.peer();
  EXPECT_EQ(peer.address(), "127.0.0.1");
  EXPECT_EQ(peer.port(), ntohs(address.sin_port));
}

class Destroyed : public testing::TestWithParam<bool> {};

TEST_P(Destroyed, ClosesInOrderAndAfterAnAbortWithAReset) {
  runtime::Poller poller;
  TcpPair pair;
  {
    Edges edges(poller);
    TcpStream stream(pair.takeServer());
    stream.watch(edges);
    if (GetParam()) stream.abort();
  }
  EXPECT_EQ(poller.poll(), 0);
  char byte = 0;
  errno = 0;
  const ssize_t count = ::recv(pair.client(), &byte, 1, 0);
  EXPECT_EQ(count, GetParam() ? -1 : 0);
  EXPECT_EQ(errno, GetParam() ? ECONNRESET : 0);
}

INSTANTIATE_TEST_SUITE_P(, Destroyed, testing::Bool());

}  // namespace
}  // namespace serinus::transport
