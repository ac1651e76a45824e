#include "world.hpp"

#include <serinus/http/http_exception.hpp>
#include <serinus/pipeline/streamed.hpp>

#include <optional>
#include <stdexcept>

namespace serinus::server {
namespace {

class ResponseStreamTest : public testing::Test {
protected:
  ResponseStreamTest() {
    world.on(Method::get, "/pieces/:count", [this](RequestContext& context) -> Task<Response> {
      co_return streamed(pieces(world, context), "text/plain");
    });
    world.on(Method::get, "/counted/:size", [this](RequestContext& context) -> Task<Response> {
      const auto size = static_cast<std::uint64_t>(std::stoi(std::string(context.param("size"))));
      co_return streamed(fixed(world), "text/plain", size);
    });
    world.on(Method::get, "/slow", [this](RequestContext& context) -> Task<Response> {
      co_return streamed(slow(world, context), "text/plain").header("X-Slow", "1");
    });
    world.on(Method::get, "/empty", [](RequestContext&) -> Task<Response> { co_return streamed(empty()); });
    world.on(Method::get, "/early", [](RequestContext&) -> Task<Response> { co_return streamed(early()); });
    world.on(Method::get, "/late", [](RequestContext&) -> Task<Response> { co_return streamed(late()); });
    world.on(Method::get, "/large",
             [this](RequestContext&) -> Task<Response> { co_return streamed(large(world, made)); });
    world.on(Method::get, "/none",
             [this](RequestContext&) -> Task<Response> { co_return streamed(fixed(world)).status(Status::noContent); });
    world.on(Method::get, "/trailed/:size", [this](RequestContext& context) -> Task<Response> {
      const auto size = static_cast<std::uint64_t>(std::stoi(std::string(context.param("size"))));
      Response response = streamed(fixed(world), "text/plain", size == 0 ? std::nullopt : std::optional(size));
      response.header("Accept-Ranges", "bytes").trailers({"X-Pieces"}, [this] { return trailers(); });
      co_return response;
    });
    world.on(Method::get, "/plain", [](RequestContext&) -> Task<Response> { co_return Response::text("plain"); });
    world.endpoints.onFault = [this](const std::exception_ptr&, const Request& request, std::string_view) {
      faults.emplace_back(request.path());
    };
  }

