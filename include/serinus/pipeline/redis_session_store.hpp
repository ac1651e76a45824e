#pragma once

#include <serinus/pipeline/session_store.hpp>
#include <serinus/redis/redis_client.hpp>

#include <string>

namespace serinus {

/// Sessions in Redis: all processes know them, and they outlive these.
///
///     everywhere(Sessions(std::make_shared<RedisSessionStore>(RedisClient({.host = "redis.internal"}))));
///
/// Each is one text with an expiry. Its user needs GET, SET, DEL and EVAL on the keys of this prefix. While Redis
/// cannot be reached, is full or refuses, each call throws a `ServiceUnavailableException` in bounded time: visitors
/// with a session are answered with 503, those without are not affected until something is remembered of them.
class RedisSessionStore : public SessionStore {
public:
  explicit RedisSessionStore(RedisClient client, std::string prefix = "serinus:session:");

  [[nodiscard]] Task<std::optional<StoredSession>> get(std::string key) override;
  [[nodiscard]] Task<bool> put(std::string key, std::string data, std::uint64_t expected,
                               std::chrono::seconds timeToLive) override;
  [[nodiscard]] Task<> remove(std::string key) override;

private:
  RedisClient client_;
  std::string prefix_;
};

}  // namespace serinus
