#include "http/plain_head.hpp"

#include "parser_dialogue.hpp"

#include <gtest/gtest.h>

#include <string>

namespace serinus::http {
namespace {

constexpr std::string_view plain = "POST /a/b?c=d HTTP/1.1\r\nHost: a\r\nX-Empty:\r\nX-Spaced: \t b\tc \t\r\n\r\n";

TEST(APlainHead, IsReadInOneGo) {
  const std::string input = std::string(plain) + "body";
  const ExactBlock block(input);
  Request request;
  ASSERT_EQ(PlainHead::read(block.view(), Limits(), request), plain.size());
  EXPECT_EQ(request.method(), Method::post);
  EXPECT_EQ(request.target(), "/a/b?c=d");
  ASSERT_EQ(request.fields().size(), 3U);
  EXPECT_EQ(request.fields()[0].name, "Host");
  EXPECT_EQ(request.fields()[1].value, "");
  EXPECT_EQ(request.fields()[2].value, "b\tc");
}

TEST(APlainHead, IsLeftAloneUntilItIsWhole) {
  for (std::size_t size = 0; size < plain.size(); ++size) {
    const ExactBlock block(plain.substr(0, size));
    Request request;
    ASSERT_EQ(PlainHead::read(block.view(), Limits(), request), 0U) << size;
    ASSERT_TRUE(request.target().empty());
    ASSERT_TRUE(request.fields().empty());
  }
}

TEST(APlainHead, HasNothingUnusualInIt) {
  const std::string_view others[] = {
      "GET / HTTP/1.0\r\nHost: a\r\n\r\n",
      "GET / HTTP/2.0\r\nHost: a\r\n\r\n",
      "get / HTTP/1.1\r\nHost: a\r\n\r\n",
      "BREW / HTTP/1.1\r\nHost: a\r\n\r\n",
      "TRACE / HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET /  HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET /\t HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET /#a HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET /\x80 HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET / HTTP/1.1\nHost: a\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\n\n",
      "GET / HTTP/1.1\r\nHost: a\r\n \r\n\r\n",
      "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
      "GET / HTTP/1.1\r\n: a\r\n\r\n",
      "GET / HTTP/1.1\r\nHost\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\n b\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\x01\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: \x80\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\rb\r\n\r\n",
      "GET / HTTP/1.1\r\nH\xC3\xA4st: a\r\n\r\n",
      "POST / HTTP/1.1\r\nContent-Length: 5\t\r\n\r\n",
      "POST / HTTP/1.1\r\nContent-Length: 5 \r\n\r\n",
      "POST / HTTP/1.1\r\ncontent-length: +5\r\n\r\n",
      "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n",
  };
  for (const std::string_view head : others) {
    const ExactBlock block(head);
    Request request;
    EXPECT_EQ(PlainHead::read(block.view(), Limits(), request), 0U) << head;
  }
}

TEST(APlainHead, KeepsTheLimits) {
  const std::string_view head = "GET /abc HTTP/1.1\r\nHost: a\r\nName: b\r\n\r\n";
  const auto isRead = [&](const Limits& limits) {
    Request request;
    return PlainHead::read(head, limits, request) != 0;
  };
  EXPECT_TRUE(isRead({.maxHeaderBytes = head.size()}));
  EXPECT_FALSE(isRead({.maxHeaderBytes = head.size() - 1}));
  EXPECT_TRUE(isRead({.maxHeaders = 2}));
  EXPECT_FALSE(isRead({.maxHeaders = 1}));
  EXPECT_TRUE(isRead({.maxFieldName = 4}));
  EXPECT_FALSE(isRead({.maxFieldName = 3}));
  EXPECT_TRUE(isRead({.maxRequestLine = 19}));
  EXPECT_FALSE(isRead({.maxRequestLine = 16}));
}

}  // namespace
}  // namespace serinus::http
