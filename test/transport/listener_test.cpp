#include "transport/listener.hpp"

#include "testing/manual_loop.hpp"

#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <system_error>
#include <vector>

namespace serinus::transport {
namespace {

using namespace std::chrono_literals;

class Socket {
public:
  explicit Socket(int descriptor) noexcept : descriptor_(descriptor) {}
  Socket(Socket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  Socket& operator=(Socket&&) = delete;
  ~Socket() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  [[nodiscard]] int get() const noexcept { return descriptor_; }

private:
  int descriptor_;
};

Socket unconnected() {
  Socket made(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const timeval limit{10, 0};
  ::setsockopt(made.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  return made;
}

void connectTo(const Socket& client, std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ASSERT_EQ(::connect(client.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
}

Socket connected(std::uint16_t port) {
  Socket made = unconnected();
  connectTo(made, port);
  return made;
}

/// While it lives no descriptor can be opened.
class NoDescriptors {
public:
  NoDescriptors() {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const Socket lowest(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    rlimit none = before_;
    none.rlim_cur = static_cast<rlim_t>(lowest.get());
    ::setrlimit(RLIMIT_NOFILE, &none);
  }
  NoDescriptors(const NoDescriptors&) = delete;
  NoDescriptors& operator=(const NoDescriptors&) = delete;
  ~NoDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }

private:
  rlimit before_{};
};

class ListenerTest : public testing::Test {
protected:
  void start() {
    listener->start(time.loop().core(), [this](int socket) { accepted.emplace_back(socket); });
  }

  test::ManualLoop time;
  std::unique_ptr<Listener> listener = std::make_unique<Listener>(Endpoint{.host = "127.0.0.1"});
  std::vector<Socket> accepted;
};

TEST_F(ListenerTest, HandsOverWhatConnects) {
  start();
  EXPECT_NE(listener->port(), 0);
  const Socket client = connected(listener->port());
  ASSERT_TRUE(time.waitFor([&] { return accepted.size() == 1; }));
  const int socket = accepted[0].get();
  EXPECT_NE(::fcntl(socket, F_GETFL) & O_NONBLOCK, 0);
  EXPECT_NE(::fcntl(socket, F_GETFD) & FD_CLOEXEC, 0);
  ASSERT_EQ(::send(client.get(), "x", 1, 0), 1);
  char byte = 0;
  EXPECT_TRUE(time.waitFor([&] { return ::recv(socket, &byte, 1, 0) == 1; }));
}

/// What a socket has of an option.
int optionOf(const Socket& socket, int level, int option) {
  int value = -1;
  socklen_t size = sizeof value;
  EXPECT_EQ(::getsockopt(socket.get(), level, option, &value, &size), 0);
  return value;
}

TEST_F(ListenerTest, GivesSocketsThatDelayNoSmallWrite) {
  start();
  const Socket client = connected(listener->port());
  ASSERT_TRUE(time.waitFor([&] { return accepted.size() == 1; }));
  EXPECT_NE(optionOf(accepted[0], IPPROTO_TCP, TCP_NODELAY), 0);
}

TEST_F(ListenerTest, LosesPeersThatAcknowledgeNothingInTheTimeTheyHave) {
  listener = std::make_unique<Listener>(Endpoint{.host = "127.0.0.1", .unacknowledged = 1500ms});
  start();
  const Socket client = connected(listener->port());
  ASSERT_TRUE(time.waitFor([&] { return accepted.size() == 1; }));
  EXPECT_EQ(optionOf(accepted[0], IPPROTO_TCP, TCP_USER_TIMEOUT), 1500);
  EXPECT_EQ(optionOf(accepted[0], SOL_SOCKET, SO_KEEPALIVE), 1);
  EXPECT_EQ(optionOf(accepted[0], IPPROTO_TCP, TCP_KEEPIDLE), 60);
  EXPECT_EQ(optionOf(accepted[0], IPPROTO_TCP, TCP_KEEPINTVL), 10);
  EXPECT_EQ(optionOf(accepted[0], IPPROTO_TCP, TCP_KEEPCNT), 3);
}

TEST_F(ListenerTest, LeavesSilentPeersToTheSystemWithoutSuchATime) {
  start();
  const Socket client = connected(listener->port());
  ASSERT_TRUE(time.waitFor([&] { return accepted.size() == 1; }));
  EXPECT_EQ(optionOf(accepted[0], IPPROTO_TCP, TCP_USER_TIMEOUT), 0);
  EXPECT_EQ(optionOf(accepted[0], SOL_SOCKET, SO_KEEPALIVE), 0);
}

TEST_F(ListenerTest, AcceptsMoreThanABatchThatConnectedBeforeItStarted) {
  std::vector<Socket> clients;
  for (int i = 0; i < 150; ++i) clients.push_back(connected(listener->port()));
  start();
  EXPECT_TRUE(time.waitFor([&] { return accepted.size() == 150; }));
}

TEST_F(ListenerTest, AcceptsAllThatHasConnectedBeforeItCloses) {
  start();
  time.settle();
  std::vector<Socket> clients;
  for (int i = 0; i < 150; ++i) clients.push_back(connected(listener->port()));
  listener->close();
  EXPECT_EQ(accepted.size(), 150U);
  const Socket late = unconnected();
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(listener->port());
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(::connect(late.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), -1);
  EXPECT_EQ(errno, ECONNREFUSED);
  listener->close();
}

TEST_F(ListenerTest, ClosesWhatItCannotTakeForWantOfDescriptorsAndGoesOnAfterAPause) {
  start();
  time.settle();
  const Socket refused = unconnected();
  const Socket taken = unconnected();
  {
    const NoDescriptors none;
    connectTo(refused, listener->port());
    char byte = 0;
    // The client sees an end at once instead of waiting for an answer that never comes.
    EXPECT_TRUE(time.waitFor([&] { return ::recv(refused.get(), &byte, 1, MSG_DONTWAIT) == 0; }));
  }
  connectTo(taken, listener->port());
  time.pass(99ms, 99ms);
  EXPECT_TRUE(accepted.empty());
  time.pass(1ms);
  EXPECT_EQ(accepted.size(), 1U);
}

TEST_F(ListenerTest, MakesItsPausesLongerUntilItAcceptsAgain) {
  start();
  time.settle();
  std::vector<Socket> clients;
  for (int i = 0; i < 8; ++i) clients.push_back(unconnected());
  std::size_t next = 0;
  const auto refusedAfter = [&](Duration pause) {
    const NoDescriptors none;
    connectTo(clients[next], listener->port());
    char byte = 0;
    time.pass(pause - 1ms, pause - 1ms);
    const bool early = ::recv(clients[next].get(), &byte, 1, MSG_DONTWAIT) == 0;
    time.pass(1ms);
    return !early && time.waitFor([&] { return ::recv(clients[next++].get(), &byte, 1, MSG_DONTWAIT) == 0; });
  };
  {
    const NoDescriptors none;
    connectTo(clients[next], listener->port());
    char byte = 0;
    ASSERT_TRUE(time.waitFor([&] { return ::recv(clients[next].get(), &byte, 1, MSG_DONTWAIT) == 0; }));
    ++next;
  }
  for (const Duration pause : {100ms, 200ms, 400ms, 800ms, 1000ms, 1000ms}) EXPECT_TRUE(refusedAfter(pause));
  connectTo(clients[next], listener->port());
  time.pass(1000ms);
  EXPECT_EQ(accepted.size(), 1U);
}

// The pause that has begun must not be begun once more: the second one would outlive the listener.
TEST_F(ListenerTest, MayBeClosedAndDestroyedWhileThereAreNoDescriptors) {
  start();
  time.settle();
  std::vector<Socket> clients;
  for (int i = 0; i < 2; ++i) clients.push_back(unconnected());
  {
    const NoDescriptors none;
    char byte = 0;
    connectTo(clients[0], listener->port());
    ASSERT_TRUE(time.waitFor([&] { return ::recv(clients[0].get(), &byte, 1, MSG_DONTWAIT) == 0; }));
    connectTo(clients[1], listener->port());
    listener->close();
    listener.reset();
  }
  time.pass(2s);
  EXPECT_TRUE(accepted.empty());
}

TEST(Listener, MayBeClosedBeforeItStarted) {
  Listener listener(Endpoint{.host = "127.0.0.1"});
  const Socket client = connected(listener.port());
  listener.close();
}

TEST(Listener, ListensOnAPortThatWasAskedForAndTellsWhichIsTaken) {
  const Listener first(Endpoint{.host = "127.0.0.1"});
  try {
    const Listener second(Endpoint{.host = "127.0.0.1", .port = first.port()});
    FAIL() << "two listeners on one port";
  } catch (const std::system_error& error) {
    EXPECT_EQ(error.code(), std::errc::address_in_use);
    const std::string where = "cannot listen on 127.0.0.1:" + std::to_string(first.port());
    EXPECT_TRUE(std::string(error.what()).starts_with(where)) << error.what();
  }
}

TEST(Listener, SharesAPortWithOthersThatDo) {
  const Listener first(Endpoint{.host = "127.0.0.1", .port = 0, .shared = true});
  const Listener second(Endpoint{.host = "127.0.0.1", .port = first.port(), .shared = true});
  EXPECT_EQ(first.port(), second.port());
}

TEST(Listener, TakesLocalhostAsIpv4) {
  const Listener listener(Endpoint{});
  const Socket client = connected(listener.port());
}

TEST(Listener, TellsWhichHostIsUnknown) {
  try {
    const Listener listener(Endpoint{.host = "no such host", .port = 17});
    FAIL() << "listens on a host that is none";
  } catch (const std::system_error& error) {
    EXPECT_TRUE(std::string(error.what()).starts_with("cannot listen on no such host:17: ")) << error.what();
  }
}

}  // namespace
}  // namespace serinus::transport
