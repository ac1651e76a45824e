#include <serinus/http/request.hpp>

#include <gtest/gtest.h>

#include <stdexcept>

namespace serinus {
namespace {

TEST(ARequest, KnowsThePartsOfItsTarget) {
  const Request request(Method::get, "/a%20b?c=d%20e");
  EXPECT_EQ(request.target(), "/a%20b?c=d%20e");
  EXPECT_EQ(request.path(), "/a%20b");
  EXPECT_EQ(request.queryText(), "c=d%20e");
  EXPECT_EQ(request.query().get("c"), "d e");
  EXPECT_EQ(Request(Method::options, "*").path(), "*");
  EXPECT_EQ(Request().path(), "/");
}

TEST(ARequest, InAbsoluteFormAsksForTheHostOfItsTarget) {
  Request request(Method::get, "http://b:1/c?d");
  request.fields().add("Host", "a");
  EXPECT_EQ(request.host(), "b:1");
  EXPECT_EQ(request.path(), "/c");
  EXPECT_EQ(Request(Method::get, "http://b?x").path(), "/");
  EXPECT_EQ(Request(Method::options, "http://b").path(), "*");
  EXPECT_EQ(Request(Method::options, "http://b?x").path(), "/");
}

TEST(ARequest, AsksForTheHostOfItsFieldOtherwise) {
  Request request(Method::get, "/");
  EXPECT_EQ(request.host(), "");
  request.fields().add("host", "a:2");
  EXPECT_EQ(request.host(), "a:2");
}

TEST(ARequest, IsNotMadeOfABadTarget) {
  EXPECT_THROW(Request(Method::get, "x"), std::invalid_argument);
}

TEST(ARequest, Of11KeepsTheConnectionUnlessItSaysClose) {
  for (const auto& [connection, keeps] : std::vector<std::pair<std::string_view, bool>>{
           {"", true}, {"keep-alive", true}, {"close", false}, {"Upgrade, Close", false}, {"closed", true}}) {
    Request request;
    if (!connection.empty()) request.fields().add("Connection", connection);
    EXPECT_EQ(request.keepAlive(), keeps) << connection;
  }
}

TEST(ARequest, IsAnUpgradeWithBothFieldsOnly) {
  Request request;
  EXPECT_FALSE(request.isUpgrade());
  request.fields().add("Connection", "Upgrade");
  EXPECT_FALSE(request.isUpgrade());
  request.fields().add("Upgrade", "websocket");
  EXPECT_TRUE(request.isUpgrade());
  request.fields().set("Connection", "close");
  EXPECT_FALSE(request.isUpgrade());
}

TEST(ARequest, GivesItsCookies) {
  Request request;
  EXPECT_EQ(request.cookies().get("a"), std::nullopt);
  request.fields().add("Cookie", "a=1; b=2");
  EXPECT_EQ(request.cookies().get("b"), "2");
}

TEST(ARequest, HasABodyOfItsOwnOrALentOne) {
  Request request;
  EXPECT_EQ(request.body(), "");
  request.appendBody("ab");
  request.appendBody("c");
  EXPECT_EQ(request.body(), "abc");
  const std::string lent = "lent";
  request.viewBody(lent);
  EXPECT_EQ(request.body().data(), lent.data());
}

TEST(ARequest, MayBeMovedWithAllThatItHas) {
  Request request(Method::put, "/a?b=c");
  request.fields().add("Host", "h");
  request.appendBody("x");
  EXPECT_EQ(request.query().get("b"), "c");
  const Request moved = std::move(request);
  EXPECT_EQ(moved.method(), Method::put);
  EXPECT_EQ(moved.path(), "/a");
  EXPECT_EQ(moved.query().get("b"), "c");
  EXPECT_EQ(moved.host(), "h");
  EXPECT_EQ(moved.body(), "x");
}

TEST(ARequest, IsCopiedWithAllThatItHas) {
  Request request(Method::put, "/a?b=c");
  request.setId("one");
  request.setForwardedHost("far");
  EXPECT_EQ(request.query().get("b"), "c");
  const Request copy = request;
  request.setId("other");
  request.setForwardedHost("near");
  EXPECT_EQ(copy.id(), "one");
  EXPECT_EQ(copy.host(), "far");
  EXPECT_EQ(copy.query().get("b"), "c");
  EXPECT_EQ(request.id(), "other");
  EXPECT_TRUE(copy.trailers().empty());
}

TEST(ARequest, StaysAsItIsWithoutTheRoomItDoesNotNeed) {
  Request request(Method::put, "/a?b=" + std::string(100, 'c'));
  request.fields().add("Host", "h");
  request.appendBody(std::string(100, 'x'));
  const Request before = request;
  request.shrinkToFit();
  EXPECT_EQ(request.target(), before.target());
  EXPECT_EQ(request.path(), "/a");
  EXPECT_EQ(request.host(), "h");
  EXPECT_EQ(request.body(), before.body());
}

TEST(ARequest, IsLikeNewAfterClear) {
  Request request(Method::put, "http://h/a?b=c");
  request.fields().add("Connection", "close");
  request.appendBody("x");
  request.setId("one");
  EXPECT_EQ(request.query().size(), 1U);
  request.clear();
  EXPECT_EQ(request.id(), "");
  EXPECT_EQ(request.method(), Method::get);
  EXPECT_EQ(request.path(), "/");
  EXPECT_EQ(request.host(), "");
  EXPECT_TRUE(request.query().empty());
  EXPECT_TRUE(request.fields().empty());
  EXPECT_EQ(request.body(), "");
  EXPECT_TRUE(request.keepAlive());
}

}  // namespace
}  // namespace serinus
