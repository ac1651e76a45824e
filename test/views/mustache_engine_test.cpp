#include <serinus/views/mustache_engine.hpp>

#include "support/temp_directory.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <thread>
#include <vector>

namespace serinus {
namespace {

class MustacheEngineTest : public testing::Test {
protected:
  /// One template, as `data` fills it.
  std::string rendered(const std::string& text, std::string_view data) const {
    root.write("page.mustache", text);
    return MustacheEngine({.root = root.text()}).render("page", data);
  }
  test::TempDirectory root;
};

TEST_F(MustacheEngineTest, EscapesUnlessItIsToldNotTo) {
  constexpr std::string_view data = R"({"x":"<script>alert(\"1\" & '2')</script>"})";
  EXPECT_EQ(rendered("<p>{{x}}", data), "<p>&lt;script&gt;alert(&quot;1&quot; &amp; &apos;2&apos;)&lt;/script&gt;");
  EXPECT_EQ(rendered("<p>{{{x}}}", data), "<p><script>alert(\"1\" & '2')</script>");
}

TEST_F(MustacheEngineTest, FillsInWhateverJsonHas) {
  constexpr std::string_view data =
      R"({"text":"ü","int":-7,"big":18446744073709551615,"half":0.5,"yes":true,"no":false,"nothing":null,"in":{"a":1}})";
  EXPECT_EQ(rendered("{{text}} {{int}} {{big}} {{half}} {{in.a}} {{nothing}}{{missing}}", data),
            "ü -7 18446744073709551615 0.5 1 ");
  EXPECT_EQ(rendered("{{#yes}}yes{{/yes}}{{#no}}no{{/no}}{{^no}}not{{/no}}{{^nothing}}none{{/nothing}}", data),
            "yesnotnone");
}

TEST_F(MustacheEngineTest, RepeatsLists) {
  constexpr std::string_view data = R"({"title":"t","notes":[{"text":"a"},{"text":"<b>"}],"tags":["x",1],"none":[]})";
  EXPECT_EQ(rendered("{{#notes}}{{text}} of {{title}};{{/notes}}", data), "a of t;&lt;b&gt; of t;");
  EXPECT_EQ(rendered("{{#tags}}[{{.}}]{{/tags}}{{#none}}never{{/none}}{{^none}}empty{{/none}}", data), "[x][1]empty");
}

TEST_F(MustacheEngineTest, PutsTemplatesTogether) {
  root.write("shared/head.mustache", "<h1>{{title}}</h1>");
  EXPECT_EQ(rendered("{{> shared/head}}<p>", R"({"title":"a&b","shared/head":"no"})"), "<h1>a&amp;b</h1><p>");
  EXPECT_THROW(static_cast<void>(rendered("{{> none}}", "{}")), std::out_of_range);
}

TEST_F(MustacheEngineTest, KnowsItsTemplatesByTheirPlace) {
  root.write("notes/list.html", "{{x}}");
  root.write("notes/readme.txt", "{{#broken");
  const MustacheEngine engine({.root = root.text(), .ending = ".html"});
  EXPECT_EQ(engine.render("notes/list", R"({"x":1})"), "1");
  for (const char* const name : {"list", "notes/list.html", "notes/readme", "../list", "", "notes/../notes/list"})
    EXPECT_THROW(static_cast<void>(engine.render(name, "{}")), std::out_of_range) << name;
  EXPECT_THROW(static_cast<void>(engine.render("notes/list", "{")), std::invalid_argument);
}

TEST_F(MustacheEngineTest, RefusesABrokenTemplateAtOnce) {
  root.write("good.mustache", "{{x}}");
  root.write("sub/bad.mustache", "{{#open}}");
  try {
    const MustacheEngine engine({.root = root.text()});
    FAIL();
  } catch (const std::runtime_error& error) {
    EXPECT_NE(std::string(error.what()).find("sub/bad.mustache: "), std::string::npos) << error.what();
  }
  EXPECT_THROW(MustacheEngine({.root = root.text() + "/none"}), std::system_error);
}

TEST_F(MustacheEngineTest, RendersOnSeveralThreads) {
  root.write("page.mustache", "{{#list}}{{.}},{{/list}}");
  const MustacheEngine engine({.root = root.text()});
  std::atomic<int> right = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 50; ++n) right += engine.render("page", R"({"list":[1,2,3]})") == "1,2,3," ? 1 : 0;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(right, 200);
}

}  // namespace
}  // namespace serinus
