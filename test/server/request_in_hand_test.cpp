#include "server/request_in_hand.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string_view>
#include <variant>
#include <vector>

namespace serinus::server {
namespace {

using namespace std::string_view_literals;

std::unique_ptr<RequestInHand> read(std::unique_ptr<RequestInHand> request, std::string_view head) {
  static_cast<void>(request->parser.parse(head));
  return request;
}

TEST(RequestPool, KeepsNoMoreThanItMay) {
  const http::Limits limits;
  RequestPool pool;
  std::vector<const RequestInHand*> given;
  for (std::size_t i = 0; i <= RequestPool::most; ++i) {
    auto request = std::make_unique<RequestInHand>(limits);
    given.push_back(request.get());
    pool.give(std::move(request));
  }
  std::vector<std::unique_ptr<RequestInHand>> taken;
  for (std::size_t i = RequestPool::most; i-- > 0;) {
    taken.push_back(pool.take(limits));
    EXPECT_EQ(taken.back().get(), given[i]);
  }
}

TEST(RequestPool, GivesWhatKeepsToTheLimitsOfThePort) {
  const http::Limits wide;
  const http::Limits narrow{.maxRequestLine = 10};
  RequestPool pool;
  pool.give(std::make_unique<RequestInHand>(wide));
  const auto request = pool.take(narrow);
  const auto step = request->parser.parse("GET /long/path HTTP/1.1\r\n"sv);
  ASSERT_TRUE(std::holds_alternative<http::Fault>(step.event));
  EXPECT_EQ(std::get<http::Fault>(step.event).status, Status::uriTooLong);
}

TEST(RequestInHand, KnowsNothingOfTheOneBefore) {
  const http::Limits limits;
  RequestPool pool;
  auto first = read(pool.take(limits), "POST /a?b=c HTTP/1.0\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\n");
  first->parser.request().appendBody("x");
  first->parser.request().setId("id");
  first->match = routing::Found{1, {}};
  first->clear();
  const RequestInHand* const place = first.get();
  pool.give(std::move(first));

  auto second = pool.take(limits);
  ASSERT_EQ(second.get(), place);
  EXPECT_TRUE(second->parser.idle());
  EXPECT_TRUE(std::holds_alternative<routing::NotFound>(second->match));
  second = read(std::move(second), "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  const Request& request = second->parser.request();
  EXPECT_EQ(request.method(), Method::get);
  EXPECT_EQ(request.target(), "/");
  EXPECT_EQ(request.fields().size(), 1U);
  EXPECT_EQ(request.body(), "");
  EXPECT_EQ(request.id(), "");
}

}  // namespace
}  // namespace serinus::server
