#include <serinus/routing/router.hpp>

#include "shown_match.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace serinus::routing {
namespace {

// The index of a pattern is what it leads to.
Router routerOf(const std::vector<std::string>& patterns, bool backwards = false) {
  Router router;
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < patterns.size(); ++i) order.push_back(i);
  if (backwards) std::reverse(order.begin(), order.end());
  for (const std::size_t i : order) router.add(Method::get, Pattern(patterns[i]), i, "Test");
  return router;
}

struct Row {
  std::vector<std::string> patterns;
  std::string path;
  std::string expected;
};

class Lookup : public testing::TestWithParam<Row> {};

TEST_P(Lookup, PrefersTheMoreDefiniteInEitherOrderOfRegistration) {
  for (const bool backwards : {false, true})
    EXPECT_EQ(shown(routerOf(GetParam().patterns, backwards).find(Method::get, GetParam().path)), GetParam().expected);
}

const std::vector<std::string> ladder = {"/a/b", "/a/x<p>", "/a/:p", "/a/*/c", "/a/**"};

INSTANTIATE_TEST_SUITE_P(
    All, Lookup,
    testing::Values(Row{{"/"}, "/", "0"}, Row{{"/"}, "/a", "404"}, Row{{"/a"}, "/a", "0"}, Row{{"/a"}, "/a/", "0"},
                    Row{{"/a"}, "/A", "404"}, Row{{"/a"}, "/a//", "404"}, Row{{"/a"}, "//a", "404"},
                    Row{{"/a/:x"}, "/a/1", "0 x=1"}, Row{{"/a/:x"}, "/a/", "404"}, Row{{"/a/:x"}, "/a/1/2", "404"},
                    Row{{"/a/:x"}, "/a/%2F%20", "0 x=/ "}, Row{{"/a/:x"}, "/a/..", "0 x=.."},
                    Row{{"/a/:x?"}, "/a", "0"}, Row{{"/a/:x?"}, "/a/", "0"}, Row{{"/a/:x?"}, "/a/1", "0 x=1"},
                    Row{{"/f_<n>.txt"}, "/f_1.txt", "0 n=1"}, Row{{"/f_<n>.txt"}, "/f_.txt", "404"},
                    Row{{"/*/x"}, "/a/x", "0 *=a"}, Row{{"/*/x"}, "//x", "404"},
                    Row{{"/*/*/:x"}, "/%61/b/c", "0 *=a *=b x=c"}, Row{{"/s/**"}, "/s", "0 **="},
                    Row{{"/s/**"}, "/s/", "0 **="}, Row{{"/s/**"}, "/s/a/b//c", "0 **=a/b//c"},
                    Row{{"/:x/**"}, "/s/%2e%2e/b%2Fc/", "0 x=s **=../b/c"}, Row{{"/s/**"}, "/t", "404"},
                    Row{{"/**"}, "/", "0 **="}, Row{ladder, "/a/b", "0"}, Row{ladder, "/a/xy", "1 p=y"},
                    Row{ladder, "/a/x", "2 p=x"}, Row{ladder, "/a/z", "2 p=z"}, Row{ladder, "/a/b/c", "3 *=b"},
                    Row{ladder, "/a/b/d", "4 **=b/d"}, Row{ladder, "/a", "4 **="},
                    Row{{"/a/b/c", "/a/:x/d", "/:y/b/e"}, "/a/b/d", "1 x=b"},
                    Row{{"/a/b/c", "/a/:x/d", "/:y/b/e"}, "/a/b/e", "2 y=a"},
                    Row{{"/<p>.json", "/v<p>.json"}, "/v1.json", "1 p=1"}, Row{{"/a<p>c", "/ab<p>"}, "/abxc", "1 p=xc"},
                    Row{{"/a<p>", "/<p>c"}, "/abc", "0 p=bc"}, Row{{"/a<p>", "/<p>bc"}, "/abc", "1 p=a"},
                    Row{{"/a<p>c", "/ab<p>"}, "/abx", "1 p=x"}, Row{{"/a<p>c", "/ab<p>"}, "/axc", "0 p=x"},
                    // The text behind a parameter begins at no byte of an escape.
                    Row{{"/f<p>F", "/:q"}, "/f%2F", "1 q=f/"}, Row{{"/f<p>2F", "/:q"}, "/f%2F", "1 q=f/"},
                    Row{{"/f<p>F", "/:q"}, "/f%2F%2F", "1 q=f//"}, Row{{"/f<p>F"}, "/f%2F", "404"},
                    Row{{"/f<p>F", "/:q"}, "/f%2FF", "0 p=/"}, Row{{"/f<p>25", "/:q"}, "/f%2525", "0 p=%"},
                    Row{{"/f<p>%2F", "/:q"}, "/fa%2F", "0 p=a"}));

