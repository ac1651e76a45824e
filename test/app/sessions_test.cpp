#include "security_client.hpp"

#include "support/web_socket_client.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace serinus {
namespace {

using namespace std::chrono_literals;
using test::answers;
using test::Browser;
using test::has;

/// Moved by hand.
std::atomic<std::int64_t> wall{1'800'000'000};
std::chrono::sys_seconds wallNow() {
  return std::chrono::sys_seconds(std::chrono::seconds(wall.load()));
}

/// Lets another request of the same session in between when the first writes. Set and read by the test, used on the
/// loop.
class RacedStore : public MemorySessionStore {
public:
  using Race = std::function<void(const std::string& key, MemorySessionStore& store)>;

  void raceWith(Race race) {
    const std::lock_guard lock(mutex_);
    race_ = std::move(race);
  }
  [[nodiscard]] std::string lastKey() {
    const std::lock_guard lock(mutex_);
    return lastKey_;
  }
  Task<bool> put(std::string key, std::string data, std::uint64_t expected, std::chrono::seconds time) override {
    if (const Race now = taken(key)) now(key, *this);
    return MemorySessionStore::put(std::move(key), std::move(data), expected, time);
  }

private:
  Race taken(const std::string& key) {
    const std::lock_guard lock(mutex_);
    lastKey_ = key;
    return std::exchange(race_, {});
  }

  std::mutex mutex_;
  Race race_;
  std::string lastKey_;
};

std::string text(std::optional<std::string_view> value) {
  return std::string(value.value_or("none"));
}

class VisitController : public SseController {
public:
  VisitController() {
    on(Route::get("/none"), [](RequestContext&) { return Response::text("nothing"); });
    on(Route::get("/get/:name"),
       [](RequestContext& context) { return Response::text(text(Session::of(context).get(context.param("name")))); });
    on(Route::get("/set/:name/:value"), [](RequestContext& context) {
      Session::of(context).set(context.param("name"), context.param("value"));
      return Response::text("set");
    });
    on(Route::get("/erase/:name"), [](RequestContext& context) {
      Session::of(context).erase(context.param("name"));
      return Response::text("erased");
    });
    on(Route::get("/fail/:name"), [](RequestContext& context) -> Response {
      Session::of(context).set(context.param("name"), "failed");
      throw std::runtime_error("secret");
    });
    on(Route::get("/renew"), [](RequestContext& context) {
      Session::of(context).renew();
      return Response::text("renewed");
    });
    on(Route::get("/clear"), [](RequestContext& context) {
      Session::of(context).clear();
      return Response::text("cleared");
    });
    on(Route::get("/in/:name"), [](RequestContext& context) {
      Session::of(context).signIn(Principal(std::string(context.param("name"))).role("cook").claim("tenant", "t"));
      return Response::text("in");
    });
    on(Route::get("/is/:name"), [](RequestContext& context) {
      context.setPrincipal(Principal(std::string(context.param("name"))));
      return Response::text("is");
    });
    on(Route::get("/who"), [](RequestContext& context) { return Response::text(std::string(context.userId())); });
    on(Route::get("/cook"), [](RequestContext&) { return Response::text("cooks"); }).use(RolesGuard({"cook"}));
    on(Route::get("/big/:size"), [](RequestContext& context) {
      Session::of(context).set("big", std::string(std::stoul(std::string(context.param("size"))), 'x'));
      return Response::text("big");
    });
    on(Route::get("/bytes"), [](RequestContext& context) -> Response {
      Session::of(context).set("bytes", "\xFF");
      return Response::text("set");
    });
    onSse(Route::get("/live"), [](SseContext& context) -> SseStream {
      Session session = Session::of(context);
      co_yield "theme " + text(session.get("theme"));
      bool late = false;
      try {
        session.set("theme", "late");
      } catch (const std::logic_error&) {
        late = true;
      }
      co_yield late ? "too late" : "set";
    });
  }
};

class TalkGateway : public WebSocketGateway {
public:
  TalkGateway() : WebSocketGateway({.path = "/talk"}) {}
  Task<> onMessage(WsMessage, WebSocketContext& context) override {
    Session session = Session::of(context);
    bool late = false;
    try {
      session.set("theme", "late");
    } catch (const std::logic_error&) {
      late = true;
    }
    context.sendText(text(session.get("theme")) + (late ? ", too late" : ", set") + " for " +
                     std::string(context.userId()));
    return {};
  }
};

/// What the next application has.
std::optional<Sessions> wanted;

class VisitModule : public Module {
public:
  VisitModule() {
    imports<WsModule>();
    imports(SseModule({.closeWhenDone = true, .retry = std::nullopt}));
    everywhere(*wanted);
    providers<TalkGateway>();
    controllers<VisitController>();
  }
};

Application applicationWith(Sessions sessions) {
  wanted.emplace(std::move(sessions));
  return Application::create<VisitModule>(test::onLoopback());
}

Sessions withCookies() {
  return Sessions(CookieSessionStore(KeyRing({std::string(32, 'k')})),
                  {.secure = false, .idle = 80s, .lifetime = 200s, .now = wallNow});
}

class ASession : public testing::TestWithParam<bool> {
protected:
  ASession() : app_(applicationWith(sessions())) { app_.start(); }
  Sessions sessions() const {
    if (GetParam()) return withCookies();
    return Sessions(store_, {.secure = false, .idle = 80s, .lifetime = 200s, .now = wallNow});
  }
  std::shared_ptr<RacedStore> store_ = std::make_shared<RacedStore>();
  Application app_;
};

TEST_P(ASession, IsRememberedBetweenRequests) {
  Browser browser(app_.port());
  const std::string first = browser.get("/set/theme/dark");
  EXPECT_TRUE(answers(first, 200) && has(first, "; Path=/; HttpOnly; SameSite=Lax\r\n")) << first;
  EXPECT_EQ(browser.body("/get/theme"), "dark");
  EXPECT_TRUE(browser.get("/set/size/7").ends_with("set"));
  EXPECT_EQ(browser.body("/get/theme"), "dark");
  EXPECT_EQ(browser.body("/get/size"), "7");
  EXPECT_TRUE(browser.get("/erase/theme").ends_with("erased"));
  EXPECT_EQ(browser.body("/get/theme"), "none");
  EXPECT_EQ(Browser(app_.port()).body("/get/size"), "none") << "another visitor";
}

TEST_P(ASession, IsNotBegunForThoseWithNothingToRemember) {
  for (const char* const path : {"/none", "/get/theme", "/renew", "/clear", "/erase/theme", "/is/ada"}) {
    EXPECT_FALSE(has(Browser(app_.port()).get(path), "Set-Cookie")) << path;
  }
  EXPECT_EQ(store_->size(), 0U);
}

TEST_P(ASession, IsNotSaidAgainWithEachAnswer) {
  Browser browser(app_.port());
  static_cast<void>(browser.get("/set/theme/dark"));
  EXPECT_FALSE(has(browser.get("/get/theme"), "Set-Cookie"));
}

TEST_P(ASession, OfNobodysMakingIsPassedOver) {
  Browser good(app_.port());
  static_cast<void>(good.get("/set/theme/dark"));
  const std::string real = good.cookies;
  for (const std::string& hostile :
       {std::string("sid="), std::string("sid=a"), "sid=" + std::string(42, 'A'), "sid=" + std::string(43, 'A'),
        "sid=" + std::string(44, 'A'), "sid=" + std::string(3'000, 'A'), std::string("sid=../../etc/passwd"),
        std::string("sid=%00%0d%0a"), std::string("sid={\"values\":{}}"), real + "A", real.substr(0, real.size() - 1),
        "other=" + real.substr(4), std::string("sid=\"\"")}) {
    Browser browser(app_.port());
    browser.cookies = hostile;
    EXPECT_EQ(browser.body("/get/theme"), "none") << hostile;
    EXPECT_EQ(browser.cookies, hostile) << "nothing is set";
    EXPECT_TRUE(answers(browser.get("/set/theme/x"), 200));
    EXPECT_NE(browser.cookies, hostile) << "and an id of theirs is not adopted";
  }
  EXPECT_EQ(good.body("/get/theme"), "dark");
}

TEST_P(ASession, EndsWhenNobodyComes) {
  Browser browser(app_.port());
  static_cast<void>(browser.get("/set/theme/dark"));
  wall += 79;
  EXPECT_EQ(browser.body("/get/theme"), "dark");
  wall += 79;
  EXPECT_EQ(browser.body("/get/theme"), "dark") << "the visit before counts";
  const std::string copied = browser.cookies;
  wall += 80;
  EXPECT_EQ(browser.body("/get/theme"), "none");
  browser.cookies = copied;
  EXPECT_EQ(browser.body("/get/theme"), "none") << "shown again";
}

TEST_P(ASession, EndsAfterItsLifetime) {
  Browser browser(app_.port());
  static_cast<void>(browser.get("/set/theme/dark"));
  for (const int pause : {70, 70, 59}) {
    wall += pause;
    EXPECT_EQ(browser.body("/get/theme"), "dark");
  }
  wall += 1;
  EXPECT_EQ(browser.body("/get/theme"), "none");
}

TEST_P(ASession, IsAnotherOneAfterSigningIn) {
  Browser browser(app_.port());
  static_cast<void>(browser.get("/set/theme/dark"));
  const std::string planted = browser.cookies;
  static_cast<void>(browser.get("/in/ada"));
  EXPECT_NE(browser.cookies, planted);
  EXPECT_EQ(browser.body("/who"), "ada");
  EXPECT_EQ(browser.body("/cook"), "cooks");
  EXPECT_EQ(browser.body("/get/theme"), "dark") << "what was there for nobody stays";
  Browser thief(app_.port());
  thief.cookies = planted;
  EXPECT_EQ(thief.body("/who"), "");
  EXPECT_TRUE(answers(thief.get("/cook"), 401));
  static_cast<void>(browser.get("/in/bob"));
  EXPECT_EQ(browser.body("/who"), "bob");
  EXPECT_EQ(browser.body("/get/theme"), "none") << "what was ada's is not bob's";
}

TEST_P(ASession, IsAnotherOneForAnotherPrincipal) {
  Browser browser(app_.port());
  static_cast<void>(browser.get("/set/theme/dark"));
  const std::string before = browser.cookies;
  static_cast<void>(browser.get("/is/ada"));
  const std::string adas = browser.cookies;
  EXPECT_NE(adas, before);
  EXPECT_EQ(browser.body("/get/theme"), "dark");
  static_cast<void>(browser.get("/is/ada"));
  EXPECT_EQ(browser.cookies, adas);
  static_cast<void>(browser.get("/is/bob"));
  EXPECT_NE(browser.cookies, adas);
  EXPECT_EQ(browser.body("/get/theme"), "none");
}

TEST_P(ASession, EndsWhenItIsCleared) {
  Browser browser(app_.port());
  static_cast<void>(browser.get("/in/ada"));
  const std::string cleared = browser.get("/clear");
  EXPECT_TRUE(has(cleared, "Set-Cookie: sid=; Path=/; Max-Age=0; HttpOnly")) << cleared;
  EXPECT_EQ(browser.body("/who"), "");
  EXPECT_EQ(store_->size(), 0U);
}

TEST_P(ASession, IsKeptWhenAHandlerThrows) {
  Browser browser(app_.port());
  EXPECT_TRUE(answers(browser.get("/fail/theme"), 500));
  EXPECT_EQ(browser.body("/get/theme"), "failed");
}

TEST_P(ASession, HoldsTextAlone) {
  Browser browser(app_.port());
  EXPECT_TRUE(answers(browser.get("/bytes"), 500));
}

TEST_P(ASession, CanBeReadInAStream) {
  Browser browser(app_.port());
  static_cast<void>(browser.get("/set/theme/dark"));
  const std::string stream = browser.get("/live");
  EXPECT_TRUE(has(stream, "data: theme dark\n\n") && has(stream, "data: too late\n\n")) << stream;
}

TEST_P(ASession, CanBeReadBehindAGateway) {
  Browser browser(app_.port());
  static_cast<void>(browser.get("/in/ada"));
  static_cast<void>(browser.get("/set/theme/dark"));
  test::WebSocketClient client(app_.port(), "/talk", "Cookie: " + browser.cookies + "\r\n");
  client.send("hello");
  EXPECT_EQ(client.receive(), "dark, too late for ada");
  EXPECT_EQ(browser.body("/get/theme"), "dark");
}

INSTANTIATE_TEST_SUITE_P(Kept, ASession, testing::Bool(),
                         [](const auto& row) { return std::string(row.param ? "InItsCookie" : "InAStore"); });

class AStoredSession : public ASession {};

TEST_P(AStoredSession, IsKnownToTheStoreByAHash) {
  Browser browser(app_.port());
  static_cast<void>(browser.get("/set/theme/dark"));
  const std::string id = browser.cookies.substr(4);
  EXPECT_EQ(id.size(), 43U);
  EXPECT_EQ(store_->lastKey().size(), 43U);
  EXPECT_NE(store_->lastKey(), id);
  browser.cookies = "sid=" + store_->lastKey();
  EXPECT_EQ(browser.body("/get/theme"), "none") << "who reads the store has no session by it";
}

TEST_P(AStoredSession, ThatWasRenewedIsWorthNothingByItsOldId) {
  Browser browser(app_.port());
  static_cast<void>(browser.get("/set/theme/dark"));
  Browser old(app_.port());
  old.cookies = browser.cookies;
  static_cast<void>(browser.get("/renew"));
  EXPECT_NE(browser.cookies, old.cookies);
  EXPECT_EQ(browser.body("/get/theme"), "dark");
  EXPECT_EQ(old.body("/get/theme"), "none");
  EXPECT_EQ(store_->size(), 1U);
}

TEST_P(AStoredSession, ThatTwoChangeIsMerged) {
  for (const char* const path : {"/set/mine/1", "/renew"}) {
    Browser browser(app_.port());
    static_cast<void>(browser.get("/set/theme/dark"));
    Browser other(app_.port());
    other.cookies = browser.cookies;
    // On one loop nothing else runs while this one does; so the other's change is made where it would be seen.
    store_->raceWith([](const std::string& key, MemorySessionStore& store) {
      auto read = store.get(key);
      read.handle().resume();
      auto found = read.handle().promise().take();
      std::string data = found->data;
      data.replace(data.find("\"theme\":\"dark\""), 14, "\"theme\":\"light\"");
      auto write = store.MemorySessionStore::put(key, data, found->version, 60s);
      write.handle().resume();
    });
    EXPECT_TRUE(answers(browser.get(path), 200));
    EXPECT_EQ(browser.body("/get/theme"), "light") << path;
  }
}

TEST_P(AStoredSession, ThatEndedMeanwhileIsNotBroughtBack) {
  for (const char* const path : {"/set/theme/light", "/renew", "/in/ada"}) {
    Browser browser(app_.port());
    static_cast<void>(browser.get("/set/theme/dark"));
    store_->raceWith([](const std::string& key, MemorySessionStore& store) {
      auto gone = store.remove(key);
      gone.handle().resume();
    });
    const std::string answer = browser.get(path);
    EXPECT_TRUE(answers(answer, 409) && has(answer, "ended while")) << answer;
    EXPECT_EQ(browser.body("/get/theme"), "none");
  }
}

INSTANTIATE_TEST_SUITE_P(Kept, AStoredSession, testing::Values(false));

TEST(CookieSessionStore, RefusesWhatFitsIntoNoCookie) {
  Application app = applicationWith(withCookies());
  app.start();
  Browser browser(app.port());
  EXPECT_TRUE(answers(browser.get("/big/2500"), 200));
  EXPECT_LE(browser.cookies.size(), 4'096U);
  EXPECT_TRUE(answers(browser.get("/big/3100"), 500));
  EXPECT_FALSE(has(browser.cookies, "xxxx")) << "it is encrypted";
}

TEST(Sessions, AreSecureUnlessToldOtherwise) {
  Application app = applicationWith(Sessions());
  app.start();
  Browser browser(app.port());
  const std::string answer = browser.get("/set/theme/dark");
  EXPECT_TRUE(has(answer, "Set-Cookie: __Host-sid=") && has(answer, "; Path=/; HttpOnly; Secure; SameSite=Lax\r\n"))
      << answer;
  EXPECT_EQ(browser.body("/get/theme"), "dark");
  browser.cookies.erase(0, 7);
  EXPECT_EQ(browser.body("/get/theme"), "none") << "without the prefix another host may have set it";
}

TEST(Sessions, RefuseWhatCannotBeMeant) {
  EXPECT_THROW(Sessions(SessionsOptions{.cookie = "a b"}), std::invalid_argument);
  EXPECT_THROW(Sessions(SessionsOptions{.idle = 0s}), std::invalid_argument);
  EXPECT_THROW(Sessions(SessionsOptions{.lifetime = 0s}), std::invalid_argument);
  EXPECT_THROW(Sessions(SessionsOptions{.secure = false, .sameSite = SetCookie::SameSite::none}),
               std::invalid_argument);
  EXPECT_THROW(Sessions(std::shared_ptr<SessionStore>()), std::invalid_argument);
}

template <class T>
T now(Task<T> task) {
  task.handle().resume();
  return task.handle().promise().take();
}

TEST(MemorySessionStore, KeepsForItsTimeAndByItsVersion) {
  TimePoint time;
  MemorySessionStore store({.now = [&time] { return time; }});
  EXPECT_FALSE(now(store.put("a", "1", 1, 10s))) << "there is none";
  EXPECT_TRUE(now(store.put("a", "1", 0, 10s)));
  EXPECT_FALSE(now(store.put("a", "2", 0, 10s))) << "there is one";
  EXPECT_TRUE(now(store.put("a", "2", 1, 10s)));
  EXPECT_FALSE(now(store.put("a", "3", 1, 10s))) << "it is another";
  time += 10s - 1ns;
  EXPECT_EQ(now(store.get("a")).value().data, "2");
  time += 1ns;
  EXPECT_FALSE(now(store.get("a")));
  EXPECT_EQ(store.size(), 0U);
}

TEST(MemorySessionStore, HasABound) {
  MemorySessionStore store({.capacity = 2});
  EXPECT_TRUE(now(store.put("a", "1", 0, 10s)));
  EXPECT_TRUE(now(store.put("b", "1", 0, 10s)));
  EXPECT_TRUE(now(store.put("a", "2", 1, 10s)));
  EXPECT_TRUE(now(store.put("c", "1", 0, 10s)));
  EXPECT_EQ(store.size(), 2U);
  EXPECT_TRUE(now(store.get("a")) && now(store.get("c")));
  EXPECT_FALSE(now(store.get("b"))) << "kept longest ago";
  EXPECT_THROW(MemorySessionStore({.capacity = 0}), std::invalid_argument);
}

}  // namespace
}  // namespace serinus
