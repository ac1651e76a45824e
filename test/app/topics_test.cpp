#include <serinus/serinus.hpp>

#include "support/raw_client.hpp"
#include "support/web_socket_client.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace serinus {
namespace {

using namespace std::chrono_literals;
using test::RawClient;
using test::WebSocketClient;

struct Price {
  std::string symbol;
  int cents = 0;
};

class Readers : public Presence<> {
public:
  Readers() : Presence("readers") {}
};
class Prices : public Topic<Price> {
public:
  explicit Prices(const Readers& readers)
      : Topic("prices", {.history = History().count(1000), .presence = readers.at("prices")}) {}
};
class Lines : public Topic<std::string> {
public:
  Lines() : Topic("lines", {.event = "line"}) {}
};
class Bulk : public Topic<std::string> {
public:
  Bulk() : Topic("bulk", {.history = History().bytes(64u << 20)}) {}
};

/// Says who a client is, by a query parameter.
class ByQuery : public Guard {
public:
  Task<bool> canActivate(ExecutionContext& context) override {
    if (const auto user = context.context().query("user"))
      context.context().setPrincipal(Principal(std::string(*user)));
    co_return true;
  }
};

class PricesGateway : public WebSocketGateway, public OnClientConnect {
public:
  PricesGateway(Prices& prices, Lines& lines) : WebSocketGateway({.path = "/live"}), prices_(&prices), lines_(&lines) {
    use<ByQuery>();
    on("leave", [this](WebSocketContext& context) { return context.unsubscribe(*prices_); });
    on("lines", [this](WebSocketContext& context) { context.subscribe(*lines_); });
  }
  Task<> onClientConnect(WebSocketContext& context) override {
    TopicRequest request;
    request.since(std::string(context.query("cursor").value_or("")));
    request.filter(TopicFilter(context.query("filter").value_or("")));
    context.subscribe(*prices_, request);
    co_return;
  }

private:
  Prices* prices_;
  Lines* lines_;
};

class BulkGateway : public WebSocketGateway, public OnClientConnect {
public:
  explicit BulkGateway(Bulk& bulk)
      : WebSocketGateway({.path = "/bulk", .limits = {.backpressure = Backpressure::dropOldest()}}), bulk_(&bulk) {}
  Task<> onClientConnect(WebSocketContext& context) override {
    context.subscribe(*bulk_);
    co_return;
  }

private:
  Bulk* bulk_;
};

class PricesController : public SseController {
public:
  PricesController(Prices& prices, Readers& readers, Lines& lines, Bulk& bulk) : SseController("/prices") {
    use<ByQuery>();
    onSse(Route::get("/readers"), readers.topic());
    onSse(Route::get("/all"), prices);
    onSse(Route::get("/of/:symbol"), prices,
          [](Path<std::string> symbol) { return TopicRequest().filter(TopicFilter(*symbol)); });
    onSse(Route::get("/lines"), lines);
    onSse(Route::get("/bulk"), bulk);
    onSse(Route::get("/mixed"), [&lines](SseContext& context) -> SseStream {
      co_yield "hello";
      context.subscribe(lines);
      co_yield "and lines";
    });
    onSse(Route::get("/two"), [&lines, &prices](SseContext& context) -> SseStream {
      context.subscribe(lines);
      context.subscribe(prices);
      co_return;
    });
  }
};

class PricesModule : public Module {
public:
  PricesModule() {
    imports(WsModule(), SseModule({.closeWhenDone = true}));
    providers<Readers, Prices, Lines, Bulk, ByQuery, PricesGateway, BulkGateway>();
    controllers<PricesController>();
  }
};

/// One event of a stream, as it lies on the wire.
class StreamClient {
public:
  StreamClient(std::uint16_t port, std::string_view target, std::string_view lastEventId = "") : raw_(port) {
    raw_.send("GET " + std::string(target) + " HTTP/1.0\r\nHost: a\r\n" +
              (lastEventId.empty() ? "" : "Last-Event-ID: " + std::string(lastEventId) + "\r\n") + "\r\n");
    head_ = raw_.readUntil("\r\n\r\n");
  }
  [[nodiscard]] const std::string& head() const noexcept { return head_; }