  static AsyncGenerator<std::string> pieces(World& world, RequestContext& context) {
    const Living living(world.handlers);
    const int count = std::stoi(std::string(context.param("count")));
    for (int i = 0; i < count; ++i) co_yield std::string(1, static_cast<char>('a' + i % 26));
  }
  static AsyncGenerator<std::string> fixed(World& world) {
    const Living living(world.handlers);
    co_yield "one ";
    co_yield "";
    co_yield "two";
  }
  static AsyncGenerator<std::string> slow(World& world, RequestContext& context) {
    const Living living(world.handlers);
    co_await context.sleep(1s);
    co_yield "first ";
    co_await context.sleep(1s);
    co_yield std::string(context.path());  // it is there to the end
  }
  Fields trailers() {
    EXPECT_EQ(world.handlers, 0) << "the body has been made";
    ++made;
    return Fields{{trailerName, "2"}};
  }
  static AsyncGenerator<std::string> empty() { co_return; }
  static AsyncGenerator<std::string> early() {
    throw ConflictException("no body today");
    co_yield "never";
  }
  static AsyncGenerator<std::string> late() {
    co_yield "some";
    throw std::runtime_error("secret");
  }
  static AsyncGenerator<std::string> large(World& world, int& made) {
    const Living living(world.handlers);
    for (made = 0; made < 1000; ++made) co_yield std::string(10'000, 'x');
  }

  World world;
  Lines faults;
  int made = 0;
  std::string trailerName = "X-Pieces";
};

TEST_F(ResponseStreamTest, SendsTrailersToThoseWhoTakeThem) {
  for (const char* const path : {"/trailed/0", "/trailed/7"}) {
    const std::string wire = world.ask(get(path, "TE: deflate;q=0.5, trailers\r\n") + get("/plain"));
    EXPECT_EQ(answersIn(wire), (Lines{"200 one two", "200 plain"}));
    EXPECT_NE(wire.find("\r\nTransfer-Encoding: chunked\r\nTrailer: X-Pieces\r\n"), std::string::npos) << wire;
    EXPECT_NE(wire.find("\r\n3\r\ntwo\r\n0\r\nX-Pieces: 2\r\n\r\n"), std::string::npos) << wire;
    EXPECT_EQ(wire.find("Content-Length: 7"), std::string::npos);
  }
  EXPECT_EQ(made, 2);
}

TEST_F(ResponseStreamTest, MakesNoTrailersForOthers) {
  for (const std::string& request :
       {get("/trailed/0"), get("/trailed/7"), get("/trailed/7", "TE: deflate\r\n"),
        get("/trailed/7", "TE: trailers\r\nRange: bytes=1-2\r\n"),
        std::string("GET /trailed/7 HTTP/1.0\r\nTE: trailers\r\nConnection: keep-alive\r\n\r\n"),
        std::string("GET /trailed/0 HTTP/1.0\r\nTE: trailers\r\n\r\n"),
        std::string("HEAD /trailed/7 HTTP/1.1\r\nHost: a\r\nTE: trailers\r\n\r\n")}) {
    const std::string wire = world.ask(request);
    EXPECT_TRUE(wire.starts_with("HTTP/1.1 20")) << wire;
    EXPECT_EQ(wire.find("X-Pieces: "), std::string::npos) << wire;
  }
  EXPECT_EQ(made, 0);
}

TEST_F(ResponseStreamTest, CutsOffWhatHasTrailersThatWereNotAnnounced) {
  trailerName = "X-Others";
  MemoryPeer& peer = world.connect();
  const std::string wire = world.ask(peer, get("/trailed/0", "TE: trailers\r\n"));
  EXPECT_TRUE(peer.wasReset());
  EXPECT_EQ(wire.find("X-Others"), std::string::npos) << wire;
  EXPECT_EQ(faults, Lines{"/trailed/0"});
}

TEST_F(ResponseStreamTest, SendsPiecesAsChunksAndGoesOn) {
  const std::string wire = world.ask(get("/pieces/3") + get("/plain"));
  EXPECT_EQ(answersIn(wire), (Lines{"200 abc", "200 plain"}));
  EXPECT_NE(wire.find("Transfer-Encoding: chunked\r\n"), std::string::npos);
  EXPECT_NE(wire.find("\r\n\r\n1\r\na\r\n1\r\nb\r\n1\r\nc\r\n0\r\n\r\n"), std::string::npos);
  EXPECT_EQ(world.handlers, 0);
}

TEST_F(ResponseStreamTest, TakesManyTurns) {
  EXPECT_EQ(answersIn(world.ask(get("/pieces/1000") + get("/plain"))).at(0).size(), 4u + 1000u);
}

TEST_F(ResponseStreamTest, AnnouncesASizeThatIsKnown) {
  const std::string wire = world.ask(get("/counted/7") + get("/plain"));
  EXPECT_EQ(answersIn(wire), (Lines{"200 one two", "200 plain"}));
  EXPECT_NE(wire.find("Content-Length: 7\r\n"), std::string::npos);
  EXPECT_EQ(wire.find("Transfer-Encoding"), std::string::npos);
}

TEST_F(ResponseStreamTest, CutsOffWhatIsNotOfTheSizeAnnounced) {
  for (const std::string size : {"6", "8"}) {
    MemoryPeer& peer = world.connect();
    world.ask(peer, get("/counted/" + size));
    EXPECT_TRUE(peer.wasReset()) << size;
  }
  EXPECT_EQ(faults, (Lines{"/counted/6", "/counted/8"}));
}

TEST_F(ResponseStreamTest, SendsWhatThereIsWhileItWaits) {
  MemoryPeer& peer = world.connect();
  EXPECT_EQ(world.ask(peer, get("/slow") + get("/plain")), "");
  world.time.pass(1s);
  std::string wire = peer.take();
  EXPECT_TRUE(wire.ends_with("\r\n\r\n6\r\nfirst \r\n")) << wire;
  EXPECT_NE(wire.find("X-Slow: 1\r\n"), std::string::npos);
  world.time.pass(1s);
  wire += peer.take();
  EXPECT_EQ(answersIn(wire), (Lines{"200 first /slow", "200 plain"}));
}

TEST_F(ResponseStreamTest, HasABodyOfNothing) {
  EXPECT_EQ(answersIn(world.ask(get("/empty") + get("/plain"))), (Lines{"200", "200 plain"}));
}

TEST_F(ResponseStreamTest, AnswersWhatIsThrownBeforeTheFirstPiece) {
  const Lines answers = answersIn(world.ask(get("/early") + get("/plain")));
  ASSERT_EQ(answers.size(), 2u);
  EXPECT_EQ(answers[0], R"(409 {"statusCode":409,"message":"no body today","path":"/early"})");
  EXPECT_EQ(answers[1], "200 plain");
}

TEST_F(ResponseStreamTest, CutsTheConnectionOffForWhatIsThrownLater) {
  MemoryPeer& peer = world.connect();
  const std::string wire = world.ask(peer, get("/late") + get("/plain"));
  EXPECT_TRUE(peer.wasReset());
  EXPECT_EQ(wire.find("0\r\n\r\n"), std::string::npos) << wire;
  EXPECT_EQ(wire.find("secret"), std::string::npos);
  EXPECT_EQ(faults, (Lines{"/late"}));
}

TEST_F(ResponseStreamTest, AsksNobodyForABodyThatIsNotSent) {
  std::string wire = world.ask("HEAD /counted/7 HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(wire.ends_with("Content-Length: 7\r\n\r\n")) << wire;
  wire = world.ask("HEAD /late HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(wire.ends_with("\r\n\r\n")) << wire;
  EXPECT_EQ(answersIn(world.ask(get("/none") + get("/plain"))), (Lines{"204", "200 plain"}));
  EXPECT_TRUE(faults.empty());
}

TEST_F(ResponseStreamTest, EndsWithTheConnectionForHttp10) {
  MemoryPeer& peer = world.connect();
  const std::string wire = world.ask(peer, "GET /pieces/3 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_TRUE(wire.ends_with("\r\n\r\nabc")) << wire;
  EXPECT_NE(wire.find("Connection: close\r\n"), std::string::npos);
  EXPECT_TRUE(peer.sawEnd());
  const std::string counted = world.ask("GET /counted/7 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_NE(counted.find("Connection: keep-alive\r\n"), std::string::npos);
  EXPECT_TRUE(counted.ends_with("one two"));
}

TEST_F(ResponseStreamTest, GoesNoFasterThanItIsTaken) {
  MemoryPeer& peer = world.connect([](MemoryPeer& slow) { slow.stopReading(1000); });
  world.ask(peer, get("/large") + get("/plain"));
  EXPECT_LT(made, 60);
  const int before = made;
  world.time.settle();
  EXPECT_EQ(made, before);
  peer.readAll();
  world.time.settle();
  const Lines answers = answersIn(peer.take());
  ASSERT_EQ(answers.size(), 2u);
  EXPECT_EQ(answers[0].size(), 4u + 10'000'000u);
  EXPECT_EQ(answers[1], "200 plain");
}

TEST_F(ResponseStreamTest, EndsWithAClientThatIsLost) {
  for (const bool isSlow : {false, true}) {
    MemoryPeer& peer = world.connect([&](MemoryPeer& other) {
      if (!isSlow) other.stopReading(1000);
    });
    world.ask(peer, get(isSlow ? "/slow" : "/large"));
    EXPECT_EQ(world.handlers, 1);
    peer.lose(Loss::reset);
    world.time.settle();
    EXPECT_EQ(world.handlers, 0);
  }
}

TEST_F(ResponseStreamTest, IsSentToTheEndWhenTheServerStops) {
  MemoryPeer& peer = world.connect();
  world.ask(peer, get("/slow") + get("/plain"));
  world.server.drain([] {});
  world.time.pass(1s);
  world.time.pass(1s);
  EXPECT_EQ(answersIn(peer.take()), (Lines{"200 first /slow"}));
  EXPECT_TRUE(peer.sawEnd());
}

}  // namespace
}  // namespace serinus::server
