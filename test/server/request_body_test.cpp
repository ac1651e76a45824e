#include "http/body_decoder.hpp"
#include "http/content_encoder.hpp"
#include "world.hpp"

#include <serinus/http/http_exception.hpp>
#include <serinus/pipeline/multipart.hpp>
#include <serinus/pipeline/request_body.hpp>

#include <memory>
#include <optional>
#include <string>

namespace serinus::server {
namespace {

class RequestBodyTest : public testing::Test {
protected:
  explicit RequestBodyTest(const Timeouts& timeouts = {}) : world(timeouts) {
    streaming("/sum", &RequestBodyTest::sum);
    streaming("/first", &RequestBodyTest::first);
    streaming("/none", &RequestBodyTest::none);
    streaming("/slow", &RequestBodyTest::slow);
    streaming("/deaf", &RequestBodyTest::deaf);
    streaming("/form", &RequestBodyTest::form);
    world.on(Method::post, "/whole",
             [](RequestContext& context) -> Task<Response> { co_return Response::text(std::string(context.body())); });
  }

  using BodyHandler = Task<Response> (*)(World&, RequestBodyTest&, RequestContext&);
  void streaming(const std::string& path, BodyHandler handler, std::optional<std::uint64_t> maxBody = {}) {
    world.on(Method::post, path, [this, handler](RequestContext& context) { return handler(world, *this, context); });
    std::get<HttpRoute>(world.endpoints.plain.back()).body = {.maxBody = maxBody, .streams = true};
  }

  static Task<Response> sum(World& world, RequestBodyTest& test, RequestContext& context) {
    const Living living(world.handlers);
    ++test.called;
    const RequestBody body(context.bodyFeed());
    std::string all;
    while (true) {
      const std::optional<std::string> piece = co_await body.next();
      if (!piece) break;
      EXPECT_FALSE(piece->empty());
      all += *piece;
    }
    EXPECT_TRUE(context.body().empty());
    co_return Response::text(all.size() <= 100 ? all : std::to_string(all.size()));
  }
  static Task<Response> first(World& world, RequestBodyTest&, RequestContext& context) {
    const Living living(world.handlers);
    const RequestBody body(context.bodyFeed());
    const std::optional<std::string> piece = co_await body.next();
    co_return Response::text(piece ? *piece : "nothing");
  }
  static Task<Response> none(World& world, RequestBodyTest&, RequestContext&) {
    const Living living(world.handlers);
    throw UnauthorizedException("who are you?");
    co_return Response();
  }
  static Task<Response> slow(World& world, RequestBodyTest& test, RequestContext& context) {
    const Living living(world.handlers);
    const RequestBody body(context.bodyFeed());
    while (true) {
      co_await context.sleep(1s);
      const std::optional<std::string> piece = co_await body.next();
      if (!piece) break;
      test.taken += piece->size();
    }
    co_return Response::text(std::to_string(test.taken));
  }
  /// Answers in its own way whatever happens to the body.
  static Task<Response> deaf(World& world, RequestBodyTest&, RequestContext& context) {
    const Living living(world.handlers);
    const RequestBody body(context.bodyFeed());
    std::string why = "fine";
    try {
      while (true) {
        const std::optional<std::string> piece = co_await body.next();
        if (!piece) break;
      }
    } catch (const HttpException& exception) {
      why = exception.what();
    }
    co_return Response::text(why);
  }
  static Task<Response> form(World& world, RequestBodyTest&, RequestContext& context) {
    const Living living(world.handlers);
    const Multipart form = co_await pipeline::readMultipart(context);
    std::string told = std::string(form.text("title").value_or("-"));
    for (const UploadedFile& file : form.files())
      told += " " + file.filename() + "=" + file.bytes() + (file.isInMemory() ? "" : " on disk");
    co_return Response::text(told);
  }

  static Task<Response> idle(World& world, RequestContext& context) {
    const Living living(world.handlers);
    co_await context.sleep(1h);
    co_return Response();
  }

  static std::string chunked(const std::string& path, const std::string& chunks) {
    return "POST " + path + " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks;
  }

