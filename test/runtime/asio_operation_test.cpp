#include <serinus/asio.hpp>
#include <serinus/runtime/sleep.hpp>

#include "support/loop_runner.hpp"

#include <asio/ip/tcp.hpp>
#include <asio/post.hpp>
#include <asio/steady_timer.hpp>
#include <asio/use_awaitable.hpp>
#include <asio/write.hpp>

#include <string>

namespace serinus {
namespace {

using namespace std::chrono_literals;
using asio::ip::tcp;
using test::Alive;
using test::runTask;

TEST(AsioOperation, ATimerIsAwaited) {
  Loop loop;
  bool reached = false;
  const auto body = [](Loop& where, bool& flag) -> Task<> {
    asio::steady_timer timer(where.io(), 1ms);
    co_await timer.async_wait(useTask);
    flag = true;
  };
  runTask(loop, body(loop, reached));
  EXPECT_TRUE(reached);
}

TEST(AsioOperation, SocketsExchangeBytesAndErrorsComeInBothForms) {
  Loop loop;
  std::string received;
  const auto body = [](Loop& where, std::string& into) -> Task<> {
    tcp::acceptor acceptor(where.io(), {asio::ip::address_v4::loopback(), 0});
    tcp::socket client(where.io());
    tcp::socket server(where.io());
    client.connect(acceptor.local_endpoint());
    server = co_await acceptor.async_accept(useTask);
    const std::size_t written = co_await asio::async_write(client, asio::buffer("hello", 5), useTask);
    EXPECT_EQ(written, 5U);
    char bytes[16];
    const std::size_t count = co_await server.async_read_some(asio::buffer(bytes), useTask);
    into.assign(bytes, count);
    client.close();
    const auto [error, none] = co_await server.async_read_some(asio::buffer(bytes), useTaskTuple);
    EXPECT_EQ(error, asio::error::eof);
    EXPECT_EQ(none, 0U);
    bool thrown = false;
    try {
      co_await server.async_read_some(asio::buffer(bytes), useTask);
    } catch (const std::system_error&) {
      thrown = true;
    }
    EXPECT_TRUE(thrown);
  };
  runTask(loop, body(loop, received));
  EXPECT_EQ(received, "hello");
}

asio::awaitable<int> foreign(asio::io_context& io) {
  asio::steady_timer timer(io, 1ms);
  co_await timer.async_wait(asio::use_awaitable);
  co_return 7;
}

TEST(AsioOperation, AnAwaitableOfAsioIsAwaited) {
  Loop loop;
  int value = 0;
  const auto body = [](Loop& where, int& into) -> Task<> { into = co_await foreign(where.io()); };
  runTask(loop, body(loop, value));
  EXPECT_EQ(value, 7);
}

TEST(AsioOperation, ACoroutineDestroyedDuringAnOperationCancelsIt) {
  Loop loop;
  int alive = 0;
  tcp::acceptor acceptor(loop.io(), {asio::ip::address_v4::loopback(), 0});
  tcp::socket client(loop.io());
  client.connect(acceptor.local_endpoint());
  tcp::socket server = acceptor.accept();
  const auto reading = [](tcp::socket& socket, int& count) -> Task<> {
    const Alive guard(count);
    char bytes[16];  // in the frame: the reactor must not touch it once the frame is gone
    co_await socket.async_read_some(asio::buffer(bytes), useTask);
  };
  const auto after = [](tcp::socket& peer, Loop& where) -> Task<> {
    co_await asio::async_write(peer, asio::buffer("late", 4), useTask);
    co_await sleep(5ms);
    where.stop();
  };
  runtime::TaskScope scope(loop, nullptr);
  runtime::TaskScope others(loop, nullptr);
  loop.post([&] {
    scope.spawn(reading(server, alive));
    EXPECT_EQ(alive, 1);
    scope.cancel();
    EXPECT_EQ(alive, 0);
    others.spawn(after(client, loop));
  });
  loop.run();
  EXPECT_EQ(server.available(), 4U);
}

}  // namespace
}  // namespace serinus