  struct Event {
    std::string name;
    std::string id;
    std::string data;
  };
  /// Without anything at the end of the stream. Comments and events without data are passed over.
  [[nodiscard]] Event receive() {
    Event event;
    for (std::string text = raw_.readUntil("\n\n"); !text.empty(); text = raw_.readUntil("\n\n")) {
      std::size_t at = 0;
      while (at < text.size()) {
        const std::string line = text.substr(at, text.find('\n', at) - at);
        at += line.size() + 1;
        if (line.starts_with("event: ")) event.name = line.substr(7);
        if (line.starts_with("id: ")) event.id = line.substr(4);
        if (line.starts_with("data: ")) event.data += (event.data.empty() ? "" : "\n") + line.substr(6);
      }
      if (!event.data.empty()) return event;
    }
    return event;
  }
  [[nodiscard]] std::string data() { return receive().data; }

private:
  RawClient raw_;
  std::string head_;
};

std::string memberOf(const std::string& frame, const std::string& name) {
  const std::string mark = '"' + name + "\":\"";
  const std::size_t begin = frame.find(mark);
  if (begin == std::string::npos) return "";
  return frame.substr(begin + mark.size(), frame.find('"', begin + mark.size()) - begin - mark.size());
}

class Topics : public testing::Test {
protected:
  Topics() : app_(Application::create<PricesModule>(quiet())) { app_.start(); }

  static ApplicationOptions quiet() {
    return ApplicationOptions{.host = "127.0.0.1", .port = 0, .logger = std::make_shared<NullLogger>()};
  }
  template <class T>
  const T& the() {
    return app_.use<T>();
  }
  StreamClient stream(std::string_view target, std::string_view lastEventId = "") {
    return StreamClient(app_.port(), target, lastEventId);
  }
  WebSocketClient socket(std::string_view target) { return WebSocketClient(app_.port(), target); }

  Application app_;
};

TEST_F(Topics, AStreamCarriesATopicWithItsCursorsAsIds) {
  StreamClient client = stream("/prices/all");
  EXPECT_NE(client.head().find("200"), std::string::npos);
  const StreamClient::Event first = client.receive();
  EXPECT_EQ(first.name, "subscribed");
  EXPECT_EQ(first.data, R"({"recovered":false})");
  the<Prices>().publish({"ACME", 100});
  const StreamClient::Event price = client.receive();
  EXPECT_EQ(price.name, "");
  EXPECT_EQ(price.data, R"({"symbol":"ACME","cents":100})");
  EXPECT_EQ(price.id, first.id.substr(0, 16) + ":1");
}

TEST_F(Topics, ASocketCarriesItInItsEnvelope) {
  WebSocketClient client = socket("/live");
  const std::string first = client.receive();
  const std::string cursor = memberOf(first, "cursor");
  EXPECT_EQ(first, R"({"event":"subscribed","topic":"prices","data":{"recovered":false},"cursor":")" + cursor + "\"}");
  the<Prices>().publish("ACME", {"ACME", 100});
  EXPECT_EQ(client.receive(), R"({"event":"prices","topic":"prices/ACME","data":{"symbol":"ACME","cents":100},)"
                              R"("cursor":")" +
                                  cursor.substr(0, 16) + ":1\"}");
}

TEST_F(Topics, AStreamGoesOnBehindItsLastEventId) {
  StreamClient before = stream("/prices/all");
  static_cast<void>(before.receive());
  the<Prices>().publish({"A", 1});
  const std::string id = before.receive().id;
  the<Prices>().publish({"A", 2});
  for (const bool byQuery : {false, true}) {
    StreamClient after = byQuery ? stream("/prices/all?lastEventId=" + id) : stream("/prices/all", id);
    EXPECT_EQ(after.data(), R"({"recovered":true})");
    EXPECT_EQ(after.data(), R"({"symbol":"A","cents":2})");
  }
}

TEST_F(Topics, AClientMayLeaveByOneTransportAndComeBackByTheOther) {
  WebSocketClient client = socket("/live");
  const std::string start = memberOf(client.receive(), "cursor");
  the<Prices>().publish({"A", 1});
  const std::string cursor = memberOf(client.receive(), "cursor");
  the<Prices>().publish({"A", 2});

  StreamClient after = stream("/prices/all", cursor);
  EXPECT_EQ(after.data(), R"({"recovered":true})");
  const StreamClient::Event second = after.receive();
  EXPECT_EQ(second.data, R"({"symbol":"A","cents":2})");
  the<Prices>().publish({"A", 3});

  WebSocketClient again = socket("/live?cursor=" + second.id);
  EXPECT_NE(again.receive().find(R"("data":{"recovered":true})"), std::string::npos);
  EXPECT_NE(again.receive().find(R"({"symbol":"A","cents":3})"), std::string::npos);
}

