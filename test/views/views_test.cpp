#include "../app/applications.hpp"

#include "support/temp_directory.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace serinus {
namespace {

struct Note {
  int id = 0;
  std::string text;
};
struct NotesPage {
  std::string title;
  std::vector<Note> notes;
};

/// Says what it was asked for.
class EchoEngine : public ViewEngine {
public:
  std::string render(std::string_view name, std::string_view data) const override {
    if (name == "broken") throw std::runtime_error("secret");
    return std::string(name) + ' ' + std::string(data);
  }
};

class PagesController : public Controller {
public:
  PagesController() {
    on(Route::get("/notes"), [] { return View("notes/list", NotesPage{"Notes", {{1, "<b>"}}}); });
    on(Route::get("/later"), []() -> Task<View> { co_return View("plain").status(Status::accepted); });
    on(Route::get("/maybe"), []() -> std::optional<View> { return View("plain"); });
    on(Route::get("/broken"), [] { return View("broken"); });
  }
};
class EchoModule : public Module {
public:
  EchoModule() {
    provide<ViewEngine, EchoEngine>();
    controllers<PagesController>();
  }
};
class LonelyModule : public Module {
public:
  LonelyModule() { controllers<PagesController>(); }
};

std::string bodyOf(const std::string& answer) {
  return answer.substr(answer.find("\r\n\r\n") + 4);
}

TEST(Views, AreRenderedByTheApplicationsEngine) {
  Application app = Application::create<EchoModule>(test::onLoopback());
  app.start();
  const std::string answer = test::get(app.port(), "/notes");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 ")) << answer;
  EXPECT_NE(answer.find("Content-Type: text/html; charset=utf-8\r\n"), std::string::npos);
  EXPECT_EQ(bodyOf(answer), R"(notes/list {"title":"Notes","notes":[{"id":1,"text":"<b>"}]})");
  EXPECT_TRUE(test::get(app.port(), "/later").starts_with("HTTP/1.1 202 "));
  EXPECT_EQ(bodyOf(test::get(app.port(), "/maybe")), "plain {}");
}

TEST(Views, ThatCannotBeRenderedAreFaultsOfTheServer) {
  Application app = Application::create<EchoModule>(test::onLoopback());
  app.start();
  const std::string answer = test::get(app.port(), "/broken");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 500 ")) << answer;
  EXPECT_EQ(answer.find("secret"), std::string::npos);
}

TEST(Views, WantAnEngine) {
  const auto logger = std::make_shared<test::CapturingLogger>();
  Application app = Application::create<LonelyModule>(test::onLoopback(logger));
  app.start();
  EXPECT_TRUE(test::get(app.port(), "/notes").starts_with("HTTP/1.1 500 "));
  EXPECT_TRUE(logger->waitFor("sees no ViewEngine: import ViewsModule"));
}

}  // namespace
}  // namespace serinus
