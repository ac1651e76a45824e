#include "applications.hpp"

#include "support/decoded.hpp"
#include "support/strict_response.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace serinus {
namespace {

using test::proseOf;
using test::RawClient;

constexpr std::size_t large = 300'000;

AsyncGenerator<std::string> paragraphs() {
  for (int i = 0; i < 5; ++i) co_yield proseOf(1000);
}
AsyncGenerator<std::string> nothing() {
  co_return;
}

class ProseController : public Controller {
public:
  ProseController() {
    on(Route::get("/prose"), [] { return proseOf(5000); });
    on(Route::get("/size/:size"), [](Path<int> size) { return proseOf(static_cast<std::size_t>(*size)); });
    on(Route::get("/large"), [] { return Response::text(proseOf(large)); });
    on(Route::get("/pieces"), [] { return streamed(paragraphs(), "text/plain"); });
    on(Route::get("/none"), [] { return streamed(nothing(), "text/plain"); });
    on(Route::get("/tagged"), [](RequestContext& context) {
      context.setHeader("ETag", R"("7")");
      return Response::text(proseOf(5000)).header("Accept-Ranges", "bytes");
    });
    on(Route::get("/picture"), [] { return Response::bytes(proseOf(5000), "image/png"); });
    on(Route::get("/coded"), [] { return Response::text(proseOf(5000)).header("Content-Encoding", "zstd"); });
    on(Route::get("/digest"), [] { return Response::text(proseOf(5000)).header("Content-Digest", "sha-256=:x:"); });
    on(Route::get("/raw"), [](RequestContext& context) {
      context.setHeader("Cache-Control", "private, no-transform");
      return Response::text(proseOf(5000));
    });
    on(Route::get("/part"), [] {
      return Response::text(proseOf(5000)).status(Status::partialContent).header("Content-Range", "bytes 0-4999/9000");
    });
    on(Route::get("/fault"), []() -> Response { throw NotFoundException(proseOf(5000)); });
    on(Route::get("/tagged/:size"), [](Path<std::size_t> size) { return proseOf(*size); }).use(EntityTags(700));
    on(Route::get("/varied"), [] { return Response::text(proseOf(5000)).header("Vary", "accept-encoding"); });
    on(Route::get("/off"), [] { return proseOf(5000); }).use(Compression::off());
    on(Route::get("/gzip"), [] { return proseOf(5000); }).use(Compression({.minSize = 0, .codings = {"gzip"}}));
    on(Route::get("/kept"), [] { return Response::text("secret").header("Cache-Control", "no-store"); });
    on(Route::post("/prose"), [] { return proseOf(5000); });
  }
};
class ProseModule : public Module {
public:
  ProseModule() {
    controllers<ProseController>();
    everywhere(Compression({.codings = {"gzip", "deflate"}}));
    everywhere(EntityTags());
  }
};

class CodedAnswersTest : public testing::Test {
protected:
  CodedAnswersTest() : app_(Application::create<ProseModule>(test::onLoopback())) { app_.start(); }

  /// The answer, as strictly read, to one request.
  test::StrictResponse ask(const std::string& path, const std::string& accept = "gzip", const std::string& fields = {},
                           Method method = Method::get) {
    RawClient client(app_.port());
    client.send(std::string(name(method)) + ' ' + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" +
                (accept.empty() ? "" : "Accept-Encoding: " + accept + "\r\n") + fields + "\r\n");
    wire = client.readAll();
    std::string_view rest = wire;
    return test::StrictResponse(rest, method);
  }
  /// `gzip 5000 bytes`, `identity 5000 bytes`, with what is wrong behind it.
  std::string shown(const std::string& path, const std::string& accept = "gzip", const std::string& fields = {}) {
    const test::StrictResponse answer = ask(path, accept, fields);
    const std::string coding(field(answer, "Content-Encoding").empty() ? "identity"
                                                                       : field(answer, "Content-Encoding"));
    std::string text = answer.body();
    if (coding == "gzip" || coding == "deflate") {
      const test::Decoded decoded = test::decoded(coding, answer.body());
      if (!decoded.isWhole) return "cut off";
      text = decoded.text;
    }
    return coding + ' ' + std::to_string(text.size()) + (field(answer, "Vary") == "Accept-Encoding" ? " varies" : "");
  }
  static std::string field(const test::StrictResponse& answer, std::string_view name) {
    return answer.field(name).value_or("");
  }

