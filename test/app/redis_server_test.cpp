// Against redis-server itself.
#include <serinus/serinus.hpp>

#include "security_client.hpp"
#include "support/loop_runner.hpp"
#include "support/temp_directory.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace serinus {
namespace {

using namespace std::chrono_literals;
using test::answers;
using test::Browser;
using test::TempDirectory;

/// A server of a test's own, at a Unix socket in a directory of its own. Nothing else reaches it.
class RedisServer {
public:
  explicit RedisServer(std::vector<std::string> settings = {}) : settings_(std::move(settings)) { start(); }
  RedisServer(const RedisServer&) = delete;
  RedisServer& operator=(const RedisServer&) = delete;
  ~RedisServer() { stop(); }

  void start() {
    std::vector<std::string> words{REDIS_SERVER,
                                   "--port",
                                   "0",
                                   "--unixsocket",
                                   socket(),
                                   "--save",
                                   "",
                                   "--dir",
                                   directory_.text(),
                                   "--logfile",
                                   directory_.text() + "/log"};
    words.insert(words.end(), settings_.begin(), settings_.end());
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    process_ = ::fork();
    if (process_ == 0) {
      ::execv(arguments[0], arguments.data());
      ::_exit(127);
    }
    for (int i = 0; i < 1'000; ++i) {
      if (answersPing()) return;
      ::usleep(10'000);
    }
    stop();
    throw std::runtime_error("redis-server does not start");
  }
  void stop() {
    if (process_ <= 0) return;
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
    process_ = -1;
    std::filesystem::remove(socket());
  }
  void freeze() const { ::kill(process_, SIGSTOP); }
  void thaw() const { ::kill(process_, SIGCONT); }

  [[nodiscard]] std::string socket() const { return directory_.text() + "/socket"; }
  [[nodiscard]] RedisOptions options() const { return {.path = socket(), .timeout = 5s}; }

private:
  [[nodiscard]] bool answersPing() const {
    bool came = false;
    test::runTask(ask(options(), came));
    return came;
  }
  static Task<> ask(RedisOptions options, bool& came) {
    const RedisClient client(std::move(options));
    try {
      std::vector<std::string> ping{"PING"};
      static_cast<void>(co_await client.command(std::move(ping)));
      came = true;
    } catch (const RedisError& error) {
      came = error.fault() == RedisFault::refused;
    }
  }

  TempDirectory directory_;
  std::vector<std::string> settings_;
  pid_t process_ = -1;
};

Task<> askAll(RedisClient client, std::vector<std::vector<std::string>> commands, std::vector<std::string>& replies) {
  for (std::vector<std::string>& command : commands) {
    try {
      const RedisReply reply = co_await client.command(std::move(command));
      replies.push_back(reply.kind() == RedisReply::Kind::integer ? std::to_string(reply.integer()) : reply.text());
    } catch (const RedisError& error) {
      replies.emplace_back(error.what());
    }
  }
}
std::vector<std::string> repliesOf(const RedisOptions& options, std::vector<std::vector<std::string>> commands) {
  std::vector<std::string> replies;
  test::runTask(askAll(RedisClient(options), std::move(commands), replies));
  return replies;
}
using Replies = std::vector<std::string>;

TEST(RedisItself, RepliesToCommands) {
  const RedisServer server;
  const std::string binary("\0\r\n\xFF", 4);
  EXPECT_EQ(repliesOf(server.options(), {{"SET", "a", binary}, {"GET", "a"}, {"INCR", "n"}, {"GET", "none"}}),
            (Replies{"OK", binary, "1", ""}));
  const std::string large(5'000'000, 'x');
  EXPECT_EQ(repliesOf(server.options(), {{"SET", "a", large}, {"GET", "a"}}), (Replies{"OK", large}));
}

TEST(RedisItself, KeepsDatabasesAndUsersApart) {
  const RedisServer server({"--requirepass", "secret", "--user", "ada", "on", ">pw", "~p:*", "+get", "+set"});
  RedisOptions options = server.options();
  EXPECT_EQ(repliesOf(options, {{"GET", "a"}}), Replies{"Redis refused the password or the database"});
  options.password = "wrong";
  EXPECT_EQ(repliesOf(options, {{"GET", "a"}}), Replies{"Redis refused the password or the database"});
  options.password = "secret";
  EXPECT_EQ(repliesOf(options, {{"SET", "a", "0"}}), Replies{"OK"});
  options.database = 3;
  EXPECT_EQ(repliesOf(options, {{"GET", "a"}, {"SET", "a", "3"}}), (Replies{"", "OK"}));
  options.database = 999;
  EXPECT_EQ(repliesOf(options, {{"GET", "a"}}), Replies{"Redis refused the password or the database"});
  options = server.options();
  options.user = "ada";
  options.password = "pw";
  EXPECT_EQ(repliesOf(options, {{"SET", "p:a", "x"}, {"GET", "p:a"}}), (Replies{"OK", "x"})) << "without PING";
  EXPECT_TRUE(repliesOf(options, {{"GET", "a"}}).front().starts_with("NOPERM"));
}

TEST(RedisItself, IsFoundByNameAndAddress) {
  RedisOptions options{.port = 1, .timeout = 5s};  // nobody is there
  for (const char* const host : {"127.0.0.1", "::1", "localhost", "no.such.host.invalid"}) {
    options.host = host;
    EXPECT_EQ(repliesOf(options, {{"PING"}}), Replies{"Redis cannot be reached"}) << host;
  }
}

Task<> tryStore(RedisSessionStore& store, std::vector<std::string>& found) {
  const auto note = [&found](bool done) { found.emplace_back(done ? "yes" : "no"); };
  const auto none = co_await store.get("k");
  note(none.has_value());
  const bool first = co_await store.put("k", "one", 0, 60s);
  note(first);
  const bool again = co_await store.put("k", "other", 0, 60s);
  note(again);
  const bool second = co_await store.put("k", "two\r\n", 1, 60s);
  note(second);
  const bool stale = co_await store.put("k", "three", 1, 60s);
  note(stale);
  const auto there = co_await store.get("k");
  found.push_back(there ? std::to_string(there->version) + there->data : "none");
  co_await store.remove("k");
  co_await store.remove("k");
  const auto gone = co_await store.get("k");
  note(gone.has_value());
  const bool behind = co_await store.put("k", "x", 2, 60s);
  note(behind);
}

TEST(RedisItself, ComparesTheVersionsOfSessions) {
  const RedisServer server;
  RedisSessionStore store(RedisClient(server.options()), "p:");
  std::vector<std::string> found;
  test::runTask(tryStore(store, found));
  EXPECT_EQ(found, (Replies{"no", "yes", "no", "yes", "no", "2two\r\n", "no", "no"}));
}

Task<> putOne(RedisSessionStore& store) {
  const bool kept = co_await store.put("k", "one", 0, 60s);
  EXPECT_TRUE(kept);
}

TEST(RedisItself, ForgetsSessionsInTime) {
  const RedisServer server;
  RedisSessionStore store(RedisClient(server.options()), "p:");
  test::runTask(putOne(store));
  const Replies left = repliesOf(server.options(), {{"PTTL", "p:k"}});
  EXPECT_GT(std::stol(left.front()), 30'000);
  EXPECT_LE(std::stol(left.front()), 60'000);
}

class VisitsController : public Controller {
public:
  VisitsController() {
    on(Route::get("/set/:value"), [](RequestContext& context) {
      Session::of(context).set("name", context.param("value"));
      return Response::text("set");
    });
    on(Route::get("/get"), [](RequestContext& context) {
      return Response::text(std::string(Session::of(context).get("name").value_or("none")));
    });
  }
};
/// Where the next module keeps its sessions.
RedisOptions sessionsIn;
class VisitsModule : public Module {
public:
  VisitsModule() {
    everywhere(Sessions(std::make_shared<RedisSessionStore>(RedisClient(sessionsIn)), {.secure = false}));
    controllers<VisitsController>();
  }
};

ApplicationOptions onTwoThreads() {
  ApplicationOptions options = test::onLoopback();
  options.threads = 2;
  return options;
}

TEST(Processes, ShareSessionsInRedis) {
  RedisServer server;
  sessionsIn = server.options();
  sessionsIn.timeout = 500ms;
  sessionsIn.retryLongest = 50ms;
  Application one = Application::create<VisitsModule>(onTwoThreads());
  Application two = Application::create<VisitsModule>(onTwoThreads());
  one.start();
  two.start();
  Browser visitor(one.port());
  EXPECT_TRUE(visitor.get("/set/ada").ends_with("set"));
  Browser elsewhere(two.port());
  elsewhere.cookies = visitor.cookies;
  for (int i = 0; i < 8; ++i) EXPECT_TRUE(elsewhere.get("/get").ends_with("ada")) << "whichever loop it comes to";

  server.freeze();
  EXPECT_TRUE(answers(visitor.get("/get"), 503));
  EXPECT_TRUE(Browser(one.port()).get("/get").ends_with("none")) << "who has no session needs no Redis";
  EXPECT_TRUE(answers(Browser(one.port()).get("/set/eve"), 503));
  server.thaw();
  server.stop();
  EXPECT_TRUE(answers(visitor.get("/get"), 503));
  server.start();
  std::string answer;
  for (int i = 0; i < 500 && !answers(answer, 200); ++i) {
    answer = visitor.get("/set/ada");
    ::usleep(10'000);
  }
  EXPECT_TRUE(answers(answer, 200)) << "it is there again, and has forgotten all: " << answer;
  one.stop();
  two.stop();
}

TEST(AFullRedis, IsA503) {
  const RedisServer server({"--maxmemory", "1", "--maxmemory-policy", "noeviction"});
  sessionsIn = server.options();
  Application app = Application::create<VisitsModule>(test::onLoopback());
  app.start();
  EXPECT_TRUE(answers(Browser(app.port()).get("/set/ada"), 503));
  EXPECT_TRUE(Browser(app.port()).get("/get").ends_with("none"));
}

}  // namespace
}  // namespace serinus
