#include <serinus/serinus.hpp>

#include "applications.hpp"

#include <gtest/gtest.h>

#include <string>

namespace serinus {
namespace {

class LimitedController : public Controller {
public:
  LimitedController() : Controller("/limited") {
    on(Route::get("/"), [] { return "here"; }).use(RateLimitGuard(RateLimit::perMinute(3)));
    on(Route::get("/free"), [] { return "here"; }).use(RateLimitGuard(RateLimit()));
    on(Route::get("/two"), [] { return "here"; })
        .use(RateLimitGuard(RateLimit::perSecond(1).burst(10)))
        .use(RateLimitGuard(RateLimit::perHour(2), {.by = RateLimitBy::user}));
  }
};
class LimitedModule : public Module {
public:
  LimitedModule() { controllers<LimitedController>(); }
};

class RateLimitFields : public testing::Test {
protected:
  RateLimitFields() : app_(Application::create<LimitedModule>(test::onLoopback())) { app_.start(); }
  [[nodiscard]] std::string get(const std::string& path) const { return test::get(app_.port(), path); }
  static bool has(const std::string& answer, const std::string& field) {
    return answer.find("\r\n" + field + "\r\n") != std::string::npos;
  }

  Application app_;
};

// A loop's time moves on between two requests: what is left of 60 seconds is told in whole ones, rounded up.
TEST_F(RateLimitFields, TellWhatIsLeftAndWhenAllOfItIsThereAgain) {
  const std::string first = get("/limited");
  EXPECT_TRUE(has(first, "RateLimit-Policy: \"address\";q=3;w=60")) << first;
  EXPECT_TRUE(has(first, "RateLimit: \"address\";r=2;t=20")) << first;
  EXPECT_NE(get("/limited").find("\r\nRateLimit: \"address\";r=1;t="), std::string::npos);
  EXPECT_NE(get("/limited").find("\r\nRateLimit: \"address\";r=0;t="), std::string::npos);
  const std::string refused = get("/limited");
  EXPECT_TRUE(refused.starts_with("HTTP/1.1 429 ")) << refused;
  EXPECT_NE(refused.find("\r\nRateLimit: \"address\";r=0;t="), std::string::npos) << refused;
  EXPECT_NE(refused.find("\r\nRetry-After: "), std::string::npos) << refused;
}

TEST_F(RateLimitFields, AreOfEachLimit) {
  const std::string answer = get("/limited/two");
  EXPECT_TRUE(has(answer, "RateLimit-Policy: \"address\";q=10;w=10")) << answer;
  EXPECT_TRUE(has(answer, "RateLimit-Policy: \"user\";q=2;w=3600")) << answer;
  EXPECT_TRUE(has(answer, "RateLimit: \"address\";r=9;t=1")) << answer;
  EXPECT_TRUE(has(answer, "RateLimit: \"user\";r=1;t=1800")) << answer;
}

TEST_F(RateLimitFields, AreNotSaidWhereNothingIsLimited) {
  EXPECT_EQ(get("/limited/free").find("RateLimit"), std::string::npos);
}

}  // namespace
}  // namespace serinus