  Application app_;
  std::string wire;
};

TEST_F(CodedAnswersTest, AreCodedAsTheClientLikesIt) {
  EXPECT_EQ(shown("/prose", "gzip"), "gzip 5000 varies");
  EXPECT_EQ(shown("/prose", "deflate"), "deflate 5000 varies");
  EXPECT_EQ(shown("/prose", "deflate, gzip"), "gzip 5000 varies");
  EXPECT_EQ(shown("/prose", "gzip;q=0.5, deflate"), "deflate 5000 varies");
  EXPECT_EQ(shown("/prose", "br"), "identity 5000 varies");
  EXPECT_EQ(shown("/prose", "*;q=0"), "identity 5000 varies");
  EXPECT_EQ(shown("/prose", ""), "identity 5000 varies");
}

TEST_F(CodedAnswersTest, AreTaggedUpToASize) {
  EXPECT_FALSE(field(ask("/tagged/699"), "ETag").empty());
  EXPECT_FALSE(field(ask("/tagged/700"), "ETag").empty());
  EXPECT_TRUE(field(ask("/tagged/701"), "ETag").empty());
}

TEST_F(CodedAnswersTest, AreThoseThatShrink) {
  EXPECT_EQ(shown("/size/1023"), "identity 1023");
  EXPECT_EQ(shown("/size/1024"), "gzip 1024 varies");
  EXPECT_EQ(shown("/size/65536"), "gzip 65536 varies");
  EXPECT_NE(wire.find("Content-Length"), std::string::npos);
  EXPECT_EQ(shown("/size/65537"), "gzip 65537 varies");
  EXPECT_EQ(wire.find("Content-Length"), std::string::npos);
  EXPECT_EQ(shown("/large"), "gzip 300000 varies");
  EXPECT_LT(wire.size(), large / 2);
  EXPECT_EQ(shown("/picture"), "identity 5000");
}

TEST_F(CodedAnswersTest, AreNotThoseThatMustStay) {
  for (const char* const path : {"/digest", "/raw", "/part"}) EXPECT_EQ(shown(path), "identity 5000") << path;
  EXPECT_EQ(shown("/coded"), "zstd 5000");
  EXPECT_EQ(shown("/off"), "identity 5000");
  EXPECT_EQ(shown("/gzip", "gzip, deflate;q=0.9"), "gzip 5000 varies");
  EXPECT_EQ(shown("/varied"), "gzip 5000");
  EXPECT_EQ(wire.find("Vary: Accept-Encoding"), std::string::npos) << "it is said once";
}

TEST_F(CodedAnswersTest, AreStreamsTooPieceByPiece) {
  EXPECT_EQ(shown("/pieces"), "gzip 5000 varies");
  EXPECT_EQ(shown("/none"), "gzip 0 varies");
}

TEST_F(CodedAnswersTest, AreErrorsOfHandlersToo) {
  EXPECT_TRUE(shown("/fault").starts_with("gzip ")) << wire;
  EXPECT_TRUE(wire.starts_with("HTTP/1.1 404 "));
}

TEST_F(CodedAnswersTest, HaveWeakTagsAndNoRanges) {
  test::StrictResponse answer = ask("/tagged");
  EXPECT_EQ(field(answer, "ETag"), R"(W/"7")");
  EXPECT_EQ(field(answer, "Accept-Ranges"), "");
  answer = ask("/tagged", "");
  EXPECT_EQ(field(answer, "ETag"), R"("7")");
  EXPECT_EQ(field(answer, "Accept-Ranges"), "bytes");
  EXPECT_EQ(shown("/tagged", "gzip", "Range: bytes=0-9\r\n"), "identity 10 varies");
  for (const char* const known : {R"("7")", R"(W/"7")"}) {
    answer = ask("/tagged", "gzip", std::string("If-None-Match: ") + known + "\r\n");
    EXPECT_EQ(answer.status(), 304);
    EXPECT_EQ(field(answer, "ETag"), R"(W/"7")");
    EXPECT_EQ(field(answer, "Vary"), "Accept-Encoding");
    EXPECT_EQ(field(answer, "Content-Encoding"), "");
  }
}

TEST_F(CodedAnswersTest, ToHeadSayTheSameWithoutABody) {
  for (const char* const path : {"/prose", "/large", "/pieces"}) {
    const test::StrictResponse answer = ask(path, "gzip", {}, Method::head);
    EXPECT_EQ(answer.status(), 200);
    EXPECT_EQ(field(answer, "Content-Encoding"), "gzip") << path;
    EXPECT_TRUE(wire.ends_with("\r\n\r\n")) << path;
    EXPECT_EQ(field(answer, "Content-Length"), "") << "of what was not made";
  }
}

TEST_F(CodedAnswersTest, GetTagsOfTheirBodies) {
  const std::string tag = field(ask("/size/100", ""), "ETag");
  EXPECT_EQ(tag, EntityTag::of(asBytes(proseOf(100))).text());
  EXPECT_EQ(ask("/size/100", "", "If-None-Match: " + tag + "\r\n").status(), 304);
  EXPECT_EQ(ask("/size/101", "", "If-None-Match: " + tag + "\r\n").status(), 200);
  EXPECT_EQ(field(ask("/size/2000", "gzip"), "ETag"), "W/" + EntityTag::of(asBytes(proseOf(2000))).text());
  for (const char* const path : {"/kept", "/pieces", "/fault", "/size/0"})
    EXPECT_EQ(field(ask(path, ""), "ETag"), "") << path;
  EXPECT_EQ(field(ask("/prose", "", "Content-Length: 0\r\n", Method::post), "ETag"), "");
}

TEST(Compression, RefusesWhatThereIsNot) {
  EXPECT_THROW(Compression({.codings = {"zstd"}}), std::invalid_argument);
  EXPECT_THROW(Compression({.zlibLevel = 0}), std::invalid_argument);
  EXPECT_THROW(Compression({.zlibLevel = 10}), std::invalid_argument);
  EXPECT_THROW(Compression({.brotliLevel = -1}), std::invalid_argument);
  EXPECT_THROW(Compression({.brotliLevel = 12}), std::invalid_argument);
  EXPECT_THROW(Compression({.codings = {}}), std::logic_error);
  EXPECT_NO_THROW(Compression({.zlibLevel = 1, .brotliLevel = 0}));
  EXPECT_NO_THROW(Compression({.zlibLevel = 9, .brotliLevel = 11}));
}

}  // namespace
}  // namespace serinus
