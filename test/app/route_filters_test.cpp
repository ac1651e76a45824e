#include <serinus/serinus.hpp>

#include "applications.hpp"
#include "support/raw_client.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <stdexcept>
#include <string>

namespace serinus {
namespace {

using test::RawClient;

/// Every kind of step at once: all that ran leaves its letter in the answer.
class Tracer : public Middleware, public Guard, public Hook, public Pipe, public ExceptionFilter {
public:
  Task<> use(ExecutionContext& context, Next next) override {
    note(context, 'm');
    co_await next();
  }
  Task<bool> canActivate(ExecutionContext& context) override {
    note(context, 'g');
    co_return true;
  }
  Task<> onRequest(ExecutionContext& context) override { return noted(context, 'r'); }
  Task<> beforeHandle(ExecutionContext& context) override { return noted(context, 'b'); }
  Task<> afterHandle(ExecutionContext& context) override { return noted(context, 'a'); }
  Task<> onResponse(ExecutionContext& context) override { return noted(context, 'o'); }
  Task<> transform(ExecutionContext& context) override { return noted(context, 'p'); }
  Task<bool> onException(ExecutionContext& context, std::exception_ptr) override {
    note(context, 'x');
    context.respond(Response::text("mended"));
    co_return true;
  }

private:
  static void note(ExecutionContext& context, char step) {
    auto& trace = context.context().state<std::string>();
    trace += step;
    context.context().setHeader("X-Trace", trace);
  }
  static Task<> noted(ExecutionContext& context, char step) {
    note(context, step);
    return {};
  }
};

class Cats : public Controller {
public:
  Cats() : Controller("/cats") {
    on(Route::get("/"), [] { return "all"; });
    on(Route::get("/:id"), [](Path<std::string> id) { return *id; });
    on(Route::put("/:id"), [](Path<std::string> id) { return *id; });
    on(Route::get("/:id/toys/:toy"), [](Path<std::string>, Path<std::string> toy) { return *toy; });
    on(Route::get("/broken"), []() -> std::string { throw std::runtime_error("broken"); });
  }
};

/// What the tests say of the steps: the only way to give a module of a class to `Application::create`.
std::function<void(FilteredSteps&)>& narrowing() {
  static std::function<void(FilteredSteps&)> narrow;
  return narrow;
}

class Filtering : public Module {
public:
  Filtering() {
    controllers<Cats>();
    providers<Tracer>();
    FilteredSteps steps = everywhere<Tracer>();
    if (narrowing()) narrowing()(steps);
  }
};

struct Row {
  const char* name;
  std::function<void(FilteredSteps&)> narrow;
  std::string request;
  bool traced;
};

class RouteFilters : public testing::TestWithParam<Row> {
protected:
  ~RouteFilters() override { narrowing() = nullptr; }
};

TEST_P(RouteFilters, ChooseWhatStepsStandBefore) {
  narrowing() = GetParam().narrow;
  auto app = Application::create<Filtering>(test::onLoopback());
  app.start();
  RawClient client(app.port());
  client.send(GetParam().request + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  const std::string answer = client.readAll();
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 ")) << answer;
  EXPECT_EQ(answer.find("\r\nX-Trace: mgrpbao\r\n") != std::string::npos, GetParam().traced) << answer;
  EXPECT_EQ(answer.find("X-Trace") != std::string::npos, GetParam().traced) << answer;
}

/// A narrowing for the table.
template <class... Routes>
auto only(Routes... routes) {
  return [=](FilteredSteps& steps) { steps.forRoutes(routes...); };
}
template <class... Routes>
auto without(Routes... routes) {
  return [=](FilteredSteps& steps) { steps.exclude(routes...); };
}

INSTANTIATE_TEST_SUITE_P(
    All, RouteFilters,
    testing::Values(Row{"Everywhere", nullptr, "GET /cats/7", true},
                    Row{"ThePattern", only("/cats/:x"), "GET /cats/7", true},
                    Row{"AWildcard", only("/cats/*"), "GET /cats/7", true},
                    Row{"OnePartIsNotTwo", only("/cats/*"), "GET /cats/7/toys/1", false},
                    Row{"NorNone", only("/cats/*"), "GET /cats", false},
                    Row{"AllBelow", only("/cats/**"), "GET /cats/7/toys/1", true},
                    Row{"AllBelowAndItself", only("/cats/**"), "GET /cats/", true},
                    Row{"OfTwo", only("/cats/*/toys/*", "/cats"), "GET /cats", true},
                    Row{"AMethod", only(Route::put("/cats/**")), "PUT /cats/7", true},
                    Row{"AnotherMethod", only(Route::put("/cats/**")), "GET /cats/7", false},
                    Row{"HeadIsAGet", only(Route::get("/cats/:id")), "HEAD /cats/7", true},
                    Row{"HeadAlone", only(Route::head("/cats/:id")), "HEAD /cats/7", true},
                    Row{"HeadAloneNotGet", only(Route::head("/cats/:id")), "GET /cats/7", false},
                    Row{"SomeOfARoute", only("/cats/7"), "GET /cats/7", true},
                    Row{"SomeOfARouteSlash", only("/cats/7"), "GET /cats/7/?a=b", true},
                    Row{"SomeOfARouteNot", only("/cats/7"), "GET /cats/8", false},
                    Row{"SomeOfARouteEscaped", only("/cats/tom"), "GET /cats/t%6fm", true},
                    Row{"SomeOfARouteEscapedInTheRule", only("/cats/t%6Fm"), "GET /cats/tom", true},
                    Row{"SomeOfARouteOtherCase", only("/cats/%C3%A4"), "GET /cats/%c3%a4", true},
                    Row{"Excluded", without("/cats/*"), "GET /cats/7", false},
                    Row{"NotExcluded", without("/cats/*"), "GET /cats", true},
                    Row{"SomeExcluded", without("/cats/7"), "GET /cats/7", false},
                    Row{"SomeNotExcluded", without("/cats/7"), "GET /cats/77", true},
                    Row{"AnEscapedSlashIsNoSlash", without("/cats/7/**"), "GET /cats/7%2Ftoys", true},
                    Row{"ExcludedMethod", without(Route::put("/cats/*")), "GET /cats/7", true},
                    Row{"ExcludedOfForRoutes",
                        [](FilteredSteps& steps) { steps.forRoutes("/cats/**").exclude("/cats/7"); }, "GET /cats/7",
                        false},
                    Row{"RestOfForRoutes", [](FilteredSteps& steps) { steps.forRoutes("/cats/**").exclude("/cats/7"); },
                        "GET /cats/6", true}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(RouteFilter, AFilterOfSomePathsIsAskedForEachException) {
  narrowing() = only("/cats/*");
  auto app = Application::create<Filtering>(test::onLoopback());
  app.start();
  narrowing() = nullptr;
  RawClient client(app.port());
  client.send("GET /cats/broken HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  const std::string answer = client.readAll();
  EXPECT_NE(answer.find("X-Trace: mgrpbxo"), std::string::npos) << answer;
  EXPECT_TRUE(answer.ends_with("mended")) << answer;
}

TEST(RouteFilter, ARuleThatFitsNothingKeepsTheApplicationFromStarting) {
  narrowing() = only("/cats/*", "/dogs/**");
  auto app = Application::create<Filtering>(test::onLoopback());
  try {
    app.start();
    FAIL() << "it started";
  } catch (const InitializationError& error) {
    ASSERT_EQ(error.faults().size(), 1U);
    EXPECT_NE(error.faults().front().find("Filtering has steps forRoutes(\"ALL /dogs/**\"), but nothing is served"),
              std::string::npos)
        << error.what();
  }
  narrowing() = nullptr;
}

}  // namespace
}  // namespace serinus