TEST_F(Topics, WhatCannotBeGivenIsToldOnceWithItsReason) {
  const std::string unknown = "0123456789abcdef:1";
  StreamClient reader = stream("/prices/all", unknown);
  EXPECT_EQ(reader.data(), R"({"recovered":false,"reason":"epoch"})");
  const StreamClient::Event reset = reader.receive();
  EXPECT_EQ(reset.name, "reset");
  EXPECT_EQ(reset.data, R"({"reason":"epoch"})");
  WebSocketClient client = socket("/live?cursor=" + unknown);
  EXPECT_NE(client.receive().find(R"("data":{"recovered":false,"reason":"epoch"})"), std::string::npos);
  EXPECT_NE(client.receive().find(R"({"event":"reset","topic":"prices","data":{"reason":"epoch"})"), std::string::npos);
  the<Prices>().publish({"A", 1});
  EXPECT_EQ(reader.data(), R"({"symbol":"A","cents":1})");
  EXPECT_NE(client.receive().find(R"({"symbol":"A","cents":1})"), std::string::npos);
}

TEST_F(Topics, ALongHistoryLeftBehindIsExpired) {
  StreamClient before = stream("/prices/all");
  const std::string id = before.receive().id;
  for (int i = 0; i < 1001; ++i) the<Prices>().publish({"A", i});
  StreamClient after = stream("/prices/all", id);
  EXPECT_EQ(after.data(), R"({"recovered":false,"reason":"expired"})");
  EXPECT_EQ(after.receive().name, "reset");
}

TEST_F(Topics, CursorsAreOneUsersOwn) {
  StreamClient ada = stream("/prices/all?user=ada");
  const std::string id = ada.receive().id;
  the<Prices>().publish({"A", 1});
  const StreamClient::Event event = ada.receive();
  EXPECT_EQ(event.id.substr(0, 16), id.substr(0, 16));
  StreamClient again = stream("/prices/all?user=ada", event.id);
  EXPECT_EQ(again.data(), R"({"recovered":true})");
  WebSocketClient byOther = socket("/live?user=ada&cursor=" + event.id);
  EXPECT_NE(byOther.receive().find(R"({"recovered":true})"), std::string::npos);
  for (const std::string target : {"/prices/all?user=grace", "/prices/all"}) {
    StreamClient other = stream(target, event.id);
    EXPECT_EQ(other.data(), R"({"recovered":false,"reason":"epoch"})");
  }
}

TEST_F(Topics, AreSeenToBeFollowedByWhoever) {
  StreamClient watch = stream("/prices/readers");
  EXPECT_EQ(watch.data(), R"({"recovered":false})");
  {
    StreamClient reader = stream("/prices/all?user=ada");
    EXPECT_EQ(watch.data(), R"({"change":"joined","place":"prices","user":"ada","info":{}})");
    WebSocketClient client = socket("/live?user=ada");
    static_cast<void>(client.receive());
    EXPECT_EQ(the<Readers>().members("prices").at(0).connections, 2u);
    StreamClient nobody = stream("/prices/all");
    static_cast<void>(nobody.receive());
    EXPECT_EQ(the<Readers>().count("prices"), 2u);
    EXPECT_EQ(memberOf(watch.receive().data, "user").size(), 32u) << "a client's id";
  }
  const std::string first = watch.receive().data;
  const std::string second = watch.receive().data;
  EXPECT_NE((first + second).find(R"({"change":"left","place":"prices","user":"ada","info":{}})"), std::string::npos);
  EXPECT_EQ(the<Readers>().count("prices"), 0u);
}

TEST_F(Topics, AreFilteredByName) {
  StreamClient reader = stream("/prices/of/ACME");
  WebSocketClient client = socket("/live?filter=ACME");
  static_cast<void>(reader.receive());
  static_cast<void>(client.receive());
  the<Prices>().publish("OTHER", {"OTHER", 1});
  the<Prices>().publish("ACME", {"ACME", 2});
  EXPECT_EQ(reader.data(), R"({"symbol":"ACME","cents":2})");
  EXPECT_NE(client.receive().find(R"({"symbol":"ACME","cents":2})"), std::string::npos);
}

