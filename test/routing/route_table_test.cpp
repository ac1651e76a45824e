#include <serinus/routing/route_table.hpp>

#include "shown_match.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace serinus::routing {
namespace {

Request requestOf(const std::string& target, const std::string& host, const std::string& version = {}) {
  Request request(Method::get, target);
  if (!host.empty()) request.fields().add("Host", host);
  if (!version.empty()) request.fields().add("V", version);
  return request;
}

RouteTable table() {
  RouteTable routes(Versioning::header("V"));
  routes.add(Method::get, Pattern("/"), 0, "All");
  routes.add(Method::get, Pattern("/"), 1, "Two", {"", "2"});
  routes.add(Method::get, Pattern("/"), 2, "Admin", {"admin.example.com", ""});
  routes.add(Method::get, Pattern("/"), 3, "AdminTwo", {"admin.example.com", "2"});
  routes.add(Method::get, Pattern("/:page"), 4, "Tenant", {":tenant.example.com", ""});
  routes.add(Method::get, Pattern("/a/:x?"), 5, "All");
  routes.add(Method::get, Pattern("/a"), 6, "Two", {"", "2"});
  routes.add(Method::post, Pattern("/b"), 7, "Two", {"", "2"});
  routes.add(Method::put, Pattern("/b"), 8, "All");
  routes.seal();
  return routes;
}

struct Row {
  std::string target;
  std::string host;
  std::string version;
  std::string expected;
};

class TheRouteTable : public testing::TestWithParam<Row> {};

TEST_P(TheRouteTable, GivesTheRouteOfTheHostThenOfTheVersionThenOfAll) {
  const auto& [target, host, version, expected] = GetParam();
  EXPECT_EQ(shown(table().find(requestOf(target, host, version))), expected);
}

INSTANTIATE_TEST_SUITE_P(
    All, TheRouteTable,
    testing::Values(Row{"/", "", "", "0"}, Row{"/", "other.org", "", "0"}, Row{"/", "other.org", "2", "1"},
                    Row{"/", "other.org", "3", "0"}, Row{"/", "admin.example.com", "", "2"},
                    Row{"/", "Admin.EXAMPLE.com:8080", "", "2"}, Row{"/", "admin.example.com.", "", "2"},
                    Row{"/", "admin.example.com", "2", "3"}, Row{"/", "admin.example.com", "9", "2"},
                    Row{"/", "x.admin.example.com", "", "0"}, Row{"/", "[::1]:80", "", "0"},
                    // What is of the host is found beside what is of all.
                    Row{"/x", "acme.example.com", "", "4 page=x tenant=acme"}, Row{"/x", "acme.example.org", "", "404"},
                    Row{"/x", "admin.example.com", "", "404"}, Row{"/", "acme.example.com", "", "0 tenant=acme"},
                    Row{"/a/1", "acme.example.com", "2", "5 x=1 tenant=acme"},
                    // The host comes before the version.
                    Row{"/x", "acme.example.com", "2", "4 page=x tenant=acme"},
                    Row{"/", "acme.example.com", "2", "1 tenant=acme"},
                    // Of a pattern with an optional part one form is taken and the other left.
                    Row{"/a", "", "2", "6"}, Row{"/a", "", "", "5"}, Row{"/a/1", "", "2", "5 x=1"},
                    Row{"/b", "", "", "405 PUT"}, Row{"/b", "", "2", "405 POST, PUT"},
                    Row{"http://admin.example.com/", "other.org", "", "2"}));

TEST(RouteTable, IsOneRouterWhereNothingHasAHostOrAVersion) {
  RouteTable routes;
  routes.add(Method::get, Pattern("/a"), 0, "A");
  EXPECT_EQ(shown(routes.find(requestOf("/a", "a"))), "0");
  routes.seal();
  EXPECT_EQ(shown(routes.find(requestOf("/a", "a"))), "0");
  EXPECT_EQ(shown(routes.find(requestOf("/b", "a"))), "404");
}

Request headOf(const std::string& target, const std::string& host) {
  Request request(Method::head, target);
  request.fields().add("Host", host);
  return request;
}

TEST(RouteTable, LeavesToAHostWhateverItServes) {
  RouteTable routes;
  routes.add(Method::get, Pattern("/a/:x?"), 0, "All");
  routes.add(Method::head, Pattern("/b"), 1, "All");
  routes.add(std::nullopt, Pattern("/c"), 2, "All");
  routes.add(std::nullopt, Pattern("/a"), 3, "Host", {"a.org", ""});
  routes.add(Method::get, Pattern("/a"), 4, "Host", {"a.org", ""});
  routes.add(Method::get, Pattern("/b"), 5, "Host", {"a.org", ""});
  routes.add(Method::head, Pattern("/a"), 6, "Host", {"a.org", ""});
  routes.add(Method::get, Pattern("/c"), 7, "Host", {"a.org", ""});
  routes.add(Method::post, Pattern("/a"), 8, "All");
  routes.add(Method::head, Pattern("/c"), 9, "All");
  routes.seal();
  EXPECT_EQ(shown(routes.find(requestOf("/a", "a.org"))), "4");
  EXPECT_EQ(shown(routes.find(headOf("/a", "a.org"))), "6");
  Request post(Method::post, "/a");
  post.fields().add("Host", "a.org");
  EXPECT_EQ(shown(routes.find(post)), "3");
  EXPECT_EQ(shown(routes.find(requestOf("/a/1", "a.org"))), "0 x=1");
  EXPECT_EQ(shown(routes.find(headOf("/b", "a.org"))), "5");
  EXPECT_EQ(shown(routes.find(headOf("/b", "b.org"))), "1");
  EXPECT_EQ(shown(routes.find(requestOf("/c", "a.org"))), "7");
  EXPECT_EQ(shown(routes.find(headOf("/c", "a.org"))), "7");
  EXPECT_EQ(shown(routes.find(requestOf("/c", "b.org"))), "2");
}

TEST(RouteTable, RefusesTheSameRouteOfTheSameHostAndVersion) {
  RouteTable routes;
  routes.add(Method::get, Pattern("/:a"), 0, "A", {"a.org", "1"});
  routes.add(Method::get, Pattern("/:a"), 1, "A", {"a.org", "2"});
  routes.add(Method::get, Pattern("/:a"), 2, "A", {"b.org", "1"});
  EXPECT_THROW(routes.add(Method::get, Pattern("/:b"), 3, "A", {"b.org", "1"}), RouteConflict);
}

TEST(RouteTable, RefusesHostsThatAreTheSameUnderOtherNames) {
  RouteTable routes;
  routes.add(Method::get, Pattern("/"), 0, "A", {":a.example.com", ""});
  routes.add(Method::get, Pattern("/b"), 1, "A", {":a.example.com", ""});
  EXPECT_THROW(routes.add(Method::get, Pattern("/c"), 2, "A", {":b.example.com", ""}), PatternError);
}

class HostPatterns : public testing::TestWithParam<std::string> {};

TEST_P(HostPatterns, ThatAreNoneAreRefused) {
  EXPECT_THROW(static_cast<void>(HostPattern(GetParam())), PatternError);
}

INSTANTIATE_TEST_SUITE_P(None, HostPatterns,
                         testing::Values("", ".", "a..b", ".a", "example.com:80", "http://a", "a/b", "**", "a.**", ":",
                                         ":a:b.c", "<x>.a", "[::1]", "a.:b?", ":x.:x"));

TEST(HostPattern, IsInLowerCaseButForNames) {
  EXPECT_EQ(HostPattern("Shop.:Tenant.Example.COM").text(), "shop.:Tenant.example.com");
  EXPECT_EQ(HostPattern("*.Example.com").text(), "*.example.com");
}

}  // namespace
}  // namespace serinus::routing
