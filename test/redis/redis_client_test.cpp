#include "support/fake_redis.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

namespace serinus {
namespace {

using namespace std::chrono_literals;
using test::FakeRedis;
using test::Loss;
using Network = FakeRedis::Network;

constexpr const char* unreachable = "Redis cannot be reached";
constexpr const char* refused = "Redis refused the password or the database";
constexpr const char* lost = "the connection to Redis was lost";
constexpr const char* late = "Redis did not reply in time";
constexpr const char* noReply = "what Redis sent is no reply, or too large a one";
constexpr const char* tooMany = "too many commands wait for Redis";

const std::string ping = "*1\r\n$4\r\nPING\r\n";
const std::string getA = "*2\r\n$3\r\nGET\r\n$1\r\na\r\n";

TEST(ARedisClient, ConnectsWhenItIsAskedFirst) {
  FakeRedis redis;
  EXPECT_EQ(redis.dials(), 0U);
  const auto first = redis.ask({"GET", "a"});
  EXPECT_EQ(redis.peer().take(), ping) << "nothing else before it is known that it works";
  redis.say("+PONG\r\n");
  EXPECT_EQ(redis.peer().take(), getA);
  redis.say("$1\r\nx\r\n");
  EXPECT_EQ(redis.outcome(first), "x");
  const auto second = redis.ask({"GET", "a"});
  redis.say("$-1\r\n");
  EXPECT_EQ(redis.outcome(second), "nil");
  EXPECT_EQ(redis.dials(), 1U);
}

TEST(ARedisClient, SendsPasswordAndDatabaseFirst) {
  FakeRedis redis({.user = "ada", .password = "x y", .database = 3});
  const auto first = redis.ask({"GET", "a"});
  EXPECT_EQ(redis.peer().take(), "*3\r\n$4\r\nAUTH\r\n$3\r\nada\r\n$3\r\nx y\r\n*2\r\n$6\r\nSELECT\r\n$1\r\n3\r\n");
  redis.say("+OK\r\n");
  EXPECT_EQ(redis.peer().take(), "") << "never into another database";
  redis.say("+OK\r\n");
  EXPECT_EQ(redis.peer().take(), getA);
  redis.say("+v\r\n");
  EXPECT_EQ(redis.outcome(first), "v");
}

TEST(ARedisClient, SendsAPasswordWithoutAUser) {
  FakeRedis redis({.password = "p"});
  redis.ask({"GET", "a"});
  EXPECT_EQ(redis.peer().take(), "*2\r\n$4\r\nAUTH\r\n$1\r\np\r\n" + ping);
}

TEST(ARedisClient, TellsWhatIsRefused) {
  FakeRedis redis({.password = "p"});
  const auto first = redis.ask({"GET", "a"});
  redis.say("-WRONGPASS invalid\r\n");
  EXPECT_EQ(redis.outcome(first), refused);
  const auto second = redis.ask({"GET", "a"});
  EXPECT_EQ(redis.outcome(second), refused) << "at once, until it is tried again";
  EXPECT_EQ(redis.dials(), 1U);
  ASSERT_EQ(redis.log().lines().size(), 1U);
  EXPECT_EQ(redis.log().lines().front(), std::string("warning RedisClient: ") + refused + ": WRONGPASS invalid");
}

TEST(ARedisClient, TakesAUserWhoMayNotPing) {
  FakeRedis redis({.password = "p"});
  const auto first = redis.ask({"GET", "a"});
  redis.say("+OK\r\n-NOPERM no ping\r\n");
  redis.say("+v\r\n");
  EXPECT_EQ(redis.outcome(first), "v");
}

TEST(ARedisClient, WaitsForAServerThatIsLoading) {
  FakeRedis redis;
  const auto first = redis.ask({"GET", "a"});
  redis.say("-LOADING Redis is loading the dataset in memory\r\n");
  EXPECT_EQ(redis.outcome(first), unreachable);
  redis.time.pass(1s);
  const auto second = redis.ask({"GET", "a"});
  redis.greet();
  redis.say("+v\r\n");
  EXPECT_EQ(redis.outcome(second), "v");
}

TEST(ARedisClient, SendsAllOfATurnAtOnceAndGivesRepliesInOrder) {
  FakeRedis redis;
  const auto first = redis.ask({"GET", "a"});
  const auto second = redis.ask({"GET", "a"});
  redis.greet();
  EXPECT_EQ(redis.peer().take(), getA + getA);
  redis.say("+1\r\n-ERR 2\r\n");
  EXPECT_EQ(redis.outcome(first), "1");
  EXPECT_EQ(redis.outcome(second), "error ERR 2") << "an error of a command is a reply";
}

TEST(ARedisClient, FailsAtOnceWhileRedisIsAway) {
  FakeRedis redis({.retryFirst = 100ms, .retryLongest = 100ms});
  redis.network = Network::down;
  for (int i = 0; i < 100; ++i) {
    const auto asked = redis.ask({"GET", "a"});
    EXPECT_EQ(redis.outcome(asked), unreachable);
  }
  EXPECT_EQ(redis.dials(), 1U) << "not with every command";
  redis.time.pass(200ms);
  EXPECT_EQ(redis.dials(), 1U) << "nobody asked";
  redis.network = Network::up;
  const auto again = redis.ask({"GET", "a"});
  redis.greet();
  redis.say("+v\r\n");
  EXPECT_EQ(redis.outcome(again), "v");
  EXPECT_EQ(redis.dials(), 2U);
  ASSERT_EQ(redis.log().lines().size(), 2U) << "once for all that failed";
  EXPECT_EQ(redis.log().lines().back(), "info RedisClient: Redis is there again");
}

TEST(ARedisClient, GivesUpAConnectionThatIsNotMadeInTime) {
  for (const Network network : {Network::silent, Network::up}) {
    FakeRedis redis({.timeout = 1s});
    redis.network = network;  // up: it is made, and nothing is said
    const auto asked = redis.ask({"GET", "a"});
    redis.time.pass(900ms);
    EXPECT_EQ(redis.outcome(asked), "waits");
    redis.time.pass(200ms);
    EXPECT_EQ(redis.outcome(asked), unreachable);
    redis.time.pass(10s);
    redis.network = Network::up;
    const auto again = redis.ask({"GET", "a"});
    redis.greet();
    redis.say("+v\r\n");
    EXPECT_EQ(redis.outcome(again), "v");
  }
}

TEST(ACommand, HasATimeLimit) {
  FakeRedis redis({.timeout = 1s});
  const auto first = redis.ask({"GET", "a"});
  redis.greet();
  redis.time.pass(500ms);
  const auto second = redis.ask({"GET", "b"});
  redis.time.pass(400ms);
  EXPECT_EQ(redis.outcome(first), "waits");
  redis.time.pass(200ms);
  EXPECT_EQ(redis.outcome(first), late);
  EXPECT_EQ(redis.outcome(second), lost) << "its reply would have come behind";
  EXPECT_TRUE(redis.peer().closed());
}

TEST(ACommand, ThatNobodyWaitsForAnyMoreKeepsItsPlace) {
  FakeRedis redis;
  redis.ask({"GET", "a"});
  redis.greet();
  redis.leave();
  const auto second = redis.ask({"GET", "b"});
  redis.say("+of a\r\n+of b\r\n");
  EXPECT_EQ(redis.outcome(second), "of b");
}

TEST(Commands, HaveABoundInNumber) {
  FakeRedis redis({.maxWaiting = 2});
  const auto first = redis.ask({"GET", "a"});
  const auto second = redis.ask({"GET", "a"});
  const auto third = redis.ask({"GET", "a"});
  EXPECT_EQ(redis.outcome(second), "waits");
  EXPECT_EQ(redis.outcome(third), tooMany);
  redis.greet();
  redis.say("+1\r\n");
  EXPECT_EQ(redis.outcome(first), "1");
  const auto fourth = redis.ask({"GET", "a"});
  EXPECT_EQ(redis.outcome(fourth), "waits");
}

TEST(Commands, HaveABoundInBytes) {
  FakeRedis redis({.maxUnsent = getA.size()});
  const auto large = redis.ask({"GET", "aa"});
  EXPECT_EQ(redis.outcome(large), tooMany);
  const auto fits = redis.ask({"GET", "a"});
  EXPECT_EQ(redis.outcome(fits), "waits");
  const auto another = redis.ask({"GET", "a"});
  EXPECT_EQ(redis.outcome(another), tooMany);
  redis.greet();
  const auto behind = redis.ask({"GET", "a"});
  EXPECT_EQ(redis.outcome(behind), "waits") << "the first has left";
}

TEST(ARedisClient, WritesOnWhenThereIsRoom) {
  FakeRedis redis;
  const auto first = redis.ask({"GET", "a"});
  redis.greet();
  redis.say("+1\r\n");
  EXPECT_EQ(redis.outcome(first), "1");
  redis.peer().take();
  redis.peer().stopReading(10);
  const std::string value(100, 'v');
  const auto second = redis.ask({"SET", "a", value});
  redis.peer().readAll();
  redis.time.settle();
  EXPECT_EQ(redis.peer().take(), "*3\r\n$3\r\nSET\r\n$1\r\na\r\n$100\r\n" + value + "\r\n");
  redis.say("+OK\r\n");
  EXPECT_EQ(redis.outcome(second), "OK");
}

TEST(ARedisClient, IsNotTroubledByAnEndWhileNothingWaits) {
  FakeRedis redis;
  redis.ask({"GET", "a"});
  redis.greet();
  redis.say("+1\r\n");
  redis.peer().end();
  redis.time.settle();
  const auto second = redis.ask({"GET", "a"});
  redis.greet();
  redis.say("+2\r\n");
  EXPECT_EQ(redis.outcome(second), "2") << "a new connection, without a wait";
  EXPECT_EQ(redis.dials(), 2U);
}

TEST(AReplyOfRedis, MayComeInPieces) {
  const std::string reply = "*2\r\n$3\r\nabc\r\n:1\r\n+next\r\n";
  for (std::size_t at = 1; at < reply.size(); ++at) {
    FakeRedis redis;
    redis.ask({"GET", "a"});
    const auto second = redis.ask({"GET", "b"});
    redis.greet();
    redis.say(reply.substr(0, at));
    EXPECT_EQ(redis.outcome(second), "waits") << at;
    redis.say(reply.substr(at));
    EXPECT_EQ(redis.outcome(second), "next") << at;
  }
}

TEST(AReplyOfRedis, ThatIsCutIsNone) {
  const std::string reply = "+PONG\r\n$5\r\nabcde\r\n";
  for (const Loss loss : {Loss::reset, Loss::left}) {
    for (std::size_t at = 0; at < reply.size(); ++at) {
      FakeRedis redis;
      const auto asked = redis.ask({"GET", "a"});
      redis.say(reply.substr(0, at));
      redis.peer().lose(loss);
      redis.time.settle();
      const bool wasGreeted = at >= std::string_view("+PONG\r\n").size();
      EXPECT_EQ(redis.outcome(asked), wasGreeted ? lost : unreachable) << at;
    }
  }
}

TEST(AReplyOfRedis, ThatIsNoneEndsTheConnection) {
  for (const char* const bytes : {"HTTP/1.1 400 Bad Request\r\n\r\n", "$x\r\n", "*-7\r\n"}) {
    FakeRedis redis;
    const auto asked = redis.ask({"GET", "a"});
    redis.greet();
    redis.say(bytes);
    EXPECT_EQ(redis.outcome(asked), noReply) << bytes;
    EXPECT_TRUE(redis.peer().closed());
  }
}

TEST(AReplyOfRedis, ThatNobodyAskedForEndsTheConnection) {
  FakeRedis redis;
  redis.ask({"GET", "a"});
  redis.greet();
  redis.say("+1\r\n+2\r\n");
  EXPECT_TRUE(redis.peer().closed()) << "nobody could tell any more whose reply is whose";
}

TEST(AReplyOfRedis, HasALimit) {
  FakeRedis redis({.maxReply = 100});
  const auto asked = redis.ask({"GET", "a"});
  redis.greet();
  redis.say("$1000\r\n" + std::string(200, 'x'));
  EXPECT_EQ(redis.outcome(asked), noReply);
}

/// The connection is lost in operation 0, 1, 2, … of it, in every way: each command comes to an end, and the next
/// works.
TEST(ALostConnection, LeavesNobodyWaiting) {
  for (const Loss loss : {Loss::reset, Loss::left, Loss::vanished}) {
    for (std::size_t n = 0;; ++n) {
      SCOPED_TRACE(n);
      FakeRedis redis;
      redis.loseAfter = n;
      redis.loss = loss;
      const auto first = redis.ask({"GET", "a"});
      const auto second = redis.ask({"GET", "a"});
      redis.greet();
      redis.say("+1\r\n");
      redis.say("+2\r\n");
      redis.time.pass(20s);
      for (const auto asked : {first, second}) {
        EXPECT_NE(redis.outcome(asked), "waits");
      }
      redis.loseAfter = test::MemoryPeer::unlimited;
      const std::size_t dials = redis.dials();
      const auto third = redis.ask({"GET", "a"});
      if (redis.dials() > dials) redis.greet();
      redis.say("+3\r\n");
      const bool wasLost = redis.dials() > 1 || redis.peer().operations() > n;
      if (!wasLost) {
        EXPECT_EQ(redis.outcome(first), "1");
        EXPECT_EQ(redis.outcome(second), "2");
        EXPECT_EQ(redis.outcome(third), "3");
        break;
      }
      redis.time.pass(20s);
      EXPECT_NE(redis.outcome(third), "waits");
      ASSERT_LT(n, 100U);
    }
  }
}

TEST(ARedisClient, EndsWithItsLoop) {
  FakeRedis redis;
  const auto asked = redis.ask({"GET", "a"});
  redis.greet();
  EXPECT_EQ(redis.outcome(asked), "waits");
}  // AddressSanitizer looks at what is left

TEST(ARedisClient, IsForLoopsAlone) {
  const RedisClient client({.host = "127.0.0.1"});
  Loop loop;
  std::string said;
  runtime::TaskScope scope(loop, [&](std::exception_ptr fault) {
    try {
      std::rethrow_exception(fault);
    } catch (const std::logic_error& error) {
      said = error.what();
    }
  });
  scope.spawn([](RedisClient given) -> Task<> {
    std::vector<std::string> arguments{"PING"};
    static_cast<void>(co_await given.command(std::move(arguments)));
  }(client));
  EXPECT_EQ(said, "RedisClient: commands are sent on event loops");
}

TEST(RedisOptions, ThatCannotBeMeantAreRefused) {
  const auto refuses = [](const RedisOptions& options) { EXPECT_THROW(RedisClient{options}, std::invalid_argument); };
  refuses({.host = ""});
  refuses({.port = 0});
  refuses({.path = std::string(108, 'a')});
  refuses({.user = "ada"});
  refuses({.database = -1});
  refuses({.timeout = 0s});
  refuses({.retryFirst = 0s});
  refuses({.retryFirst = 2s, .retryLongest = 1s});
  refuses({.maxWaiting = 0});
  refuses({.maxUnsent = 0});
  refuses({.maxReply = 0});
  EXPECT_NO_THROW(RedisClient({.path = std::string(107, 'a')}));
  EXPECT_THROW(static_cast<void>(RedisClient().command({})), std::invalid_argument);
}

}  // namespace
}  // namespace serinus