TEST_F(Topics, AFilterThatIsWrittenWronglyIsABadRequest) {
  const std::string head = stream("/prices/of/A%23").head();
  EXPECT_NE(head.find(" 400 "), std::string::npos) << head;
}

TEST_F(Topics, TextsAreSentAsTheyAre) {
  StreamClient reader = stream("/prices/lines");
  static_cast<void>(reader.receive());
  WebSocketClient client = socket("/live");
  static_cast<void>(client.receive());
  client.send(R"({"event":"lines","id":1})");
  EXPECT_NE(client.receive().find(R"("event":"subscribed","topic":"lines")"), std::string::npos);
  EXPECT_EQ(client.receive(), R"({"event":"reply","id":1})");
  the<Lines>().publish("two\nlines");
  const StreamClient::Event event = reader.receive();
  EXPECT_EQ(event.name, "line");
  EXPECT_EQ(event.data, "two\nlines");
  EXPECT_NE(client.receive().find(R"({"event":"line","topic":"lines","data":"two\nlines")"), std::string::npos);
}

TEST_F(Topics, AHandlerMayYieldBesides) {
  StreamClient reader = stream("/prices/mixed");
  EXPECT_EQ(reader.data(), "hello");
  EXPECT_EQ(reader.receive().name, "subscribed");
  EXPECT_EQ(reader.data(), "and lines");
  the<Lines>().publish("a line");
  EXPECT_EQ(reader.data(), "a line");
}

TEST_F(Topics, AStreamFollowsOneTopicAndSaysSo) {
  StreamClient reader = stream("/prices/two");
  EXPECT_EQ(reader.receive().name, "subscribed");
  EXPECT_EQ(reader.receive().data, "") << "the fault ends the stream";
}

TEST_F(Topics, AClientMayLeaveATopic) {
  WebSocketClient client = socket("/live");
  static_cast<void>(client.receive());
  client.send(R"({"event":"leave","id":1})");
  EXPECT_EQ(client.receive(), R"({"event":"reply","id":1,"data":true})");
  the<Prices>().publish({"A", 1});
  client.send(R"({"event":"leave","id":2})");
  EXPECT_EQ(client.receive(), R"({"event":"reply","id":2,"data":false})");
  EXPECT_EQ(the<Prices>().subscriberCount(), 0u);
}

TEST_F(Topics, ClosingATopicEndsItsStreamsBehindTheLastEvent) {
  StreamClient reader = stream("/prices/lines");
  static_cast<void>(reader.receive());
  the<Lines>().publish("the last");
  the<Lines>().close();
  EXPECT_EQ(reader.data(), "the last");
  EXPECT_EQ(reader.receive().data, "");
}

TEST_F(Topics, ASlowReaderGetsEverythingFromTheHistory) {
  StreamClient reader = stream("/prices/bulk");
  static_cast<void>(reader.receive());
  const std::string text(100'000, 'x');
  constexpr int events = 300;  // far more than sockets and queues take
  for (int i = 0; i < events; ++i) the<Bulk>().publish(std::to_string(i) + ' ' + text);
  for (int i = 0; i < events; ++i) {
    const std::string data = reader.data();
    ASSERT_EQ(data.substr(0, data.find(' ')), std::to_string(i));
    ASSERT_EQ(data.size(), std::to_string(i).size() + 1 + text.size());
  }
}

TEST_F(Topics, AreNotAmongWhatASlowClientIsSpared) {
  WebSocketClient client = socket("/bulk");
  static_cast<void>(client.receive());
  constexpr int events = 1000;
  const std::string text(20'000, 'x');
  for (int i = 0; i < events; ++i) the<Bulk>().publish(std::to_string(i) + ' ' + text);
  auto& gateway = app_.use<BulkGateway>();
  const std::string other(100'000, 'o');
  for (int i = 0; i < 200; ++i) gateway.send(other);
  for (int next = 0; next < events;) {
    const std::string frame = client.receive();
    ASSERT_NE(frame, "gone");
    if (frame == other) continue;
    ASSERT_NE(frame.find("\"data\":\"" + std::to_string(next++) + ' '), std::string::npos) << frame.substr(0, 80);
  }
  EXPECT_GT(gateway.counters().droppedOldest, 0u) << "nothing was dropped, and nothing proved";
}

}  // namespace
}  // namespace serinus