TEST(Router, TellsWhichMethodsThereAre) {
  Router router;
  router.add(Method::get, Pattern("/a"), 0, "A");
  router.add(Method::post, Pattern("/a"), 1, "A");
  router.add(Method::put, Pattern("/:x"), 2, "A");
  EXPECT_EQ(shown(router.find(Method::head, "/a")), "0");
  EXPECT_EQ(shown(router.find(Method::post, "/a")), "1");
  EXPECT_EQ(shown(router.find(Method::put, "/a")), "2 x=a");  // the less definite pattern has the method
  EXPECT_EQ(shown(router.find(Method::del, "/a")), "405 GET, HEAD, POST, PUT");
}

TEST(Router, AllServesTheMethodsThatHaveNoRouteOfTheirOwn) {
  Router router;
  router.add(std::nullopt, Pattern("/a"), 0, "A");
  router.add(Method::post, Pattern("/a"), 1, "A");
  EXPECT_EQ(shown(router.find(Method::get, "/a")), "0");
  EXPECT_EQ(shown(router.find(Method::head, "/a")), "0");
  EXPECT_EQ(shown(router.find(Method::post, "/a")), "1");
}

TEST(Router, RefusesEquivalentPatternsAndNamesBothPlaces) {
  for (const auto& [first, second] : {std::pair("/a/:x", "/a/<y>"), std::pair("/a/:x?", "/a"), std::pair("a", "/a/")}) {
    Router router;
    router.add(Method::get, Pattern(first), 0, "FirstController");
    EXPECT_THROW(router.add(Method::get, Pattern(second), 1, "SecondController"), RouteConflict);
  }
  Router router;
  router.add(Method::get, Pattern("/a/:x"), 7, "FirstController");
  router.add(Method::get, Pattern("/a/lobby"), 1, "FirstController");
  router.add(Method::post, Pattern("/a/<y>"), 2, "FirstController");
  try {
    router.add(Method::get, Pattern("/a/<y>"), 3, "SecondController");
    FAIL();
  } catch (const RouteConflict& conflict) {
    EXPECT_STREQ(conflict.what(),
                 "GET /a/<y> of SecondController is served already by FirstController: "
                 "give one of them another path or method");
    EXPECT_EQ(conflict.first(), 7U);
  }
}

TEST(Router, KeepsNothingOfARouteItRefused) {
  Router router;
  router.add(Method::get, Pattern("/a/:x"), 0, "FirstController");
  EXPECT_THROW(router.add(Method::get, Pattern("/a/:x?"), 1, "SecondController"), RouteConflict);
  EXPECT_EQ(shown(router.find(Method::get, "/a")), "404");
  EXPECT_EQ(shown(router.find(Method::get, "/a/1")), "0 x=1");
}

TEST(Router, FindsLiteralPathsOnceItWasMoved) {
  Router router;
  for (const char* path : {"/", "/a", "/a/b"})
    router.add(Method::get, Pattern(path), std::string_view(path).size(), "A");
  const Router moved = std::move(router);
  EXPECT_EQ(shown(moved.find(Method::get, "/")), "1");
  EXPECT_EQ(shown(moved.find(Method::get, "/a/")), "2");
  EXPECT_EQ(shown(moved.find(Method::get, "/a/b")), "4");
}

TEST(Router, TellsWhatATailStandsFor) {
  const Router router = routerOf({"/static/**", "/:id/files/**", "/static/plain"});
  const auto tail = [&](std::string_view path) {
    const Match match = router.find(Method::get, path);
    const auto* const found = std::get_if<Found>(&match);
    return std::string(found != nullptr ? found->parameters.tail() : "none");
  };
  EXPECT_EQ(tail("/static/a"), "a");
  EXPECT_EQ(tail("/static/a/b%2Fc"), "a/b%2Fc");
  EXPECT_EQ(tail("/static/a/"), "a");
  EXPECT_EQ(tail("/static/a//"), "a/");
  EXPECT_EQ(tail("/static//a"), "/a");
  EXPECT_EQ(tail("/static"), "");
  EXPECT_EQ(tail("/static/"), "");
  EXPECT_EQ(tail("/static/plain"), "");
  EXPECT_EQ(tail("/7/files/x/y"), "x/y");
}

TEST(Router, NoPathMakesItSlow) {
  std::vector<std::string> patterns;
  for (int bits = 0; bits < 256; ++bits) {
    std::string pattern;
    for (int i = 0; i < 8; ++i) pattern += (bits >> i & 1) != 0 ? "/:p" + std::to_string(i) : "/a";
    patterns.push_back(pattern + "/end");
  }
  const Router router = routerOf(patterns);
  std::string path;
  for (int i = 0; i < 8; ++i) path += "/a";
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(shown(router.find(Method::get, path + "/miss")), "404");
  EXPECT_EQ(shown(router.find(Method::get, std::string(8192, '/'))), "404");
}

}  // namespace
}  // namespace serinus::routing
