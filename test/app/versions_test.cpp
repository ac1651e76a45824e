#include <serinus/serinus.hpp>

#include "applications.hpp"

#include <gtest/gtest.h>

#include <string>

namespace serinus {
namespace {

using test::RawClient;

class Cats : public SseController {
public:
  Cats() : SseController("/cats") {
    version("1", "2");
    on(Route::get("/"), [] { return "both"; });
    on(Route::get("/new").version("2"), [] { return "new"; });
    on(Route::get("/health").versionNeutral(), [] { return "healthy"; });
    onSse(Route::get("/live").version("2"), [](SseContext&) -> SseStream { co_yield "two"; });
  }
};

class Dogs : public Controller {
public:
  Dogs() : Controller("/dogs") {
    on(Route::get("/"), [] { return "default"; });
    on(Route::get("/").version("2"), [] { return "second"; });
    use(Cors({.origins = {"https://page.example"}}));
  }
};

class Tenants : public Controller {
public:
  Tenants() {
    host(":tenant.example.com");
    on(Route::get("/who/:id"), [](RequestContext& context) {
      return std::string(context.param("tenant")) + ' ' + std::string(context.param("id"));
    });
  }
};

class Pets : public Module {
public:
  Pets() {
    controllers<Cats, Dogs, Tenants>();
    imports<SseModule>();
    routePrefix("/pets");
  }
};

struct Row {
  std::string name;
  Versioning versioning;
  std::string target;
  std::string fields;
  std::string answer;  // how it begins, or what is its body
};

class TheVersions : public testing::TestWithParam<Row> {};

TEST_P(TheVersions, AreFoundWhereTheyAreSaid) {
  auto options = test::onLoopback();
  options.globalPrefix = "/api";
  options.versioning = GetParam().versioning;
  auto app = Application::create<Pets>(options);
  app.start();
  RawClient client(app.port());
  client.send("GET " + GetParam().target + " HTTP/1.1\r\n" + GetParam().fields +
              (GetParam().fields.find("Host: ") == std::string::npos ? "Host: a\r\n" : "") +
              "Connection: close\r\n\r\n");
  const std::string answer = client.readAll();
  EXPECT_TRUE(answer.starts_with(GetParam().answer) || answer.ends_with("\r\n\r\n" + GetParam().answer)) << answer;
}

const auto uri = Versioning::uri();
const auto uriOne = Versioning::uri("version-").defaultVersion("1");
const auto field = Versioning::header("X-API").defaultVersion("1");
const auto type = Versioning::mediaType();
const std::string notFound = "HTTP/1.1 404 ";

INSTANTIATE_TEST_SUITE_P(
    All, TheVersions,
    testing::Values(Row{"UriOne", uri, "/api/v1/pets/cats", "", "both"},
                    Row{"UriTwo", uri, "/api/v2/pets/cats", "", "both"},
                    Row{"UriNone", uri, "/api/pets/cats", "", notFound},
                    Row{"UriThree", uri, "/api/v3/pets/cats", "", notFound},
                    Row{"UriRoute", uri, "/api/v2/pets/cats/new", "", "new"},
                    Row{"UriRouteNot", uri, "/api/v1/pets/cats/new", "", notFound},
                    Row{"UriNeutral", uri, "/api/pets/cats/health", "", "healthy"},
                    Row{"UriNeutralNot", uri, "/api/v1/pets/cats/health", "", notFound},
                    Row{"UriUnsaid", uri, "/api/pets/dogs", "", "default"},
                    Row{"UriDefault", uriOne, "/api/version-1/pets/dogs", "", "default"},
                    Row{"UriDefaultNot", uriOne, "/api/pets/dogs", "", notFound},
                    Row{"FieldNone", field, "/api/pets/dogs", "", "default"},
                    Row{"FieldTwo", field, "/api/pets/dogs", "X-Api: 2\r\n", "second"},
                    Row{"FieldUnknown", field, "/api/pets/cats", "X-API: 3\r\n", notFound},
                    Row{"FieldNeutral", field, "/api/pets/cats/health", "X-API: 3\r\n", "healthy"},
                    Row{"FieldRoute", field, "/api/pets/cats/new", "X-API: 2\r\n", "new"},
                    Row{"FieldRouteNot", field, "/api/pets/cats/new", "", notFound},
                    Row{"TypeTwo", type, "/api/pets/dogs", "Accept: application/json;v=2\r\n", "second"},
                    Row{"TypeNone", type, "/api/pets/dogs", "Accept: application/json\r\n", "default"},
                    Row{"Host", uri, "/api/pets/who/7", "Host: acme.example.com:8080\r\n", "acme 7"},
                    Row{"OtherHost", uri, "/api/pets/who/7", "Host: example.com\r\n", notFound},
                    Row{"NoHostOfItsOwn", uri, "/api/pets/dogs", "Host: acme.example.com\r\n", "default"}),
    [](const auto& row) { return row.param.name; });

TEST(Versions, TellCachesByWhichFieldTheAnswerDiffers) {
  auto options = test::onLoopback();
  options.versioning = field;
  auto app = Application::create<Pets>(options);
  app.start();
  EXPECT_NE(test::get(app.port(), "/pets/dogs").find("\r\nVary: X-API\r\n"), std::string::npos);
  EXPECT_EQ(test::get(app.port(), "/pets/cats/health").find("X-API"), std::string::npos);
}

TEST(Versions, AnswerAPreflightThatSaysNone) {
  auto options = test::onLoopback();
  options.versioning = field;
  auto app = Application::create<Pets>(options);
  app.start();
  RawClient client(app.port());
  client.send(
      "OPTIONS /pets/dogs HTTP/1.1\r\nHost: a\r\nOrigin: https://page.example\r\nConnection: close\r\n"
      "Access-Control-Request-Method: GET\r\nAccess-Control-Request-Headers: x-api\r\n\r\n");
  const std::string answer = client.readAll();
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 204 ")) << answer;
  EXPECT_NE(answer.find("Access-Control-Allow-Origin: https://page.example"), std::string::npos) << answer;
}

TEST(Versions, ServeEventStreams) {
  auto options = test::onLoopback();
  options.versioning = uri;
  auto app = Application::create<Pets>(options);
  app.start();
  RawClient client(app.port());
  client.send("GET /v2/pets/cats/live HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(client.readUntil("data: two\n\n").ends_with("data: two\n\n"));
  EXPECT_TRUE(test::get(app.port(), "/v1/pets/cats/live").starts_with(notFound));
}

TEST(Versions, WithoutAWayToSayThemKeepTheApplicationFromStarting) {
  const auto faults = test::faultsOf<Pets>();
  ASSERT_FALSE(faults.empty());
  EXPECT_NE(faults.front().find("GET /pets/cats of version 1 (serinus::Cats of "), std::string::npos) << faults.front();
  EXPECT_NE(faults.front().find("set ApplicationOptions::versioning"), std::string::npos);
}

class Odd : public Module {
public:
  class Route1 : public Controller {
  public:
    Route1() {
      on(Route::get("/").version("a/b"), [] { return ""; });
    }
  };
  Odd() { controllers<Route1>(); }
};

TEST(Versions, OfOtherSignsKeepTheApplicationFromStarting) {
  auto options = test::onLoopback();
  options.versioning = uri;
  const auto faults = test::faultsOf<Odd>(options);
  ASSERT_FALSE(faults.empty());
  EXPECT_NE(faults.front().find("other signs than letters"), std::string::npos) << faults.front();
}

}  // namespace
}  // namespace serinus
