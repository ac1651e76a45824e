#pragma once

#include <serinus/base/clock.hpp>
#include <serinus/base/log.hpp>
#include <serinus/redis/redis_error.hpp>
#include <serinus/redis/redis_reply.hpp>
#include <serinus/runtime/task.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace serinus {

namespace redis {
struct ClientCore;
}

struct RedisOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 6379;
  /// Of a Unix socket, in place of host and port.
  std::string path = {};
  /// Of a user of its access lists (ACL); empty: the default user.
  std::string user = {};
  /// Empty: none is asked for.
  std::string password = {};
  int database = 0;
  /// For the reply to a command, with the connecting where there is no connection.
  Duration timeout = std::chrono::seconds(1);
  /// How long a lost connection is not tried again, doubled each time it fails, up to the longest: so long commands
  /// fail at once.
  Duration retryFirst = std::chrono::milliseconds(50);
  Duration retryLongest = std::chrono::seconds(5);
  /// Commands that wait for their reply, on each loop, and bytes of those that are not sent yet.
  std::size_t maxWaiting = 10'000;
  std::size_t maxUnsent = std::size_t{16} * 1024 * 1024;
  /// Bytes of one reply.
  std::size_t maxReply = std::size_t{16} * 1024 * 1024;
  /// Told when the connection is lost or refused, and why. May be null.
  std::shared_ptr<Logger> logger = nullptr;
};

/// A client of Redis:
///
///     RedisClient redis({.host = "redis.internal", .password = config.password});
///     const RedisReply reply = co_await redis.command({"GET", "visits"});
///
/// One connection on each loop that asks, made when it is first needed and again when it was lost. Commands of all
/// handlers share it (pipelining): those that block (`BLPOP`) or change the connection (`SELECT`, `WATCH`, `SUBSCRIBE`)
/// must not be sent. To be used on event loops alone. Copies share the connections, which end with their loops.
class RedisClient {
public:
  /// @throws std::invalid_argument  for options that cannot be meant
  /// @throws std::logic_error       when the library was built without `redis`
  explicit RedisClient(RedisOptions options = {});

  /// @param arguments  the command and its arguments, any bytes
  /// @returns what Redis replied, an error too
  /// @throws RedisError             when there is no reply, in bounded time
  /// @throws std::invalid_argument  without a command
  [[nodiscard]] Task<RedisReply> command(std::vector<std::string> arguments) const;

  /// The library's own side.
  explicit RedisClient(std::shared_ptr<const redis::ClientCore> core) noexcept : core_(std::move(core)) {}

private:
  std::shared_ptr<const redis::ClientCore> core_;
};

}  // namespace serinus
