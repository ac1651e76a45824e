#pragma once

#include "redis/client_core.hpp"
#include "support/capturing_logger.hpp"
#include "testing/manual_loop.hpp"
#include "testing/memory_stream.hpp"

#include <serinus/redis/redis_client.hpp>
#include <serinus/runtime/sleep.hpp>
#include <serinus/runtime/task_scope.hpp>

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace serinus::test {

/// A client of Redis on a loop of its own, and the far ends of the connections it makes: the test is the server.
class FakeRedis {
public:
  explicit FakeRedis(RedisOptions options = {}) : client_(core(std::move(options))) {}

  /// Sends a command; what became of it is `outcome(n)`, n counted from 0.
  std::size_t ask(std::vector<std::string> arguments) {
    const std::size_t index = outcomes_.size();
    outcomes_.emplace_back("waits");
    time.loop().post([this, index, given = std::move(arguments)]() mutable {
      scope_.spawn(answered(client_, std::move(given), outcomes_[index]));
    });
    time.settle();
    return index;
  }
  [[nodiscard]] const std::string& outcome(std::size_t index) const { return outcomes_.at(index); }
  /// Lets all who wait leave.
  void leave() { scope_.cancel(); }
  /// Runs a task of the test's own on the loop.
  void run(Task<> task) {
    time.loop().post([this, owned = std::make_shared<Task<>>(std::move(task))] { scope_.spawn(std::move(*owned)); });
    time.settle();
  }

  /// The connection that was made last.
  [[nodiscard]] MemoryPeer& peer() { return *peers_.back(); }
  [[nodiscard]] std::size_t dials() const noexcept { return dials_; }
  void say(std::string_view bytes) {
    peer().send(bytes);
    time.settle();
  }
  /// What the client has sent, and `PING` answered.
  void greet() {
    time.settle();
    peer().take();
    say("+PONG\r\n");
  }
  [[nodiscard]] const RedisClient& client() const noexcept { return client_; }
  [[nodiscard]] const CapturingLogger& log() const noexcept { return *logger_; }

  enum class Network { up, down, silent } network = Network::up;
  std::size_t loseAfter = MemoryPeer::unlimited;  ///< operations of the next connection
  Loss loss = Loss::reset;
  ManualLoop time;

private:
  std::shared_ptr<const redis::ClientCore> core(RedisOptions options) {
    options.logger = logger_;
    return redis::makeClientCore(std::move(options), [this](Loop& loop) { return dial(*this, loop); });
  }
  static Task<std::unique_ptr<transport::Stream>> dial(FakeRedis& self, Loop& loop) {
    ++self.dials_;
    if (self.network == Network::down) co_return nullptr;
    if (self.network == Network::silent) co_await sleep(std::chrono::hours(1));
    self.peers_.push_back(std::make_unique<MemoryPeer>(loop));
    auto stream = self.peers_.back()->stream();
    if (self.loseAfter != MemoryPeer::unlimited) self.peers_.back()->loseAfter(self.loseAfter, self.loss);
    co_return stream;
  }
  static Task<> answered(RedisClient client, std::vector<std::string> arguments, std::string& outcome) {
    try {
      const RedisReply reply = co_await client.command(std::move(arguments));
      outcome = (reply.isError() ? "error " : reply.isNil() ? "nil" : "") + reply.text();
    } catch (const RedisError& error) {
      outcome = error.what();
    }
  }

  std::shared_ptr<CapturingLogger> logger_ = std::make_shared<CapturingLogger>();
  std::vector<std::unique_ptr<MemoryPeer>> peers_;
  std::size_t dials_ = 0;
  std::deque<std::string> outcomes_;
  RedisClient client_;
  runtime::TaskScope scope_{time.loop(), nullptr};
};

}  // namespace serinus::test
