#include "applications.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

namespace serinus {
namespace {

using namespace std::chrono_literals;
using test::RawClient;

constexpr const char* app = "https://app.example";

class SharedController : public SseController {
public:
  SharedController() : SseController("/shared") {
    use(Cors({.origins = {app, "null"},
              .credentials = true,
              .headers = {"X-Token"},
              .exposed = {"X-Total"},
              .maxAge = 60s}));
    use([](ExecutionContext& context) -> bool { return !context.context().query("locked"); });
    on(Route::get("/page"), [](RequestContext&) { return Response::text("page").header("Vary", "Cookie"); });
    on(Route::post("/page"), [](RequestContext&) -> Response { throw std::runtime_error("secret"); });
    on(Route::del("/page"), [](RequestContext&) {
      return Response::text("gone");
    }).use(Cors({.origins = {"https://admin.example"}}));
    on(Route::options("/own"), [](RequestContext&) { return Response::text("mine"); });
    on(Route::put("/own"), [](RequestContext&) { return Response::text("put"); });
    onSse(Route::get("/stream"), [](SseContext&) -> SseStream { co_yield "hello"; });
  }
};
class PublicController : public Controller {
public:
  PublicController() : Controller("/public") {
    on(Route::get("/:id"), [](RequestContext&) {
      return Response::text("public");
    }).use(Cors({.origins = {"*"}, .methods = {Method::get, Method::put}}));
    on(Route::all("/any"), [](RequestContext&) { return Response::text("any"); }).use(Cors({.origins = {app}}));
  }
};
class CorsModule : public Module {
public:
  CorsModule() {
    imports(SseModule({.closeWhenDone = true, .retry = std::nullopt}));
    controllers<SharedController, PublicController>();
  }
};

class CorsTest : public testing::Test {
protected:
  CorsTest() : app_(Application::create<CorsModule>(test::onLoopback())) { app_.start(); }
  std::string ask(const std::string& method, const std::string& path, const std::string& origin,
                  const std::string& fields = {}) const {
    RawClient client(app_.port());
    client.send(method + ' ' + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 0\r\n" +
                (origin.empty() ? "" : "Origin: " + origin + "\r\n") + fields + "\r\n");
    return client.readAll();
  }
  std::string preflight(const std::string& path, const std::string& origin, const std::string& method) const {
    return ask("OPTIONS", path, origin, "Access-Control-Request-Method: " + method + "\r\n");
  }
  static bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }
  Application app_;
};

TEST_F(CorsTest, LetsListedOriginsIn) {
  for (const std::string origin : {app, "null"}) {
    const std::string answer = ask("GET", "/shared/page", origin);
    EXPECT_TRUE(has(answer, "Access-Control-Allow-Origin: " + origin + "\r\n")) << answer;
    EXPECT_TRUE(has(answer, "Access-Control-Allow-Credentials: true\r\n")) << answer;
    EXPECT_TRUE(has(answer, "Access-Control-Expose-Headers: X-Total\r\n")) << answer;
    EXPECT_TRUE(has(answer, "Vary: Origin\r\n") && has(answer, "Vary: Cookie\r\n")) << answer;
  }
}

TEST_F(CorsTest, SaysNothingToOthersButThatItDepends) {
  for (const char* const origin : {"", "https://evil.example", "https://app.example.evil", "https://xapp.example",
                                   "http://app.example", "https://app.example:444", "https://APP.example", "*"}) {
    const std::string answer = ask("GET", "/shared/page", origin);
    EXPECT_TRUE(answer.ends_with("page")) << answer;
    EXPECT_FALSE(has(answer, "Access-Control-")) << origin;
    EXPECT_TRUE(has(answer, "Vary: Origin\r\n")) << origin;
  }
  EXPECT_FALSE(has(ask("GET", "/shared/page", app, "Origin: https://evil.example\r\n"), "Access-Control-"));
}

TEST_F(CorsTest, StandsOnErrorsToo) {
  const std::string broken = ask("POST", "/shared/page", app);
  EXPECT_TRUE(broken.starts_with("HTTP/1.1 500 ") && has(broken, "Access-Control-Allow-Origin: ")) << broken;
  const std::string refused = ask("GET", "/shared/page?locked", app);
  EXPECT_TRUE(refused.starts_with("HTTP/1.1 403 ") && has(refused, "Access-Control-Allow-Origin: ")) << refused;
  const std::string stream = ask("GET", "/shared/stream?locked", app);
  EXPECT_TRUE(stream.starts_with("HTTP/1.1 403 ") && has(stream, "Access-Control-Allow-Origin: ")) << stream;
}

TEST_F(CorsTest, StandsOnStreams) {
  const std::string stream = ask("GET", "/shared/stream", app);
  EXPECT_TRUE(stream.starts_with("HTTP/1.1 200 ") && has(stream, "data: hello\n\n")) << stream;
  EXPECT_TRUE(has(stream, "Access-Control-Allow-Origin: https://app.example\r\n")) << stream;
  EXPECT_TRUE(has(stream, "Vary: Origin\r\n")) << stream;
}

TEST_F(CorsTest, AnswersPreflights) {
  for (const char* const path : {"/shared/page", "/shared/page?locked", "/shared/stream"}) {
    const std::string answer = preflight(path, app, "GET");
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 204 ")) << answer;
    EXPECT_TRUE(has(answer, "Access-Control-Allow-Origin: https://app.example\r\n")) << answer;
    EXPECT_TRUE(has(answer, "Access-Control-Allow-Credentials: true\r\n")) << answer;
    EXPECT_TRUE(has(answer, "Access-Control-Allow-Headers: X-Token\r\n")) << answer;
    EXPECT_TRUE(has(answer, "Access-Control-Max-Age: 60\r\n")) << answer;
    EXPECT_TRUE(has(answer, "Vary: Origin, ")) << answer;
  }
  EXPECT_TRUE(
      has(preflight("/shared/page", app, "POST"), "Access-Control-Allow-Methods: GET, HEAD, POST, DELETE, OPTIONS"));
  EXPECT_TRUE(has(preflight("/shared/stream", app, "GET"), "Access-Control-Allow-Methods: GET, HEAD, OPTIONS\r\n"));
}

TEST_F(CorsTest, RefusesPreflightsOfOthers) {
  for (const auto& [origin, method] : {std::pair{"https://evil.example", "GET"}, {app, "PATCH"}, {app, "x"}}) {
    const std::string answer = preflight("/shared/page", origin, method);
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 204 ")) << answer;
    EXPECT_FALSE(has(answer, "Access-Control-Allow-")) << answer;
    EXPECT_TRUE(has(answer, "Vary: Origin")) << answer;
  }
}

TEST_F(CorsTest, ThatIsClosestToTheHandlerDecidesAlone) {
  EXPECT_FALSE(has(ask("DELETE", "/shared/page", app), "Access-Control-"));
  const std::string answer = ask("DELETE", "/shared/page", "https://admin.example");
  EXPECT_TRUE(has(answer, "Access-Control-Allow-Origin: https://admin.example\r\n")) << answer;
  EXPECT_FALSE(has(answer, "Access-Control-Allow-Credentials")) << answer;
  EXPECT_EQ(answer.find("Vary: Origin"), answer.rfind("Vary: Origin"));
  EXPECT_TRUE(has(preflight("/shared/page", "https://admin.example", "DELETE"), "Access-Control-Allow-Origin"));
  EXPECT_FALSE(has(preflight("/shared/page", app, "DELETE"), "Access-Control-Allow-Origin"));
}

TEST_F(CorsTest, LetsEveryPageInWithoutCredentials) {
  const std::string answer = ask("GET", "/public/7", "https://anyone.example");
  EXPECT_TRUE(has(answer, "Access-Control-Allow-Origin: *\r\n")) << answer;
  EXPECT_FALSE(has(answer, "Credentials")) << answer;
  EXPECT_TRUE(
      has(preflight("/public/7", "https://anyone.example", "GET"), "Access-Control-Allow-Methods: GET, PUT\r\n"));
}

TEST_F(CorsTest, LeavesOptionsToWhoeverServesThem) {
  EXPECT_TRUE(ask("OPTIONS", "/shared/own", "").ends_with("mine"));
  EXPECT_TRUE(ask("OPTIONS", "/public/any", "").ends_with("any"));
  EXPECT_TRUE(preflight("/public/any", app, "PATCH").starts_with("HTTP/1.1 204 "));
  EXPECT_TRUE(preflight("/shared/own", app, "PUT").starts_with("HTTP/1.1 204 "));
  EXPECT_TRUE(has(ask("OPTIONS", "/shared/page", ""), "Allow: GET, HEAD, POST, DELETE, OPTIONS\r\n"));
}

TEST(CorsOptions, ThatCannotBeMeantAreRefused) {
  EXPECT_THROW(Cors({.origins = {"*"}, .credentials = true}), std::invalid_argument);
  EXPECT_NO_THROW(Cors({.origins = {"*"}}));
  EXPECT_NO_THROW(Cors({.origins = {"http://localhost:5173", "null"}, .credentials = true}));
  for (const char* const origin :
       {"app.example", "https://", "https://app.example/", "https://*.example", "https://App.example", "", "://a"})
    EXPECT_THROW(Cors({.origins = {origin}}), std::invalid_argument) << origin;
}

}  // namespace
}  // namespace serinus
