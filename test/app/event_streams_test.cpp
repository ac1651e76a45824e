#include "applications.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace serinus {
namespace {

using namespace std::chrono_literals;
using test::RawClient;

struct Question {
  std::string prompt;
  std::optional<int> tokens;
};
struct Page {
  std::optional<int> limit;
};

struct Agent {
  std::string name;
  static Agent fromRequest(Context& context) {
    const auto name = context.header("User-Agent");
    if (!name) throw ForbiddenException("say who you are");
    return {std::string(*name)};
  }
};
struct Choice {
  std::string color;
};

class RoutesController : public SseController {
public:
  RoutesController() {
    onSse(Route::get("/rooms/:room/:seat"), &RoutesController::seat);
    onSse(Route::get("/agents"), [](Agent agent, const Request& request) -> SseStream {
      co_yield agent.name;
      co_yield std::string(request.path());
    });
    onSse(Route::get("/principal"), [](const Principal& principal) -> SseStream { co_yield principal.id(); });
    onSse(Route::get("/any"), [](auto& context) -> SseStream { co_yield std::string(context.path()); });
    onStream(Route::post("/asked"), [](Body<Question> question) -> SseStream { co_yield question->prompt; });
    onStream(Route::put("/chosen"), [](Form<Choice> choice) -> SseStream { co_yield choice->color; });
    onSse(Route::get("/dressed"), [](SseContext& context) -> SseStream {
      context.setStatus(Status::accepted);
      context.setHeader("X-Who", context.cookie("who").value_or("nobody"));
      context.addCookie(SetCookie("seen", "1").path("/"));
      co_await context.sleep(1ms);
      co_yield "hello";
      context.setHeader("X-Late", "1");
    });
    onSse(Route::get("/undressed"), [](SseContext& context) -> SseStream {
      context.setHeader("X-Who", "me");
      context.addCookie(SetCookie("seen", "1"));
      throw ConflictException("not now");
      co_yield "never";
    });
    onSse(Route::get("/over"), [](SseContext& context) -> SseStream {
      context.stop();
      if (context.query("loud")) co_yield "one";
    });
    onSse(Route::get("/guarded"), [](SseContext&) -> SseStream {
      co_yield "never";
    }).use([](ExecutionContext& context) -> Task<> {
      context.respond(Response::empty());
      return {};
    });
    onSse(Route::get("/last"), [](SseContext& context) -> SseStream {
      const std::string id(context.lastEventId());
      co_yield SseEvent(std::to_string(id.size())).id(id);
    });
    onSse(Route::get("/paged"), [](SseContext& context) -> SseStream {
      const Page page = context.query<Page>();
      co_yield std::to_string(page.limit.value_or(10));
    });
    onStream(Route::post("/complete"), [](SseContext& context) -> SseStream {
      const Question question = context.body<Question>();
      co_yield SseEvent::json("token", question.prompt);
      co_yield std::string(context.body());
    });
    on(Route::post("/question"), [](RequestContext& context) {
      const Question question = context.body<Question>();
      context.setHeader("X-Set", "by the context");
      context.setHeader("Content-Type", "text/never");
      return Response::text(question.prompt).header("X-Own", "1");
    });
    onSse(Route::get("/both"), [](SseContext&) -> SseStream { co_yield "stream"; })
        .orElse([](RequestContext& context) {
          return Response::json("[" + std::string(context.query("n").value_or("")) + "]");
        })
        .use([](ExecutionContext& context) -> bool { return !context.context().query("locked"); });
    onSse(Route::get("/large"), [](SseContext& context) -> SseStream {
      std::string fault;
      try {
        co_yield std::string(500, 'x');
      } catch (const SseEventTooLarge& error) {
        fault = error.what();
      }
      co_yield fault;
      try {
        context.send(SseEvent(std::string(500, 'x')));
      } catch (const SseEventTooLarge&) {
        fault = "nor sent";
      }
      co_yield fault;
    }).use([](ExecutionContext&) -> bool { return true; });
  }

private:
  SseStream seat(SseContext& context, Path<std::string> room, Path<int> seat, Query<Page> page,
                 Header<"X-Who", std::optional<std::string>> who, Cookie<"color"> color) {
    context.setHeader("X-Room", *room);
    co_await context.sleep(1ms);  // what it was given stays
    co_yield *room + ' ' + std::to_string(*seat) + ' ' + std::to_string(page->limit.value_or(0)) + ' ' +
        who->value_or("nobody") + ' ' + *color;
  }
};
class RoutesModule : public Module {
public:
  RoutesModule() {
    imports(SseModule({.maxEvent = 400, .closeWhenDone = true, .retry = std::nullopt}));
    controllers<RoutesController>();
  }
};

class StreamRoutes : public testing::Test {
protected:
  StreamRoutes() : app_(Application::create<RoutesModule>(test::onLoopback())) { app_.start(); }
  std::string get(const std::string& path, const std::string& fields = {}) const {
    RawClient client(app_.port());
    client.send("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + fields + "\r\n");
    return client.readAll();
  }
  std::string post(const std::string& path, const std::string& type, const std::string& body) const {
    return send("POST", path, type, body);
  }
  std::string send(const std::string& method, const std::string& path, const std::string& type,
                   const std::string& body) const {
    RawClient client(app_.port());
    client.send(method + ' ' + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" +
                (type.empty() ? "" : "Content-Type: " + type + "\r\n") +
                "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    return client.readAll();
  }
  static bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }
  Application app_;
};

TEST_F(StreamRoutes, ChooseStatusFieldsAndCookiesBeforeTheirFirstEvent) {
  const std::string stream = get("/dressed", "Cookie: x=1; who=ada\r\n");
  EXPECT_TRUE(stream.starts_with("HTTP/1.1 202 ")) << stream;
  EXPECT_TRUE(has(stream, "X-Who: ada\r\n") && has(stream, "Set-Cookie: seen=1; Path=/\r\n")) << stream;
  EXPECT_TRUE(has(stream, "data: hello\n\n")) << stream;
  EXPECT_FALSE(has(stream, "X-Late")) << stream;
  EXPECT_TRUE(has(get("/dressed"), "X-Who: nobody\r\n"));
}

TEST_F(StreamRoutes, KeepTheirFieldsOnAnError) {
  const std::string answer = get("/undressed");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 409 ") && has(answer, "not now")) << answer;
  EXPECT_TRUE(has(answer, "X-Who: me\r\n") && has(answer, "Set-Cookie: seen=1\r\n")) << answer;
}

TEST_F(StreamRoutes, KeepTheirReadersAwayWith204) {
  EXPECT_TRUE(get("/over").starts_with("HTTP/1.1 204 ")) << get("/over");
  EXPECT_TRUE(get("/guarded").starts_with("HTTP/1.1 204 "));
  const std::string loud = get("/over?loud");
  EXPECT_TRUE(loud.starts_with("HTTP/1.1 200 ") && has(loud, "data: one\n\n")) << loud;
}

TEST_F(StreamRoutes, TakeALastEventIdOfUpTo256BytesWithoutControlBytes) {
  const auto size = [](std::string id) { return "data: " + std::to_string(id.size()) + "\n\n"; };
  for (const std::string& id : {std::string("7"), std::string(255, 'x'), std::string(256, 'x')}) {
    EXPECT_TRUE(has(get("/last", "Last-Event-ID: " + id + "\r\n"), "id: " + id + "\n" + size(id))) << id;
    EXPECT_TRUE(has(get("/last?lastEventId=" + id), "id: " + id + "\n" + size(id))) << id;
  }
  const std::string none = "id: \ndata: 0\n\n";
  EXPECT_TRUE(has(get("/last"), none));
  EXPECT_TRUE(has(get("/last", "Last-Event-ID: " + std::string(257, 'x') + "\r\n"), none));
  EXPECT_TRUE(has(get("/last?lastEventId=" + std::string(257, 'x')), none));
  for (const char* const control : {"%00", "%0A", "%0D", "%1F", "%7F", "%09"})
    EXPECT_TRUE(has(get(std::string("/last?lastEventId=a") + control + "b"), none)) << control;
  EXPECT_TRUE(has(get("/last?lastEventId=a%20%C3%A9"), "id: a \xC3\xA9\n"));
  EXPECT_TRUE(has(get("/last?lastEventId=query", "Last-Event-ID: field\r\n"), "id: field\n"));
}

TEST_F(StreamRoutes, ReadTheirQueryIntoAStruct) {
  EXPECT_TRUE(has(get("/paged?limit=7"), "data: 7\n\n"));
  EXPECT_TRUE(has(get("/paged"), "data: 10\n\n"));
  const std::string refused = get("/paged?limit=many");
  EXPECT_TRUE(refused.starts_with("HTTP/1.1 400 ") && has(refused, "query.limit: wants an integer")) << refused;
}

TEST_F(StreamRoutes, AreGivenWhatTheirParametersAskFor) {
  const std::string stream = get("/rooms/blue/7?limit=3", "Cookie: color=red\r\nX-Who: ada\r\n");
  EXPECT_TRUE(has(stream, "X-Room: blue\r\n") && has(stream, "data: blue 7 3 ada red\n\n")) << stream;
  EXPECT_TRUE(has(get("/rooms/blue/7", "Cookie: color=red\r\n"), "data: blue 7 0 nobody red\n\n"));
  const std::string agents = get("/agents", "User-Agent: me\r\n");
  EXPECT_TRUE(has(agents, "data: me\n\n") && has(agents, "data: /agents\n\n")) << agents;
  EXPECT_TRUE(has(get("/any"), "data: /any\n\n"));
  EXPECT_TRUE(has(post("/asked", "application/json", R"({"prompt":"hi"})"), "data: hi\n\n"));
  EXPECT_TRUE(has(send("PUT", "/chosen", "application/x-www-form-urlencoded", "color=red"), "data: red\n\n"));
}

TEST_F(StreamRoutes, SayBeforeTheyBeginWhatAParameterMisses) {
  const struct {
    std::string answer, status, says;
  } faults[] = {
      {get("/rooms/blue/x", "Cookie: color=red\r\n"), "400", "path.seat: wants an integer"},
      {get("/rooms/blue/7?limit=x", "Cookie: color=red\r\n"), "400", "query.limit: wants an integer"},
      {get("/rooms/blue/7"), "400", "cookie color"},
      {get("/agents"), "403", "say who you are"},
      {get("/principal"), "401", ""},
      {post("/asked", "application/json", R"({"prompt":7})"), "422", "$.prompt"},
      {post("/asked", "text/plain", R"({"prompt":"hi"})"), "415", ""},
  };
  for (const auto& fault : faults) {
    EXPECT_TRUE(fault.answer.starts_with("HTTP/1.1 " + fault.status)) << fault.answer;
    EXPECT_TRUE(has(fault.answer, fault.says)) << fault.answer;
  }
}

class GreedyStreams : public SseController {
public:
  GreedyStreams() {
    onSse(Route::get("/:one"), [](Path<int>, Path<int>) -> SseStream { co_return; });
    onSse(Route::get("/of/:one"), topic_, [](Path<int>, Path<int>) { return TopicRequest(); });
    onSse(Route::get("/two/:one/:two"), [](Path<int>, Path<int>) -> SseStream { co_return; });
  }

private:
  Topic<int> topic_{"numbers"};
};
class GreedyModule : public Module {
public:
  GreedyModule() {
    imports(SseModule());
    controllers<GreedyStreams>();
  }
};

TEST(StreamsThatAskForTooMuch, KeepTheApplicationFromStarting) {
  const std::vector<std::string> faults = test::faultsOf<GreedyModule>();
  ASSERT_EQ(faults.size(), 2u);
  for (const std::string& fault : faults)
    EXPECT_TRUE(fault.ends_with("): its handler takes 2 values of the path (Path<…>), which has 1")) << fault;
}

TEST_F(StreamRoutes, OfOtherMethodsReadABody) {
  const std::string stream = post("/complete", "application/json; charset=utf-8", R"({"prompt":"hi"})");
  EXPECT_TRUE(stream.starts_with("HTTP/1.1 200 ")) << stream;
  EXPECT_TRUE(has(stream, "event: token\ndata: \"hi\"\n\n") && has(stream, "data: {\"prompt\":\"hi\"}\n\n")) << stream;
  EXPECT_TRUE(has(post("/complete", "application/vnd.a+json", R"({"prompt":"hi"})"), " 200 "));
  EXPECT_TRUE(get("/complete").starts_with("HTTP/1.1 405 "));
}

TEST_F(StreamRoutes, SayWhatIsWrongWithABody) {
  for (const char* const path : {"/complete", "/question"}) {
    EXPECT_TRUE(post(path, "text/plain", R"({"prompt":"hi"})").starts_with("HTTP/1.1 415 "));
    EXPECT_TRUE(post(path, "", R"({"prompt":"hi"})").starts_with("HTTP/1.1 415 "));
    EXPECT_TRUE(post(path, "application/json", "{").starts_with("HTTP/1.1 400 "));
    EXPECT_TRUE(post(path, "application/json", "").starts_with("HTTP/1.1 400 "));
    const std::string answer = post(path, "application/json", R"({"prompt":"hi","tokens":"many"})");
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 422 ") && has(answer, "$.tokens: wants an integer")) << answer;
  }
}

TEST_F(StreamRoutes, SetFieldsOfAnyAnswer) {
  const std::string answer = post("/question", "application/json", R"({"prompt":"hi"})");
  EXPECT_TRUE(has(answer, "X-Set: by the context\r\n") && has(answer, "X-Own: 1\r\n")) << answer;
  EXPECT_FALSE(has(answer, "text/never")) << answer;
}

TEST_F(StreamRoutes, AnswerClientsThatPreferJsonInstead) {
  for (const char* const accept : {"application/json", "application/json, text/plain, */*",
                                   "text/event-stream;q=0.5, application/json", "text/event-stream;q=0, */*"}) {
    const std::string answer = get("/both?n=7", "Accept: " + std::string(accept) + "\r\n");
    EXPECT_TRUE(answer.ends_with("[7]") && has(answer, "Vary: Accept\r\n")) << accept << answer;
  }
  for (const char* const accept : {"text/event-stream", "*/*", "application/json, text/event-stream", "text/html", "",
                                   "application/json;q=0.5, text/event-stream;q=0.6"}) {
    const std::string answer = get("/both", "Accept: " + std::string(accept) + "\r\n");
    EXPECT_TRUE(has(answer, "data: stream\n\n") && has(answer, "Vary: Accept\r\n")) << accept << answer;
  }
  EXPECT_TRUE(get("/both?locked", "Accept: application/json\r\n").starts_with("HTTP/1.1 403 "));
  EXPECT_TRUE(get("/both?locked").starts_with("HTTP/1.1 403 "));
  const std::string stream = get("/paged", "Accept: application/json\r\n");
  EXPECT_TRUE(has(stream, "data: 10\n\n") && !has(stream, "Vary")) << stream;
}

TEST_F(StreamRoutes, RefuseLargeEventsBehindStepsToo) {
  const std::string stream = get("/large");
  EXPECT_TRUE(has(stream, "data: an event of 508 bytes") && has(stream, "data: nor sent\n\n")) << stream;
}

template <int milliseconds>
class MistakenModule : public Module {
public:
  MistakenModule() {
    constexpr Duration time = std::chrono::milliseconds(milliseconds);
    imports(SseModule({.heartbeat = time, .retry = time, .retrySpread = time, .farewell = time}));
  }
};

TEST(StreamOptions, ThatCannotBeMeantKeepTheApplicationFromStarting) {
  const std::string heartbeat = "SseModule: heartbeat is not between 1 ms and 24 days";
  EXPECT_EQ(test::faultsOf<MistakenModule<1>>(), std::vector<std::string>());
  EXPECT_EQ(test::faultsOf<MistakenModule<0>>(), std::vector<std::string>{heartbeat});
  EXPECT_EQ(test::faultsOf<MistakenModule<-1>>(),
            (std::vector<std::string>{heartbeat, "SseModule: retry is not between zero and 24 days",
                                      "SseModule: retrySpread is not between zero and 24 days",
                                      "SseModule: farewell is not between zero and 24 days"}));
}

TEST(SseEmitter, MaySendBeforeTheStart) {
  SseEmitter emitter;
  emitter.send("nobody hears it");
  EXPECT_THROW(emitter.send(std::string(70'000, 'x')), SseEventTooLarge);
  EXPECT_THROW(emitter.joinChannel(SseTo::everyone(), ""), std::invalid_argument);
  EXPECT_THROW(emitter.joinChannel(SseTo::everyone(), std::string(256, 'x')), std::invalid_argument);
  EXPECT_NO_THROW(emitter.joinChannel(SseTo::everyone(), std::string(255, 'x')));
  EXPECT_EQ(emitter.clientCount(), 0U);
}

// ---- Readers by channel, user and route

class FeedController : public SseController, public OnStreamOpen, public OnStreamClose {
public:
  FeedController() : SseController("/feed") {
    use([](ExecutionContext& context) {
      if (const auto as = context.context().query("as")) context.context().setPrincipal(Principal(std::string(*as)));
    });
    onSse(Route::get("/:room"), [this](SseContext& context) -> SseStream { return events(context); });
    onSse(Route::get("/other/:room"), [this](SseContext& context) -> SseStream { return events(context); });
    on(Route::post("/send"), [](RequestContext& context) -> Task<Response> {
      SseEmitter& emitter = context.use<SseEmitter>();
      const SseTo to = whom(context);
      const std::size_t count = co_await emitter.clientCount(to);
      const std::vector<ClientId> reached = co_await emitter.clients(to);
      EXPECT_EQ(reached.size(), count);
      emitter.emit("news", count, to);
      co_return Response::text(std::to_string(count));
    });
    on(Route::post("/move"), [](RequestContext& context) {
      SseEmitter& emitter = context.use<SseEmitter>();
      emitter.joinChannel(SseTo::channel(context.query("from").value_or("")), context.query("into").value_or(""));
      emitter.leaveChannel(SseTo::channel(context.query("from").value_or("")), context.query("from").value_or(""));
      return Response::text("moved");
    });
    on(Route::post("/close"), [](RequestContext& context) {
      context.use<SseEmitter>().close(whom(context));
      return Response::text("closed");
    });
    on(Route::get("/channels"), [](RequestContext& context) -> Task<Response> {
      const std::vector<ChannelInfo> infos = co_await context.use<SseEmitter>().channels();
      std::set<std::string> lines;
      for (const ChannelInfo& info : infos) lines.insert(info.name + ' ' + std::to_string(info.readers) + ';');
      std::string text;
      for (const std::string& line : lines) text += line;
      co_return Response::text(text);
    });
  }

  Task<> onStreamOpen(SseContext& context) override {
    if (context.query("refused")) throw ForbiddenException("not you");
    context.setHeader("X-Opened", "yes");
    context.join(context.param("room"));
    return {};
  }
  void onStreamClose(SseContext& context) override {
    std::string left;
    for (const std::string& channel : context.channels()) left += channel;
    EXPECT_FALSE(context.isIn(left));
    EXPECT_EQ(context.send("too late"), SendResult::closed);
    {
      const std::lock_guard lock(mutex_);  // readers may leave on several loops
      lastLeft_ = left;
    }
    ++closed;
    closed.notify_all();
    if (left == "throws") throw std::runtime_error("from onStreamClose");
  }

  static inline std::atomic<int> closed = 0;
  static std::string lastLeft() {
    const std::lock_guard lock(mutex_);
    return lastLeft_;
  }

private:
  static inline std::mutex mutex_;
  static inline std::string lastLeft_;
  static SseTo whom(RequestContext& context) {
    if (const auto channel = context.query("channel")) return SseTo::channel(*channel);
    if (const auto user = context.query("user")) return SseTo::user(*user);
    if (const auto route = context.query("route")) return SseTo::route(*route);
    if (const auto path = context.query("path"))
      return SseTo::where([path = std::string(*path)](const SseContext& reader) {
        if (reader.path() == "/feed/throws") throw std::runtime_error("from a predicate");
        return reader.path() == path;
      });
    if (const auto id = context.query("but")) return SseTo::everyone().except(ClientId::parse(*id).value());
    return SseTo::everyone();
  }
  SseStream events(SseContext& context) {
    if (context.query("more")) {
      EXPECT_FALSE(context.join(context.param("room")));
      EXPECT_TRUE(context.join("extra"));
      EXPECT_THROW(context.join("too many"), ForbiddenException);
      EXPECT_THROW(context.join(""), BadRequestException);
      EXPECT_THROW(context.join(std::string(256, 'x')), BadRequestException);
      EXPECT_TRUE(context.leave("extra"));
      EXPECT_FALSE(context.leave("extra"));
      EXPECT_TRUE(context.join(std::string(255, 'x')));
    }
    co_yield SseEvent(context.clientId().text()).event("hello");
    co_await context.sleep(1h);
  }
};
class FeedModule : public Module {
public:
  FeedModule() {
    imports(SseModule({.maxChannels = 2}));
    controllers<FeedController>();
  }
};

class Feeds : public testing::TestWithParam<std::size_t> {
protected:
  Feeds() : app_(Application::create<FeedModule>(options())) {
    FeedController::closed = 0;
    app_.start();
  }
  static ApplicationOptions options() {
    ApplicationOptions options = test::onLoopback(std::make_shared<NullLogger>());
    options.threads = GetParam();
    return options;
  }
  std::unique_ptr<RawClient> read(const std::string& path) const {
    auto reader = std::make_unique<RawClient>(app_.port());
    reader->send("GET /feed" + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
    const std::string head = reader->readUntil("event: hello\n");
    EXPECT_NE(head.find("X-Opened: yes\r\n"), std::string::npos) << head;
    EXPECT_NE(head.find("retry: "), std::string::npos) << head;
    reader->readUntil("\n\n");
    return reader;
  }
  std::string ask(const std::string& method, const std::string& target) const {
    RawClient client(app_.port());
    client.send(method + " /feed" + target + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    const std::string answer = client.readAll();
    return answer.substr(answer.find("\r\n\r\n") + 4);
  }
  static void hears(RawClient& reader, const std::string& count) {
    EXPECT_NE(reader.readUntil("data: " + count + "\n\n").find("event: news\n"), std::string::npos);
  }
  Application app_;
};
INSTANTIATE_TEST_SUITE_P(Threads, Feeds, testing::Values(1, 3));

TEST_P(Feeds, ReachWhoIsMeant) {
  const auto blue = read("/blue?as=ada");
  const auto blueToo = read("/other/blue?as=bob");
  const auto red = read("/red?as=ada");
  EXPECT_EQ(ask("POST", "/send?channel=blue"), "2");
  hears(*blue, "2");
  hears(*blueToo, "2");
  EXPECT_EQ(ask("POST", "/send?user=ada"), "2");
  hears(*blue, "2");
  hears(*red, "2");
  EXPECT_EQ(ask("POST", "/send?route=/feed/other/:room"), "1");
  hears(*blueToo, "1");
  EXPECT_EQ(ask("POST", "/send?path=/feed/red"), "1");
  hears(*red, "1");
  EXPECT_EQ(ask("POST", "/send"), "3");
  for (RawClient* const reader : {blue.get(), blueToo.get(), red.get()}) hears(*reader, "3");
  for (const char* const nobody : {"channel=green", "user=eve", "route=/feed", "path=/"})
    EXPECT_EQ(ask("POST", "/send?" + std::string(nobody)), "0") << nobody;
}

TEST_P(Feeds, AreInTheChannelsThatTheyJoined) {
  const auto blue = read("/blue?more=1");
  const auto red = read("/red");
  EXPECT_EQ(ask("GET", "/channels"), "blue 1;red 1;" + std::string(255, 'x') + " 1;");
  EXPECT_EQ(ask("POST", "/move?from=red&into=blue"), "moved");
  while (ask("GET", "/channels").find("red") != std::string::npos) std::this_thread::yield();
  EXPECT_EQ(ask("POST", "/send?channel=blue"), "2");
  hears(*blue, "2");
  hears(*red, "2");
  // One that is in its two channels stays out of a third.
  EXPECT_EQ(ask("POST", "/move?from=" + std::string(255, 'x') + "&into=third"), "moved");
  while (ask("GET", "/channels").find('x') != std::string::npos) std::this_thread::yield();
  EXPECT_EQ(ask("GET", "/channels"), "blue 2;");
}

TEST_P(Feeds, AreToldWhenTheyAreGone) {
  {
    const auto blue = read("/blue");
    EXPECT_EQ(FeedController::closed, 0);
  }
  FeedController::closed.wait(0);
  EXPECT_EQ(FeedController::lastLeft(), "blue");
  EXPECT_EQ(ask("GET", "/channels"), "");
  {
    const auto throwing = read("/throws");
  }
  FeedController::closed.wait(1);
  EXPECT_NE(ask("GET", "/blue?refused").find("not you"), std::string::npos);
  EXPECT_EQ(FeedController::closed, 2);
}

TEST_P(Feeds, EndWhereTheyAreClosed) {
  const auto blue = read("/blue?as=ada");
  const auto red = read("/red?as=bob");
  EXPECT_EQ(ask("POST", "/close?user=ada"), "closed");
  EXPECT_TRUE(blue->readAll().ends_with("0\r\n\r\n"));
  EXPECT_EQ(ask("POST", "/send?channel=red"), "1");
  hears(*red, "1");
}

// ---- The server's stop

class ClockController : public SseController {
public:
  ClockController() {
    onSse(Route::get("/polite"), [](SseContext& context) -> SseStream {
      while (!context.stopping()) {
        co_yield "tick";
        const bool stops = co_await context.stopped(1h);
        EXPECT_EQ(stops, context.stopping());
      }
      co_yield SseEvent("back soon").event("farewell");
      const bool stopsStill = co_await context.stopped();
      if (stopsStill) co_yield "really";
    });
    onSse(Route::get("/guarded"), [](SseContext& context) -> SseStream {
      co_yield "tick";
      for (int i = 0; i < 3; ++i) {
        const bool stops = co_await context.stopped(1ms);
        EXPECT_FALSE(stops);
      }
      co_yield "awake";
      co_await context.stopped();
      co_yield "farewell";
    }).use([](ExecutionContext&) -> bool { return true; });
    onSse(Route::get("/deaf"), [](SseContext& context) -> SseStream {
      co_yield "tick";
      co_await context.sleep(1h);
    });
    onSse(Route::get("/stubborn"), [](SseContext& context) -> SseStream {
      co_yield "tick";
      co_await context.stopped();
      co_await context.sleep(1h);
    });
  }
};
class ClockModule : public Module {
public:
  ClockModule() {
    imports(SseModule({.retry = 1s, .retrySpread = 0s, .farewell = 100ms}));
    controllers<ClockController>();
  }
};

TEST(StopOfTheServer, LetsHandlersThatHearOfItSayFarewell) {
  Application app = Application::create<ClockModule>(test::onLoopback());
  app.start();
  const auto open = [&](const std::string& path, const std::string& until) {
    auto reader = std::make_unique<RawClient>(app.port());
    reader->send("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
    reader->readUntil("data: " + until + "\n\n\r\n");
    return reader;
  };
  const auto polite = open("/polite", "tick");
  const auto guarded = open("/guarded", "awake");
  const auto deaf = open("/deaf", "tick");
  const auto stubborn = open("/stubborn", "tick");
  std::size_t forced = 99;
  std::thread stopping([&] { forced = app.stop(); });
  const std::string end = "d\r\nretry: 1000\n\n\r\n0\r\n\r\n";
  const std::string last = polite->readAll();
  EXPECT_NE(last.find("event: farewell\ndata: back soon\n\n"), std::string::npos) << last;
  EXPECT_TRUE(last.ends_with("data: really\n\n\r\n" + end)) << last;
  EXPECT_TRUE(guarded->readAll().ends_with("data: farewell\n\n\r\n" + end));
  EXPECT_EQ(deaf->readAll(), end);
  EXPECT_EQ(stubborn->readAll(), end);
  stopping.join();
  EXPECT_EQ(forced, 0U);
}

}  // namespace
}  // namespace serinus
