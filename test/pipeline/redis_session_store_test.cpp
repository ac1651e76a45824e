#include "support/fake_redis.hpp"

#include <serinus/http/http_exception.hpp>
#include <serinus/pipeline/redis_session_store.hpp>

#include <gtest/gtest.h>

#include <string>

namespace serinus {
namespace {

using namespace std::chrono_literals;
using test::FakeRedis;

/// What the store made of a reply.
Task<> look(RedisSessionStore& store, std::string& outcome) {
  try {
    const auto found = co_await store.get("k");
    outcome = found ? std::to_string(found->version) + ' ' + found->data : "none";
  } catch (const ServiceUnavailableException& error) {
    outcome = "503 " + std::string(error.what());
  }
}
Task<> keep(RedisSessionStore& store, std::string& outcome) {
  try {
    const bool isKept = co_await store.put("k", "data", 7, 60s);
    outcome = isKept ? "kept" : "not kept";
  } catch (const ServiceUnavailableException& error) {
    outcome = "503 " + std::string(error.what());
  }
}
Task<> forget(RedisSessionStore& store, std::string& outcome) {
  try {
    co_await store.remove("k");
    outcome = "removed";
  } catch (const ServiceUnavailableException& error) {
    outcome = "503 " + std::string(error.what());
  }
}

using Operation = Task<> (*)(RedisSessionStore&, std::string&);

std::string outcomeOf(Operation operation, const std::string& reply) {
  FakeRedis redis;
  RedisSessionStore store(redis.client(), "p:");
  std::string outcome = "waits";
  redis.run(operation(store, outcome));
  redis.greet();
  redis.say(reply);
  return outcome;
}

constexpr const char* away = "503 sessions cannot be kept at the moment";

TEST(ARedisSession, IsVersionAndData) {
  EXPECT_EQ(outcomeOf(look, "$-1\r\n"), "none");
  EXPECT_EQ(outcomeOf(look, "$6\r\n12:a:b\r\n"), "12 a:b");
  EXPECT_EQ(outcomeOf(look, "$2\r\n1:\r\n"), "1 ");
}

TEST(ARedisSession, ThatSomebodyElseWroteIsNone) {
  for (const std::string text : {"", ":", "1", "x:1", "-1:a", "0:a", "18446744073709551616:a", " 1:a"})
    EXPECT_EQ(outcomeOf(look, '$' + std::to_string(text.size()) + "\r\n" + text + "\r\n"), "none") << text;
  EXPECT_EQ(outcomeOf(look, ":1\r\n"), "none");
}

TEST(ARedisSession, IsKeptWhenTheVersionIsAsExpected) {
  EXPECT_EQ(outcomeOf(keep, ":1\r\n"), "kept");
  EXPECT_EQ(outcomeOf(keep, ":0\r\n"), "not kept");
  EXPECT_EQ(outcomeOf(keep, "$-1\r\n"), "not kept");
  EXPECT_EQ(outcomeOf(forget, ":0\r\n"), "removed");
}

TEST(ARedisSession, OfARedisThatRefusesIsA503) {
  for (const Operation operation : {look, keep, forget})
    for (const char* const reply : {"-OOM command not allowed when used memory > 'maxmemory'.\r\n", "-READONLY no\r\n",
                                    "-NOPERM no\r\n", "-WRONGTYPE no\r\n", "-MISCONF disk\r\n", "?\r\n"})
      EXPECT_EQ(outcomeOf(operation, reply), away) << reply;
}

TEST(ARedisSession, OfARedisThatIsAwayIsA503) {
  for (const Operation operation : {look, keep, forget}) {
    FakeRedis redis({.timeout = 1s});
    RedisSessionStore store(redis.client());
    std::string outcome = "waits";
    redis.network = FakeRedis::Network::down;
    redis.run(operation(store, outcome));
    EXPECT_EQ(outcome, away);
    redis.time.pass(10s);
    redis.network = FakeRedis::Network::silent;
    outcome = "waits";
    redis.run(operation(store, outcome));
    redis.time.pass(2s);
    EXPECT_EQ(outcome, away);
  }
}

}  // namespace
}  // namespace serinus
