#include "security_client.hpp"

#include <serinus/base/base64.hpp>

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

namespace serinus {
namespace {

using namespace std::chrono_literals;
using test::answers;
using test::Browser;
using test::has;

const std::string secret(32, 's');

Task<std::optional<Principal>> checkToken(std::string token) {
  if (token == "old") co_return Principal("ada").expiresAt(std::chrono::system_clock::now() - 1s);
  if (token != "good.Token-1~/+==") co_return std::nullopt;
  co_return Principal("ada");
}

class SafeController : public Controller {
public:
  SafeController() {
    use(SecurityHeaders());
    use(Sessions({.secure = false}));
    use(CsrfGuard(KeyRing({secret}), {.origins = {"https://app.example"}, .secure = false}));
    on(Route::get("/page"), [](RequestContext&) { return Response::text("page"); });
    on(Route::get("/own"),
       [](RequestContext&) { return Response::text("own").header("Content-Security-Policy", "default-src 'none'"); });
    on(Route::get("/broken"), [](RequestContext&) -> Response { throw std::runtime_error("secret"); });
    on(Route::get("/form"), [](RequestContext&, CsrfToken token) { return Response::text(token.value); });
    on(Route::get("/session"), [](RequestContext&, Session session) {
      session.set("a", "b");
      return Response::text("set");
    });
    on(Route::post("/post"), [](RequestContext&) { return Response::text("posted"); });
    on(Route::del("/post"), [](RequestContext&) { return Response::text("deleted"); });
  }
};
class BareController : public Controller {
public:
  BareController() : Controller("/bare") {
    on(Route::get("/strict"), [](RequestContext&) {
      return Response::text("s");
    }).use(SecurityHeaders({.strictTransport = 24h, .strictTransportSubdomains = true}));
    on(Route::get("/none"), [](RequestContext&) { return Response::text("n"); })
        .use(SecurityHeaders({.contentTypeOptions = "",
                              .referrerPolicy = "",
                              .frameOptions = "",
                              .contentSecurityPolicy = "",
                              .openerPolicy = "",
                              .resourcePolicy = ""}));
    const auto who = [](RequestContext& context) { return Response::text("hello " + std::string(context.userId())); };
    on(Route::get("/basic"), who).use(BasicAuthGuard("the kitchen", {{"ada", "pässword:1"}, {"bob", ""}}));
    on(Route::get("/bearer"), who).use(BearerGuard("api", checkToken));
    on(Route::get("/form"), [](RequestContext&, CsrfToken token) { return Response::text(token.value); });
    on(Route::get("/session"),
       [](RequestContext&, Session session) { return Response::text(session.empty() ? "e" : "f"); });
  }
};
class SafeModule : public Module {
public:
  SafeModule() { controllers<SafeController, BareController>(); }
};

class Safe : public testing::Test {
protected:
  Safe() : app_(Application::create<SafeModule>(test::onLoopback())) { app_.start(); }
  Browser browser() const { return Browser(app_.port()); }
  static std::string basic(std::string_view pair) {
    return "Authorization: Basic " + base64Encode(asBytes(pair)) + "\r\n";
  }
  Application app_;
};

TEST_F(Safe, HeadersStandOnAllAnswers) {
  for (const auto& [path, status] : {std::pair{"/page", 200}, {"/broken", 500}}) {
    const std::string answer = browser().get(path);
    EXPECT_TRUE(answers(answer, status)) << answer;
    for (const char* const field :
         {"X-Content-Type-Options: nosniff\r\n", "Referrer-Policy: strict-origin-when-cross-origin\r\n",
          "X-Frame-Options: SAMEORIGIN\r\n", "Content-Security-Policy: frame-ancestors 'self'\r\n",
          "Cross-Origin-Opener-Policy: same-origin\r\n", "Cross-Origin-Resource-Policy: same-origin\r\n"})
      EXPECT_TRUE(has(answer, field)) << field << answer;
    EXPECT_FALSE(has(answer, "Strict-Transport-Security")) << "only where it is asked for";
  }
  EXPECT_TRUE(has(browser().ask("POST", "/post"), "X-Content-Type-Options: nosniff\r\n")) << "what a guard refuses";
}

TEST_F(Safe, HeadersOfAHandlerWin) {
  const std::string answer = browser().get("/own");
  EXPECT_TRUE(has(answer, "Content-Security-Policy: default-src 'none'\r\n")) << answer;
  EXPECT_FALSE(has(answer, "frame-ancestors")) << answer;
}

TEST_F(Safe, HeadersCanBeLeftOutAndAskedFor) {
  const std::string none = browser().get("/bare/none");
  for (const char* const field : {"X-Content", "Referrer", "X-Frame", "Content-Security", "Cross-Origin", "Strict"})
    EXPECT_FALSE(has(none, field)) << field;
  EXPECT_TRUE(has(browser().get("/bare/strict"), "Strict-Transport-Security: max-age=86400; includeSubDomains\r\n"));
}

TEST(SecurityHeadersOptions, ThatCannotBeMeantAreRefused) {
  EXPECT_THROW(SecurityHeaders({.referrerPolicy = "a\r\nb"}), InvalidFieldError);
  EXPECT_THROW(SecurityHeaders({.strictTransport = -1s}), std::invalid_argument);
}

TEST_F(Safe, PagesOfOthersChangeNothing) {
  struct Row {
    const char* fields;
    int status;
  };
  for (const auto& [fields, status] : {
           Row{"Sec-Fetch-Site: same-origin\r\n", 200},
           Row{"Sec-Fetch-Site: none\r\n", 200},
           Row{"Sec-Fetch-Site: same-site\r\n", 403},
           Row{"Sec-Fetch-Site: cross-site\r\n", 403},
           Row{"Sec-Fetch-Site: Same-Origin\r\n", 403},
           Row{"Sec-Fetch-Site: \r\n", 403},
           Row{"Sec-Fetch-Site: same-origin\r\nSec-Fetch-Site: cross-site\r\n", 403},
           Row{"Sec-Fetch-Site: cross-site\r\nOrigin: https://app.example\r\n", 200},
           Row{"Sec-Fetch-Site: cross-site\r\nOrigin: https://a.example\r\n", 403},
           Row{"Origin: https://app.example\r\n", 200},
           Row{"Origin: https://app.example:444\r\n", 403},
           Row{"Origin: https://a.example\r\n", 200},
           Row{"Origin: http://a.example\r\n", 200},
           Row{"Origin: https://a.example:8443\r\n", 403},
           Row{"Origin: https://a.example.evil\r\n", 403},
           Row{"Origin: https://evil-a.example\r\n", 403},
           Row{"Origin: null\r\n", 403},
           Row{"Origin: \r\n", 403},
           Row{"Origin: a.example\r\n", 403},
           Row{"Origin: https://a.example\r\nOrigin: https://evil.example\r\n", 403},
           Row{"", 403},
           Row{"X-CSRF-Token: \r\n", 403},
       }) {
    for (const char* const method : {"POST", "DELETE"}) {
      const std::string answer = browser().ask(method, "/post", fields);
      EXPECT_TRUE(answers(answer, status)) << fields << answer;
    }
  }
  EXPECT_TRUE(answers(browser().get("/page", "Sec-Fetch-Site: cross-site\r\nOrigin: https://evil.example\r\n"), 200));
  EXPECT_TRUE(has(browser().ask("POST", "/post"), "has no valid CSRF token"));
}

TEST_F(Safe, TokensStandForAnOrigin) {
  Browser visitor = browser();
  const std::string token = visitor.body("/form");
  EXPECT_EQ(visitor.cookies, "csrf=" + token);
  EXPECT_EQ(visitor.body("/form"), token) << "other tabs keep theirs";
  EXPECT_TRUE(answers(visitor.ask("POST", "/post", "X-CSRF-Token: " + token + "\r\n"), 200));
  const std::string form = "Content-Type: application/x-www-form-urlencoded\r\n";
  EXPECT_TRUE(answers(visitor.ask("POST", "/post", form, "a=b&_csrf=" + token), 200));
  EXPECT_TRUE(answers(visitor.ask("POST", "/post", "", "_csrf=" + token), 403)) << "no form";
  EXPECT_TRUE(answers(visitor.ask("POST", "/post"), 403)) << "the cookie alone comes by itself";
  EXPECT_TRUE(answers(browser().ask("POST", "/post", "X-CSRF-Token: " + token + "\r\n"), 403)) << "without the cookie";
  for (const std::string& forged : {std::string("a"), std::string("a.b"), std::string("."), token + "A",
                                    token.substr(1), std::string(5'000, 'a')}) {
    Browser other = browser();
    other.cookies = "csrf=" + forged;
    EXPECT_TRUE(answers(other.ask("POST", "/post", "X-CSRF-Token: " + forged + "\r\n"), 403)) << forged;
  }
}

TEST_F(Safe, TokensAreOfOneSession) {
  Browser visitor = browser();
  static_cast<void>(visitor.get("/session"));
  const std::string session = visitor.cookies;
  const std::string token = visitor.body("/form");
  const auto post = [&](const std::string& cookies) {
    Browser other = browser();
    other.cookies = cookies;
    return other.ask("POST", "/post", "X-CSRF-Token: " + token + "\r\n");
  };
  EXPECT_TRUE(answers(post(session + "; csrf=" + token), 200));
  EXPECT_TRUE(answers(post("csrf=" + token), 403)) << "of no session";
  Browser another = browser();
  static_cast<void>(another.get("/session"));
  EXPECT_TRUE(answers(post(another.cookies + "; csrf=" + token), 403)) << "of another";
}

TEST_F(Safe, WhatNeedsAStepSaysSo) {
  EXPECT_TRUE(answers(browser().get("/bare/form"), 500));
  EXPECT_TRUE(answers(browser().get("/bare/session"), 500));
  EXPECT_THROW(CsrfGuard(KeyRing({secret}), {.origins = {"*"}}), std::invalid_argument);
  EXPECT_THROW(CsrfGuard(KeyRing({secret}), {.origins = {"https://a.example/"}}), std::invalid_argument);
}

TEST_F(Safe, NamesAndPasswordsAreAskedFor) {
  EXPECT_TRUE(browser().get("/bare/basic", basic("ada:pässword:1")).ends_with("hello ada"));
  EXPECT_TRUE(browser().get("/bare/basic", basic("bob:")).ends_with("hello bob"));
  std::string lower = basic("bob:");
  lower.replace(lower.find("Basic"), 5, "bAsIc");
  EXPECT_TRUE(browser().get("/bare/basic", lower).ends_with("hello bob"));
  for (const std::string& fields :
       {std::string(), basic("ada:"), basic("ada"), basic(""), basic(":"), basic("ada:pässword:"),
        basic("ada:pässword:12"), basic("Ada:pässword:1"), basic("bob:ada"), basic("ada:p\xE4ssword:1"),
        basic("bob:\n"), basic(std::string("bob:\0", 5)), basic(std::string(5'000, 'a') + ":b"),
        std::string("Authorization: Basic\r\n"), std::string("Authorization: Basic Ym9iOg\r\n"),
        std::string("Authorization: Basic ????\r\n"), std::string("Authorization: Bearer Ym9iOg==\r\n"),
        basic("bob:") + basic("bob:")}) {
    const std::string answer = browser().get("/bare/basic", fields);
    EXPECT_TRUE(answers(answer, 401)) << fields << answer;
    EXPECT_TRUE(has(answer, "WWW-Authenticate: Basic realm=\"the kitchen\", charset=\"UTF-8\"\r\n")) << answer;
  }
  EXPECT_THROW(BasicAuthGuard("a\"b", {{"ada", "x"}}), std::invalid_argument);
  EXPECT_THROW(BasicAuthGuard("a", {{"a:da", "x"}}), std::invalid_argument);
  EXPECT_THROW(BasicAuthGuard("a", std::map<std::string, std::string>()), std::invalid_argument);
}

TEST_F(Safe, TokensOfBearersAreChecked) {
  struct Row {
    const char* fields;
    int status;
    const char* challenge;
  };
  EXPECT_TRUE(browser().get("/bare/bearer", "Authorization: bearer good.Token-1~/+==\r\n").ends_with("hello ada"));
  for (const auto& [fields, status, challenge] : {
           Row{"", 401, "Bearer realm=\"api\"\r\n"},
           Row{"Authorization: Basic YTpi\r\n", 401, "Bearer realm=\"api\"\r\n"},
           Row{"Authorization: Bearer bad\r\n", 401, "Bearer realm=\"api\", error=\"invalid_token\""},
           Row{"Authorization: Bearer old\r\n", 401, "Bearer realm=\"api\", error=\"invalid_token\""},
           Row{"Authorization: Bearer\r\n", 400, "Bearer realm=\"api\", error=\"invalid_request\""},
           Row{"Authorization: Bearer ==\r\n", 400, "Bearer realm=\"api\", error=\"invalid_request\""},
           Row{"Authorization: Bearer a b\r\n", 400, "Bearer realm=\"api\", error=\"invalid_request\""},
           Row{"Authorization: Bearer a\r\nAuthorization: Bearer b\r\n", 400, "error=\"invalid_request\""},
       }) {
    const std::string answer = browser().get("/bare/bearer", fields);
    EXPECT_TRUE(answers(answer, status)) << fields << answer;
    EXPECT_TRUE(has(answer, std::string("WWW-Authenticate: ")) && has(answer, challenge)) << fields << answer;
  }
}

}  // namespace
}  // namespace serinus
