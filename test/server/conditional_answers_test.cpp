#include "world.hpp"

#include <serinus/pipeline/streamed.hpp>

#include <optional>

namespace serinus::server {
namespace {

/// Answers whose clients know them already, or want a part of them.
class ConditionalAnswersTest : public testing::Test {
protected:
  ConditionalAnswersTest() {
    world.on(Method::get, "/page", [](RequestContext& context) -> Task<Response> {
      context.setHeader("ETag", R"("1")");
      context.addCookie(SetCookie("a", "b"));
      co_return Response::text("0123456789").header("Accept-Ranges", "bytes");
    });
    world.on(Method::post, "/page",
             [](RequestContext&) -> Task<Response> { co_return Response::text("new").header("ETag", R"("1")"); });
    world.on(Method::get, "/counted", [this](RequestContext&) -> Task<Response> {
      co_return streamed(pieces(world), "text/plain", 10).header("Accept-Ranges", "bytes");
    });
    world.on(Method::get, "/open", [this](RequestContext&) -> Task<Response> {
      co_return streamed(pieces(world), "text/plain").header("Accept-Ranges", "bytes").header("ETag", R"("1")");
    });
    world.on(Method::get, "/plain", [](RequestContext&) -> Task<Response> { co_return Response::text("plain"); });
  }

  AsyncGenerator<std::string> pieces(World& shared) {
    const Living living(shared.handlers);
    for (made = 0; made < 10; made += 2) co_yield digits(made);
  }
  static std::string digits(int first) { return std::to_string(first) + std::to_string(first + 1); }

  Lines ask(const std::string& path, const std::string& fields) {
    wire = world.ask(get(path, fields) + get("/plain"));
    Lines lines = answersIn(wire);
    EXPECT_EQ(lines.back(), "200 plain");
    lines.pop_back();
    return lines;
  }

  World world;
  std::string wire;
  int made = 0;
};

TEST_F(ConditionalAnswersTest, HaveNoBodyThatIsKnown) {
  EXPECT_EQ(ask("/page", "If-None-Match: \"1\"\r\n"), (Lines{"304"}));
  EXPECT_NE(wire.find("ETag: \"1\"\r\nSet-Cookie: a=b\r\n"), std::string::npos) << wire;
  EXPECT_EQ(ask("/page", "If-None-Match: \"2\"\r\n"), (Lines{"200 0123456789"}));
  EXPECT_EQ(ask("/page", "If-Match: \"2\"\r\n"), (Lines{"412"}));
  EXPECT_EQ(ask("/page", ""), (Lines{"200 0123456789"}));
}

TEST_F(ConditionalAnswersTest, ToHeadAreTheSame) {
  const std::string head = "HEAD /page HTTP/1.1\r\nHost: a\r\n";
  EXPECT_EQ(answersIn(world.ask(head + "If-None-Match: \"1\"\r\n\r\n"), Method::head), (Lines{"304"}));
  EXPECT_EQ(answersIn(world.ask(head + "Range: bytes=1-2\r\n\r\n"), Method::head), (Lines{"200"}));
}

TEST_F(ConditionalAnswersTest, AreForReadersAlone) {
  EXPECT_EQ(answersIn(world.ask("POST /page HTTP/1.1\r\nHost: a\r\nIf-None-Match: \"1\"\r\nContent-Length: 0\r\n\r\n")),
            (Lines{"200 new"}));
}

TEST_F(ConditionalAnswersTest, ArePartsOfWhatIsThere) {
  EXPECT_EQ(ask("/page", "Range: bytes=2-4\r\n"), (Lines{"206 234"}));
  EXPECT_NE(wire.find("Content-Range: bytes 2-4/10\r\n"), std::string::npos) << wire;
  EXPECT_NE(wire.find("Content-Length: 3\r\n"), std::string::npos) << wire;
  EXPECT_EQ(ask("/page", "Range: bytes=10-\r\n"), (Lines{"416"}));
  EXPECT_EQ(ask("/page", "Range: bytes=0-1,8-\r\n").at(0).substr(0, 4), "206 ");
}

TEST_F(ConditionalAnswersTest, ArePartsOfWhatIsStreamed) {
  const std::string whole = "0123456789";
  for (std::size_t first = 0; first < whole.size(); ++first) {
    for (std::size_t last = first; last < whole.size(); ++last) {
      const std::string range = "bytes=" + std::to_string(first) + '-' + std::to_string(last);
      EXPECT_EQ(ask("/counted", "Range: " + range + "\r\n"), (Lines{"206 " + whole.substr(first, last - first + 1)}));
      EXPECT_EQ(made, static_cast<int>(last / 2 * 2)) << "what stands behind is not made";
      EXPECT_EQ(world.handlers, 0);
    }
  }
}

TEST_F(ConditionalAnswersTest, AreWholeWhereAStreamCannotBeCut) {
  EXPECT_EQ(ask("/counted", "Range: bytes=0-1,4-5\r\n"), (Lines{"200 0123456789"}));
  EXPECT_EQ(ask("/open", "Range: bytes=0-1\r\n"), (Lines{"200 0123456789"}));
  made = -1;
  EXPECT_EQ(ask("/open", "If-None-Match: \"1\"\r\n"), (Lines{"304"}));
  EXPECT_EQ(made, -1) << "nobody is to see it";
}

}  // namespace
}  // namespace serinus::server
