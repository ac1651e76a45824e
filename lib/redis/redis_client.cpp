#include <serinus/redis/redis_client.hpp>

#include "redis/client_core.hpp"
#include "redis/redis_connection.hpp"

#include <cassert>
#include <stdexcept>
#include <utility>

#include <sys/un.h>

namespace serinus {

namespace redis {

namespace {

void requireSense(const RedisOptions& options) {
  const auto require = [](bool isGood, const char* why) {
    if (!isGood) throw std::invalid_argument(why);
  };
  require(!options.path.empty() || (!options.host.empty() && options.port != 0), "RedisClient: give a host and a port");
  require(options.path.size() < sizeof(sockaddr_un::sun_path), "RedisClient: the path of the socket is too long");
  require(options.user.empty() || !options.password.empty(), "RedisClient: a user has a password");
  require(options.database >= 0, "RedisClient: a database is a number from 0 on");
  require(options.timeout > Duration::zero(), "RedisClient: the timeout is more than zero");
  require(options.retryFirst > Duration::zero() && options.retryLongest >= options.retryFirst,
          "RedisClient: the first wait is more than zero, and the longest no shorter");
  require(options.maxWaiting > 0 && options.maxUnsent > 0 && options.maxReply > 0,
          "RedisClient: the limits are more than zero");
}

/// Waits for a call; destroyed before, it leaves it.
class CallAwaiter {
public:
  explicit CallAwaiter(std::shared_ptr<Call> call) noexcept : call_(std::move(call)) {}
  CallAwaiter(const CallAwaiter&) = delete;
  CallAwaiter& operator=(const CallAwaiter&) = delete;
  ~CallAwaiter() { call_->waiter = {}; }

  [[nodiscard]] bool await_ready() const noexcept { return call_->isDone(); }
  void await_suspend(std::coroutine_handle<> waiter) const noexcept { call_->waiter = waiter; }
  void await_resume() const noexcept {}

private:
  std::shared_ptr<Call> call_;
};

Task<RedisReply> run(std::shared_ptr<const ClientCore> core, std::vector<std::string> arguments) {
  Loop* const loop = Loop::current();
  if (loop == nullptr) throw std::logic_error("RedisClient: commands are sent on event loops");
  const auto connection = loop->core().locals().get<RedisConnection>(
      core->key, [&] { return std::make_shared<RedisConnection>(*loop, core->options, core->dial); });
  const std::shared_ptr<Call> call = connection->send(arguments);
  CallAwaiter done(call);
  co_await done;
  if (call->fault) throw RedisError(*call->fault);
  co_return std::move(*call->reply);
}

}  // namespace

std::shared_ptr<const ClientCore> makeClientCore(RedisOptions options, Dial dial) {
  requireSense(options);
  static_cast<void>(ReplyReader(options.maxReply));  // tells at once when there is no hiredis
  return std::make_shared<const ClientCore>(ClientCore{std::make_shared<const RedisOptions>(std::move(options)),
                                                       std::move(dial), runtime::LoopLocals::newKey()});
}

}  // namespace redis

RedisClient::RedisClient(RedisOptions options) {
  redis::Dial dial = redis::dialOf(options);
  core_ = redis::makeClientCore(std::move(options), std::move(dial));
}

Task<RedisReply> RedisClient::command(std::vector<std::string> arguments) const {
  if (arguments.empty()) throw std::invalid_argument("RedisClient: give a command");
  return redis::run(core_, std::move(arguments));
}

}  // namespace serinus
