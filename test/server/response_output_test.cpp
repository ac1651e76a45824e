#include "server/response_output.hpp"

#include "support/strict_response.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace serinus::server {
namespace {

std::vector<ByteView> piecesOf(const transport::Outbox& out) {
  std::array<ByteView, 64> pieces;
  return {pieces.begin(), pieces.begin() + static_cast<std::ptrdiff_t>(out.pieces(pieces))};
}

std::string textOf(const transport::Outbox& out) {
  std::string all;
  for (const ByteView piece : piecesOf(out)) all += asText(piece);
  return all;
}

TEST(ResponseOutput, IsHeadAndBodyWithTheDateOfToday) {
  transport::Outbox out;
  appendResponse(out, Response::text("hello"), {});
  const std::string all = textOf(out);
  std::string_view wire = all;
  const test::StrictResponse response(wire, Method::get);
  EXPECT_EQ(response.status(), 200);
  EXPECT_EQ(response.body(), "hello");
  EXPECT_EQ(response.field("Content-Length"), "5");
  EXPECT_EQ(response.field("Date").value_or("").size(), std::string("Sun, 06 Nov 1994 08:49:37 GMT").size());
  EXPECT_TRUE(wire.empty());
}

TEST(ResponseOutput, MovesALargeBodyAndCopiesASmallOne) {
  for (const std::size_t size : {transport::Outbox::referenceFrom - 1, transport::Outbox::referenceFrom}) {
    Response response = Response::text(std::string(size, 'x'));
    const void* const body = response.body().data();
    transport::Outbox out;
    appendResponse(out, std::move(response), {});
    const bool isMoved = static_cast<const void*>(piecesOf(out).back().data()) == body;
    EXPECT_EQ(isMoved, size == transport::Outbox::referenceFrom);
    EXPECT_TRUE(textOf(out).ends_with(std::string(size, 'x')));
  }
}

TEST(ResponseOutput, HasNoBodyForHead) {
  transport::Outbox out;
  appendResponse(out, Response::text("hello"), {.method = Method::head});
  EXPECT_TRUE(textOf(out).ends_with("Content-Length: 5\r\n\r\n"));
}

TEST(ResponseOutput, OfAStreamSaysHowItsEndIsTold) {
  transport::Outbox chunked;
  EXPECT_EQ(appendStreamHead(chunked, Response(), {.minorVersion = 1}), http::StreamCoding::chunked);
  EXPECT_TRUE(textOf(chunked).ends_with("Transfer-Encoding: chunked\r\n\r\n"));
  appendStreamEnd(chunked);
  EXPECT_TRUE(textOf(chunked).ends_with("\r\n\r\n0\r\n\r\n"));
  transport::Outbox closed;
  EXPECT_EQ(appendStreamHead(closed, Response(), {.minorVersion = 0}), http::StreamCoding::close);
  EXPECT_EQ(textOf(closed).find("Transfer-Encoding"), std::string::npos);
}

TEST(ResponseOutput, OfAContinueIsTheInterimResponse) {
  transport::Outbox out;
  appendContinue(out);
  EXPECT_EQ(textOf(out), "HTTP/1.1 100 Continue\r\n\r\n");
}

// Two responses in one outbox share nothing that the second could overwrite.
TEST(ResponseOutput, KeepsTheOneBefore) {
  transport::Outbox out;
  appendResponse(out, Response::text("one"), {});
  appendResponse(out, Response::text("two"), {});
  const std::string all = textOf(out);
  std::string_view wire = all;
  EXPECT_EQ(test::StrictResponse(wire, Method::get).body(), "one");
  EXPECT_EQ(test::StrictResponse(wire, Method::get).body(), "two");
}

}  // namespace
}  // namespace serinus::server
