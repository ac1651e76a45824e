#include <serinus/http/http_exception.hpp>
#include <serinus/pipeline/redis_session_store.hpp>

#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>
#include <vector>

namespace serinus {

namespace {

/// A session is `version:data`. The comparison and the writing are one step, which no other client comes between.
constexpr const char* putScript =
    "local now = redis.call('GET', KEYS[1]) "
    "local version = now and string.match(now, '^(%d+):') or '0' "
    "if version ~= ARGV[1] then return 0 end "
    "redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) "
    "return 1";

/// The reason is in the log of the client; visitors are not told it.
[[noreturn]] void throwUnavailable() {
  throw ServiceUnavailableException("sessions cannot be kept at the moment");
}

Task<RedisReply> ask(RedisClient client, std::vector<std::string> arguments) {
  std::optional<RedisReply> reply;
  try {
    reply = co_await client.command(std::move(arguments));
  } catch (const RedisError&) {
    throwUnavailable();
  }
  if (reply->isError()) throwUnavailable();
  co_return std::move(*reply);
}

std::optional<StoredSession> readStored(const std::string& text) {
  StoredSession session;
  const char* const end = text.data() + text.size();
  const auto [colon, error] = std::from_chars(text.data(), end, session.version);
  if (error != std::errc() || colon == end || *colon != ':' || session.version == 0) return std::nullopt;
  session.data.assign(colon + 1, end);
  return session;
}

}  // namespace

RedisSessionStore::RedisSessionStore(RedisClient client, std::string prefix)
    : client_(std::move(client)), prefix_(std::move(prefix)) {}

Task<std::optional<StoredSession>> RedisSessionStore::get(std::string key) {
  std::vector<std::string> arguments{"GET", prefix_ + key};
  const RedisReply reply = co_await ask(client_, std::move(arguments));
  if (reply.kind() != RedisReply::Kind::text) co_return std::nullopt;
  co_return readStored(reply.text());
}

Task<bool> RedisSessionStore::put(std::string key, std::string data, std::uint64_t expected,
                                  std::chrono::seconds timeToLive) {
  const auto milliseconds = std::chrono::milliseconds(std::max(timeToLive, std::chrono::seconds(1)));
  std::vector<std::string> arguments{"EVAL",
                                     putScript,
                                     "1",
                                     prefix_ + key,
                                     std::to_string(expected),
                                     std::to_string(expected + 1) + ':' + data,
                                     std::to_string(milliseconds.count())};
  const RedisReply reply = co_await ask(client_, std::move(arguments));
  co_return reply.integer() == 1;
}

Task<> RedisSessionStore::remove(std::string key) {
  std::vector<std::string> arguments{"DEL", prefix_ + key};
  static_cast<void>(co_await ask(client_, std::move(arguments)));
}

}  // namespace serinus