  World world;
  int called = 0;
  std::size_t taken = 0;
};

const std::string boundary = "------x";
const std::string formBody =
    "--" + boundary + "\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nHello\r\n--" + boundary +
    "\r\nContent-Disposition: form-data; name=\"f\"; filename=\"../a b\"\r\nContent-Type: text/plain\r\n\r\nabc\r\n--" +
    boundary + "--\r\n";

std::string postForm(std::string_view body) {
  return "POST /form HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=" + boundary +
         "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

TEST_F(RequestBodyTest, IsFollowedByItsTrailers) {
  const auto tell = [](const Request& request) {
    std::string told;
    for (const Field field : request.trailers()) told.append(field.name).append("=").append(field.value).append(";");
    return told;
  };
  world.on(Method::put, "/whole",
           [tell](RequestContext& context) -> Task<Response> { co_return Response::text(tell(context.request())); });
  world.on(Method::put, "/pieces", [tell](RequestContext& context) -> Task<Response> {
    const RequestBody body(context.bodyFeed());
    std::string told;
    while (true) {
      const std::optional<std::string> piece = co_await body.next();
      if (!piece) break;
      told += *piece;
    }
    co_return Response::text(told + ' ' + tell(context.request()));
  });
  std::get<HttpRoute>(world.endpoints.plain.back()).body = {.streams = true};
  const std::string head = " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  const std::string body = "4\r\nbody\r\n0\r\nX-Sum: 7\r\nAuthorization: none\r\n\r\n";
  for (std::size_t cut = 0; cut <= body.size(); ++cut) {
    MemoryPeer& peer = world.connect();
    std::string wire = world.ask(peer, "PUT /pieces" + head + body.substr(0, cut));
    wire += world.ask(peer, body.substr(cut) + "PUT /whole" + head + body + "PUT /whole" + head + "0\r\n\r\n");
    EXPECT_EQ(answersIn(wire), (Lines{"200 body X-Sum=7;", "200 X-Sum=7;", "200"})) << cut;
    peer.lose(Loss::left);
    world.time.settle();
  }
}

TEST_F(RequestBodyTest, IsTheSameWhereverTheInputIsCut) {
  const std::string input = post("/sum", "abcdef") + chunked("/sum", "3\r\nabc\r\n2;x\r\nde\r\n0\r\n\r\n") +
                            post("/sum", "") + post("/whole", "w") + postForm(formBody) + get("/no");
  const Lines expected = {"200 abcdef", "200 abcde", "200", "200 w", "200 Hello ../a b=abc"};
  for (std::size_t cut = 0; cut <= input.size(); ++cut) {
    MemoryPeer& peer = world.connect();
    std::string wire = world.ask(peer, std::string_view(input).substr(0, cut));
    wire += world.ask(peer, std::string_view(input).substr(cut));
    Lines answers = answersIn(wire);
    ASSERT_EQ(answers.size(), 6U) << cut;
    EXPECT_TRUE(answers.back().starts_with("404 "));
    answers.pop_back();
    EXPECT_EQ(answers, expected) << cut;
  }
  EXPECT_EQ(world.handlers, 0);
}

TEST_F(RequestBodyTest, ReachesItsHandlerByteByByte) {
  MemoryPeer& peer = world.connect();
  std::string wire;
  for (const char byte : chunked("/sum", "3\r\nabc\r\n2\r\nde\r\n0\r\nT: 1\r\n\r\n") + postForm(formBody))
    wire += world.ask(peer, std::string_view(&byte, 1));
  EXPECT_EQ(answersIn(wire), (Lines{"200 abcde", "200 Hello ../a b=abc"}));
}

TEST_F(RequestBodyTest, IsReadAsItComesAndBeforeItIsThere) {
  MemoryPeer& peer = world.connect();
  EXPECT_EQ(world.ask(peer, "POST /first HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\n"), "");
  EXPECT_EQ(world.handlers, 1);
  // The rest is little: it is read, and the next request with it.
  std::string wire = world.ask(peer, "abc");
  wire += world.ask(peer, "def" + get("/no"));
  EXPECT_EQ(statusesIn(wire), "200 404");
  EXPECT_EQ(answersIn(wire).front(), "200 abc");
}

TEST_F(RequestBodyTest, EndsTheConnectionWhenMuchOfItIsLeft) {
  MemoryPeer& peer = world.connect();
  const std::string wire = world.ask(peer, "POST /first HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nabc");
  EXPECT_EQ(answersIn(wire), (Lines{"200 abc"}));
  EXPECT_NE(wire.find("Connection: close\r\n"), std::string::npos);
}

TEST_F(RequestBodyTest, IsAskedForWhenItIsWantedAndNotBefore) {
  MemoryPeer& peer = world.connect();
  const std::string head = " HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n";
  EXPECT_EQ(world.ask(peer, "POST /sum" + head), "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_EQ(answersIn(world.ask(peer, "abc")), (Lines{"200 abc"}));
  EXPECT_EQ(statusesIn(world.ask(peer, "POST /none" + head)), "401");
}

TEST_F(RequestBodyTest, IsRefusedByItsLengthBeforeTheHandlerIsCalled) {
  streaming("/three", &RequestBodyTest::sum, 3);
  EXPECT_EQ(answersIn(world.ask(post("/three", "abc"))), (Lines{"200 abc"}));
  EXPECT_EQ(statusesIn(world.ask(post("/three", "abcd"))), "413");
  EXPECT_EQ(called, 1);
  EXPECT_EQ(statusesIn(world.ask(chunked("/three", "3\r\nabc\r\n0\r\n\r\n"))), "200");
  EXPECT_EQ(statusesIn(world.ask(chunked("/three", "3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n"))), "413");
  EXPECT_EQ(world.handlers, 0);
}

TEST_F(RequestBodyTest, OfALargerLimitThanTheServersIsTaken) {
  streaming("/large", &RequestBodyTest::sum, std::uint64_t{4} * 1024 * 1024);
  world.on(Method::post, "/large-whole", [](RequestContext& context) -> Task<Response> {
    co_return Response::text(std::to_string(context.body().size()));
  });
  std::get<HttpRoute>(world.endpoints.plain.back()).body.maxBody = std::uint64_t{4} * 1024 * 1024;
  const std::string body(std::size_t{3} * 1024 * 1024, 'x');
  EXPECT_EQ(answersIn(world.ask(post("/large", body))), (Lines{"200 3145728"}));
  EXPECT_EQ(answersIn(world.ask(post("/large-whole", body))), (Lines{"200 3145728"}));
  EXPECT_EQ(statusesIn(world.ask(post("/whole", body))), "413");
}

TEST_F(RequestBodyTest, ThatIsMalformedIsToldToTheHandlerWhichMayAnswerAllTheSame) {
  EXPECT_EQ(statusesIn(world.ask(chunked("/sum", "3\r\nabc\r\nx\r\n"))), "400");
  const std::string wire = world.ask(chunked("/deaf", "3\r\nabcX\r\n") + get("/no"));
  EXPECT_EQ(answersIn(wire), (Lines{"200 a chunk does not end with CR LF"}));
  EXPECT_NE(wire.find("Connection: close\r\n"), std::string::npos);
}

TEST_F(RequestBodyTest, OfAClientThatEndsEarlyFails) {
  MemoryPeer& peer = world.connect();
  EXPECT_EQ(world.ask(peer, "POST /deaf HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\nabc"), "");
  peer.end();
  world.time.settle();
  EXPECT_EQ(answersIn(peer.take()), (Lines{"200 the body ended early"}));
  EXPECT_EQ(world.handlers, 0);
}

TEST_F(RequestBodyTest, OfAClientThatIsLostTakesTheHandlerWithIt) {
  MemoryPeer& peer = world.connect();
  EXPECT_EQ(world.ask(peer, "POST /sum HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\nabc"), "");
  EXPECT_EQ(world.handlers, 1);
  peer.lose(Loss::reset);
  world.time.settle();
  EXPECT_EQ(world.handlers, 0);
}

TEST_F(RequestBodyTest, IsNotReadFasterThanItsHandlerTakesIt) {
  streaming("/limited", &RequestBodyTest::slow, std::uint64_t{16} * 1024 * 1024);
  MemoryPeer& peer = world.connect();
  const std::string body(std::size_t{8} * 1024 * 1024, 'x');
  peer.send(post("/limited", body));
  world.time.settle();
  EXPECT_GT(peer.unread(), std::size_t{7} * 1024 * 1024);
  std::string wire;
  for (int i = 0; i < 200 && wire.empty(); ++i) {
    world.time.pass(1s);
    wire = peer.take();
  }
  EXPECT_EQ(answersIn(wire), (Lines{"200 8388608"}));
}

std::string gzipped(std::string_view text) {
  std::string coded;
  const auto encoder = http::makeEncoder(http::gzipCoding);
  encoder->append(coded, asBytes(text), http::ContentEncoder::Flush::no);
  encoder->finish(coded);
  return coded;
}

std::string postGzipped(std::string_view path, std::string_view coded) {
  return "POST " + std::string(path) +
         " HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\nContent-Length: " + std::to_string(coded.size()) +
         "\r\n\r\n" + std::string(coded);
}

class CodedBody : public RequestBodyTest {
protected:
  void SetUp() override {
    if (http::acceptedCodings() == "identity") GTEST_SKIP() << "built without zlib";
  }

  /// The size of what comes to /much, and "little" for what asks for /little, in the order of handling.
  void noteWhatIsHandled() {
    world.on(Method::post, "/much", [this](RequestContext& context) -> Task<Response> {
      handled.push_back(std::to_string(context.body().size()));
      co_return Response::text("");
    });
    world.on(Method::get, "/little", [this](RequestContext&) -> Task<Response> {
      handled.emplace_back("little");
      co_return Response::text("");
    });
  }

  Lines handled;
};

TEST_F(CodedBody, IsDecodedWhereverItIsCutWholeAndWhileItComes) {
  const std::string input = postGzipped("/whole", gzipped("hello hello")) + postGzipped("/sum", gzipped("hello sum")) +
                            post("/whole", "plain");
  for (std::size_t cut = 0; cut <= input.size(); ++cut) {
    MemoryPeer& peer = world.connect();
    std::string wire = world.ask(peer, std::string_view(input).substr(0, cut));
    wire += world.ask(peer, std::string_view(input).substr(cut));
    EXPECT_EQ(answersIn(wire), (Lines{"200 hello hello", "200 hello sum", "200 plain"})) << cut;
  }
}

TEST_F(CodedBody, ThatIsMalformedOrCutShortIsRefused) {
  const std::string coded = gzipped("hello");
  for (const std::string path : {"/whole", "/sum"}) {
    EXPECT_EQ(statusesIn(world.ask(postGzipped(path, coded.substr(0, coded.size() - 1)) + get("/no"))), "400") << path;
    EXPECT_EQ(statusesIn(world.ask(postGzipped(path, "hello") + get("/no"))), "400") << path;
    EXPECT_EQ(statusesIn(world.ask(postGzipped(path, coded + "x") + get("/no"))), "400") << path;
  }
  EXPECT_EQ(world.handlers, 0);
}

TEST_F(CodedBody, CountsDecodedAgainstTheLimit) {
  streaming("/three", &RequestBodyTest::sum, 30);
  EXPECT_EQ(statusesIn(world.ask(postGzipped("/three", gzipped(std::string(30, 'x'))))), "200");
  EXPECT_EQ(statusesIn(world.ask(postGzipped("/three", gzipped(std::string(31, 'x'))))), "413");
}

TEST_F(CodedBody, ThatBecomesMuchLeavesOthersTheirTurn) {
  noteWhatIsHandled();
  const std::size_t size = InflationTurns::perTurn;
  MemoryPeer& first = world.connect();
  MemoryPeer& second = world.connect();
  MemoryPeer& third = world.connect();
  MemoryPeer& other = world.connect();
  first.send(postGzipped("/much", gzipped(std::string(size, 'x'))));
  second.send(postGzipped("/much", gzipped(std::string(size + 1, 'x'))));
  second.end();
  third.send(postGzipped("/much", gzipped(std::string(size + 2, 'x'))));
  other.send(get("/little"));
  world.time.settle();
  EXPECT_EQ(handled, (Lines{"little", std::to_string(size), std::to_string(size + 1), std::to_string(size + 2)}));
  for (MemoryPeer* peer : {&first, &second, &third, &other}) EXPECT_EQ(statusesIn(peer->received()), "200");
}

TEST_F(CodedBody, LeavesOthersTheirTurnWhileItIsDecoded) {
  noteWhatIsHandled();
  const std::size_t size = 1'000'000;  // within the limit, and about a KiB while it is coded
  MemoryPeer& greedy = world.connect();
  MemoryPeer& modest = world.connect();
  greedy.send(postGzipped("/much", gzipped(std::string(size, 'x'))) + get("/little"));
  modest.send(get("/little"));
  world.time.settle();
  EXPECT_EQ(handled, (Lines{"little", std::to_string(size), "little"}));
  EXPECT_EQ(statusesIn(greedy.received()), "200 200");
}

TEST_F(RequestBodyTest, OfAnUnknownCodingIsRefused) {
  const std::string wire =
      world.ask("POST /whole HTTP/1.1\r\nHost: a\r\nContent-Encoding: zstd\r\nContent-Length: 1\r\n\r\nx" + get("/no"));
  EXPECT_EQ(statusesIn(wire), "415 404");
  EXPECT_NE(wire.find("\r\nAccept-Encoding: "), std::string::npos);
}

class RequestBodyTime : public RequestBodyTest {
protected:
  RequestBodyTime() : RequestBodyTest(fast()) {}
  static Timeouts fast() {
    Timeouts timeouts;
    timeouts.bodyGrace = 2s;
    timeouts.bodyMinRate = 10;
    timeouts.handler = 5s;
    timeouts.request = 20s;
    return timeouts;
  }
};

TEST_F(RequestBodyTime, EndsForAClientThatSendsNothing) {
  MemoryPeer& peer = world.connect();
  EXPECT_EQ(world.ask(peer, "POST /sum HTTP/1.1\r\nHost: a\r\nContent-Length: 600\r\n\r\n"), "");
  world.time.pass(1900ms);
  EXPECT_EQ(peer.take(), "");
  world.time.pass(300ms);
  EXPECT_EQ(statusesIn(peer.take()), "408");
  EXPECT_EQ(world.handlers, 0);
}

TEST_F(RequestBodyTime, EndsForAClientThatSendsTooSlowlyInAll) {
  MemoryPeer& peer = world.connect();
  EXPECT_EQ(world.ask(peer, "POST /sum HTTP/1.1\r\nHost: a\r\nContent-Length: 600\r\n\r\n"), "");
  std::string wire;
  int seconds = 0;
  for (; seconds < 10 && wire.empty(); ++seconds) {  // 5 bytes a second, where 10 are owed behind the grace
    world.time.pass(1s);
    wire = world.ask(peer, "12345");
  }
  EXPECT_EQ(statusesIn(wire), "408");
  EXPECT_GE(seconds, 3);
  EXPECT_LE(seconds, 6);
}

TEST_F(RequestBodyTime, LastsAsLongAsTheClientSendsFastEnough) {
  MemoryPeer& peer = world.connect();
  EXPECT_EQ(world.ask(peer, "POST /sum HTTP/1.1\r\nHost: a\r\nContent-Length: 600\r\n\r\n"), "");
  for (int i = 0; i < 39; ++i) {
    world.time.pass(1s);
    ASSERT_EQ(world.ask(peer, "123456789012345"), "") << i;
  }
  EXPECT_EQ(answersIn(world.ask(peer, "123456789012345")), (Lines{"200 600"}));
}

TEST_F(RequestBodyTime, IsTheHandlersWhileItDoesNotWaitForTheClient) {
  world.on(Method::post, "/idle", [this](RequestContext& context) { return idle(world, context); });
  std::get<HttpRoute>(world.endpoints.plain.back()).body.streams = true;
  MemoryPeer& peer = world.connect();
  EXPECT_EQ(world.ask(peer, "POST /idle HTTP/1.1\r\nHost: a\r\nContent-Length: 600\r\n\r\nabc"), "");
  world.time.pass(4900ms);
  EXPECT_EQ(peer.take(), "");
  world.time.pass(300ms);
  EXPECT_EQ(statusesIn(peer.take()), "503");
  EXPECT_EQ(world.handlers, 0);
}

}  // namespace
}  // namespace serinus::server
