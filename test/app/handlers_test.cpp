#include "applications.hpp"

#include <serinus/runtime/sleep.hpp>

#include <gtest/gtest.h>

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace serinus {
namespace {

using test::RawClient;

struct User {
  int id = 0;
  std::string name;
};
struct NewUser {
  std::string name;
  std::optional<int> age;
  static void constrain(Constraints<NewUser>& on) {
    on.field(&NewUser::name).length(1, 8);
    on.field(&NewUser::age).between(18, 130);
  }
};
struct Page {
  std::optional<int> limit;
  std::vector<std::string> tag;
};
struct Place {
  std::string city;
  int street = 0;
};
struct Choice {
  std::string drink;
  bool sugar = false;
  std::vector<int> extras;
};
enum class Colour { red, green };

/// Of the application's own, made from a request.
struct Tenant {
  std::string name;
  static Tenant fromRequest(Context& context) {
    const auto name = context.header("X-Tenant");
    if (!name) throw ForbiddenException("whose is it?");
    return Tenant{std::string(*name)};
  }
};
class Teapot {
public:
  [[nodiscard]] Response toResponse() const { return Response::text("short and stout").status(Status::imATeapot); }
};

class SignedIn : public Guard {
public:
  Task<bool> canActivate(ExecutionContext& execution) override {
    if (const auto user = execution.context().query("user"))
      execution.context().setPrincipal(Principal(std::string(*user)));
    co_return true;
  }
};

class AnswersController : public Controller {
public:
  AnswersController() : Controller("/answers") {
    on(Route::get("/text"), [] { return std::string("text"); });
    on(Route::get("/literal"), [] { return "literal"; });
    on(Route::get("/view"), []() -> Task<std::string_view> { co_return "view"; });
    on(Route::get("/status"), [] { return Status::accepted; });
    on(Route::get("/nothing"), [] {});
    on(Route::get("/later"), []() -> Task<> { co_return; });
    on(Route::get("/struct"), [] { return User{7, "Ada"}; });
    on(Route::get("/list"), []() -> Task<std::vector<User>> {
      std::vector<User> users{User{1, "a"}, User{2, "b"}};
      co_return users;
    });
    on(Route::get("/map"), [] { return std::map<std::string, int>{{"a", 1}}; });
    on(Route::get("/number"), [] { return 17; });
    on(Route::get("/json"), [] { return Json(std::string("text")); });
    on(Route::get("/some"), [] { return std::optional<User>(User{1, "a"}); });
    on(Route::get("/none"), []() -> Task<std::optional<User>> { co_return std::nullopt; });
    on(Route::get("/own"), [] { return Teapot(); });
    on(Route::get("/response"), [](RequestContext&) { return Response::html("<p>").header("X-A", "1"); });
    on(Route::get("/generic"), [](auto& context) { return std::string(context.path()); });
    on(Route::get("/context"), [](RequestContext& context) {
      context.setHeader("X-Set", "1");
      return User{1, "a"};
    });
    onStatic(Route::get("/static/text"), "text");
    onStatic(Route::get("/static/struct"), User{7, "Ada"});
    onStatic(Route::get("/static/response"), Response::text("sent").status(Status::accepted));
    on(Route::get("/throws"), []() -> std::string { throw ConflictException("no"); });
  }
};

class AsksController : public Controller {
public:
  AsksController() : Controller("/asks/:group") {
    use<SignedIn>();
    on(Route::get("/path/:id"),
       [](Path<std::string> group, Path<int> id) { return *group + " " + std::to_string(*id); });
    on(Route::get("/late/:id"),
       [](Path<std::string> group, RequestContext& context, Path<Colour> id) -> Task<std::string> {
         co_await context.sleep(std::chrono::milliseconds(1));
         co_return group->append(*id == Colour::red ? " red" : " green");
       });
    on(Route::get("/maybe/:page?"),
       [](Path<std::string>, Path<std::optional<int>> page) { return page->value_or(-1); });
    on(Route::get("/place/:city/:street"), [](Path<Place> place) { return std::move(*place); });
    on(Route::get("/query"), [](Query<Page> page) {
      return std::to_string(page->limit.value_or(-1)) + " " + std::to_string(page->tag.size());
    });
    on(Route::get("/header"), [](Header<"X-Count", int> count, Header<"X-Note", std::optional<std::string>> note) {
      return std::to_string(*count) + note->value_or("-");
    });
    on(Route::get("/cookie"), [](Cookie<"session"> session) { return *session; });
    on(Route::get("/tenant"), [](Tenant tenant) { return tenant.name; });
    on(Route::get("/me"), [](const Principal& me) { return std::string(me.id()); });
    on(Route::post("/body"), &AsksController::add);
    on(Route::post("/bodies"), [](Body<std::vector<NewUser>> users) { return users->size(); });
    on(Route::post("/text"), [](Body<std::string> text) { return "<" + *text + ">"; });
    on(Route::post("/bytes"), [](Body<std::vector<std::byte>> bytes) { return bytes->size(); });
    on(Route::post("/form"), [](Form<Choice> choice) -> Task<Choice> {
      Choice chosen = *std::move(choice);
      co_return chosen;
    });
    on(Route::post("/texts").maxBody(std::uint64_t{3} * 1024 * 1024),
       [](Body<std::vector<std::string>> texts) { return texts->size(); });
    on(Route::post("/photo").maxBody(1000), [](Path<std::string> group, Multipart form) {
      const UploadedFile* const photo = form.file("photo");
      return *group + " " + std::string(form.text("title").value_or("-")) + " " + (photo ? photo->bytes() : "none");
    });
    on(Route::put("/stream").maxBody(5'000'000), [](RequestContext& context, RequestBody body) -> Task<std::string> {
      std::size_t size = context.body().size();
      while (true) {
        const std::optional<std::string> piece = co_await body.next();
        if (!piece) break;
        size += piece->size();
      }
      co_return std::to_string(size);
    });
    on(Route::get("/request"), [](const Request& request) { return std::string(request.target()); });
  }

private:
  Task<User> add(Path<int> group, Body<NewUser> user) const {
    User added{*group, user->name};
    co_return added;
  }
};

class HandlersModule : public Module {
public:
  HandlersModule() {
    controllers<AnswersController, AsksController>();
    providers<SignedIn>();
  }
};

class Handlers : public testing::Test {
protected:
  Handlers() : app_(Application::create<HandlersModule>(test::onLoopback())) { app_.start(); }

  /// `200 text/plain; charset=utf-8|body`
  std::string ask(const std::string& method, const std::string& path, const std::string& fields = {},
                  const std::string& body = {}) const {
    RawClient client(app_.port());
    client.send(method + ' ' + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: " +
                std::to_string(body.size()) + "\r\n" + fields + "\r\n" + body);
    const std::string answer = client.readAll();
    const std::size_t head = answer.find("\r\n\r\n");
    std::string type;
    if (const std::size_t at = answer.find("Content-Type: "); at != std::string::npos)
      type = ' ' + answer.substr(at + 14, answer.find("\r\n", at) - at - 14);
    return answer.substr(9, 3) + type + '|' + answer.substr(head + 4);
  }
  std::string get(const std::string& path, const std::string& fields = {}) const { return ask("GET", path, fields); }
  std::string post(const std::string& path, const std::string& type, const std::string& body) const {
    return ask("POST", path, type.empty() ? "" : "Content-Type: " + type + "\r\n", body);
  }

  Application app_;
};

TEST_F(Handlers, AnswerByWhatTheyReturn) {
  const std::string text = "200 text/plain; charset=utf-8|";
  const std::string json = "200 application/json|";
  const std::pair<const char*, std::string> rows[] = {
      {"text", text + "text"},
      {"literal", text + "literal"},
      {"view", text + "view"},
      {"status", "202|"},
      {"nothing", "204|"},
      {"later", "204|"},
      {"struct", json + R"({"id":7,"name":"Ada"})"},
      {"list", json + R"([{"id":1,"name":"a"},{"id":2,"name":"b"}])"},
      {"map", json + R"({"a":1})"},
      {"number", json + "17"},
      {"json", json + "\"text\""},
      {"some", json + R"({"id":1,"name":"a"})"},
      {"none", R"(404 application/json|{"statusCode":404,"message":"Not Found","path":"/answers/none"})"},
      {"own", "418 text/plain; charset=utf-8|short and stout"},
      {"response", "200 text/html; charset=utf-8|<p>"},
      {"generic", text + "/answers/generic"},
      {"static/text", text + "text"},
      {"static/struct", R"(200 application/json|{"id":7,"name":"Ada"})"},
      {"static/response", "202 text/plain; charset=utf-8|sent"},
      {"throws", R"(409 application/json|{"statusCode":409,"message":"no","path":"/answers/throws"})"},
  };
  for (const auto& [path, answer] : rows) EXPECT_EQ(get("/answers/" + std::string(path)), answer);
}

TEST_F(Handlers, MaySayMoreByTheContext) {
  RawClient client(app_.port());
  client.send("GET /answers/context HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  EXPECT_NE(client.readAll().find("X-Set: 1\r\n"), std::string::npos);
}

TEST_F(Handlers, TakePathValuesInTheirOrder) {
  const std::string text = "200 text/plain; charset=utf-8|";
  EXPECT_EQ(get("/asks/a%20b/path/-7"), text + "a b -7");
  EXPECT_EQ(get("/asks/g/late/green"), text + "g green");
  EXPECT_EQ(get("/asks/g/maybe"), "200 application/json|-1");
  EXPECT_EQ(get("/asks/g/maybe/3"), "200 application/json|3");
  EXPECT_EQ(get("/asks/g/place/Rome/7"), R"(200 application/json|{"city":"Rome","street":7})");
  EXPECT_EQ(get("/asks/g/path/x"),
            R"(400 application/json|{"statusCode":400,"message":"path.id: wants an integer from -2147483648 to )"
            R"(2147483647, got \"x\"","path":"/asks/g/path/x","errors":[{"path":"path.id","message":"wants an integer )"
            R"(from -2147483648 to 2147483647, got \"x\""}]})");
  EXPECT_TRUE(get("/asks/g/place/Rome/x").starts_with("400 "));
  EXPECT_TRUE(get("/asks/g/late/blue").starts_with("400 "));
}

TEST_F(Handlers, TakeQueryFieldsAndCookies) {
  const std::string text = "200 text/plain; charset=utf-8|";
  EXPECT_EQ(get("/asks/g/query?limit=5&tag=a&tag=b"), text + "5 2");
  EXPECT_TRUE(get("/asks/g/query?limit=x").starts_with("400 "));
  EXPECT_EQ(get("/asks/g/header", "X-Count: 3\r\n"), text + "3-");
  EXPECT_EQ(get("/asks/g/header", "X-Count: 3\r\nX-Note: n\r\n"), text + "3n");
  EXPECT_NE(get("/asks/g/header").find(R"("message":"header X-Count: is missing")"), std::string::npos);
  EXPECT_NE(get("/asks/g/header", "X-Count: three\r\n").find("header X-Count: wants an integer"), std::string::npos);
  EXPECT_EQ(get("/asks/g/cookie", "Cookie: a=b; session=xyz\r\n"), text + "xyz");
  EXPECT_TRUE(get("/asks/g/cookie").starts_with("400 "));
  EXPECT_EQ(get("/asks/g/request?a"), text + "/asks/g/request?a");
}

TEST_F(Handlers, TakeWhatTheApplicationMakesOfARequest) {
  const std::string text = "200 text/plain; charset=utf-8|";
  EXPECT_EQ(get("/asks/g/tenant", "X-Tenant: t\r\n"), text + "t");
  EXPECT_TRUE(get("/asks/g/tenant").starts_with("403 "));
  EXPECT_EQ(get("/asks/g/me?user=ada"), text + "ada");
  EXPECT_TRUE(get("/asks/g/me").starts_with("401 "));
}

TEST_F(Handlers, TakeBodiesOfJson) {
  const std::string json = "application/json";
  EXPECT_EQ(post("/asks/4/body", json, R"({"name":"Ada","age":18})"), R"(200 application/json|{"id":4,"name":"Ada"})");
  EXPECT_EQ(post("/asks/4/bodies", json, R"([{"name":"a"},{"name":"b"}])"), "200 application/json|2");
  EXPECT_TRUE(post("/asks/4/body", "text/plain", R"({"name":"Ada"})").starts_with("415 "));
  EXPECT_TRUE(post("/asks/4/body", "", R"({"name":"Ada"})").starts_with("415 "));
  EXPECT_TRUE(post("/asks/4/body", json, R"({"name":)").starts_with("400 "));
  EXPECT_EQ(post("/asks/4/body", json, R"({"name":"","age":3})"),
            R"(422 application/json|{"statusCode":422,"message":"$.name: wants 1 to 8 characters, got 0",)"
            R"("path":"/asks/4/body","errors":[{"path":"$.name","message":"wants 1 to 8 characters, got 0"},)"
            R"({"path":"$.age","message":"wants at least 18, got 3"}]})");
  EXPECT_TRUE(post("/asks/x/body", json, R"({"name":""})").starts_with("400 ")) << "the path comes first";
}

TEST_F(Handlers, TakeBodiesOfJsonAsLargeAsTheirRouteDoes) {
  constexpr std::size_t most = std::size_t{3} * 1024 * 1024;
  const auto bodyOf = [](std::size_t size) { return "[\"" + std::string(size - 4, 'x') + "\"]"; };
  for (const std::size_t size : {std::size_t{1024} * 1024 + 1, most - 1, most})
    EXPECT_EQ(post("/asks/g/texts", "application/json", bodyOf(size)), "200 application/json|1") << size;
  EXPECT_TRUE(post("/asks/g/texts", "application/json", bodyOf(most + 1)).starts_with("413 "));
}

TEST_F(Handlers, TakeSoManyParametersAndFields) {
  const auto withMore = [](std::string text, int more) {
    for (int i = 0; i < more; ++i) text += "&x=1";
    return text;
  };
  EXPECT_EQ(get("/asks/g/query?" + withMore("limit=1", 255)), "200 text/plain; charset=utf-8|1 0");
  EXPECT_TRUE(get("/asks/g/query?" + withMore("limit=1", 256)).starts_with("400 "));
  const std::string form = "application/x-www-form-urlencoded";
  EXPECT_TRUE(post("/asks/g/form", form, withMore("drink=tea", 999)).starts_with("200 "));
  EXPECT_TRUE(post("/asks/g/form", form, withMore("drink=tea", 1000)).starts_with("400 "));
}

TEST_F(Handlers, TakeBodiesOfTextAndBytes) {
  EXPECT_EQ(post("/asks/g/text", "text/plain", "ä"), "200 text/plain; charset=utf-8|<ä>");
  EXPECT_EQ(post("/asks/g/text", "text/plain; charset=UTF-8", "a"), "200 text/plain; charset=utf-8|<a>");
  EXPECT_EQ(post("/asks/g/text", "", ""), "200 text/plain; charset=utf-8|<>");
  EXPECT_TRUE(post("/asks/g/text", "text/plain; charset=latin1", "a").starts_with("415 "));
  EXPECT_TRUE(post("/asks/g/text", "text/plain", "\xFF").starts_with("400 "));
  EXPECT_EQ(post("/asks/g/bytes", "image/png", std::string("\0\xFF", 2)), "200 application/json|2");
}

TEST_F(Handlers, TakeForms) {
  const std::string form = "application/x-www-form-urlencoded";
  EXPECT_EQ(post("/asks/g/form", form, "drink=caf%C3%A9+au+lait&sugar=on&extras=1&extras=2"),
            "200 application/json|{\"drink\":\"café au lait\",\"sugar\":true,\"extras\":[1,2]}");
  EXPECT_EQ(post("/asks/g/form", form + "; charset=utf-8", "drink=tea"),
            R"(200 application/json|{"drink":"tea","sugar":false,"extras":[]})");
  EXPECT_TRUE(post("/asks/g/form", form, "sugar=on").starts_with("400 "));
  EXPECT_TRUE(post("/asks/g/form", form, "drink=%zz").starts_with("400 "));
  EXPECT_TRUE(post("/asks/g/form", "application/json", "{}").starts_with("415 "));
}

TEST_F(Handlers, TakeFormsWithFiles) {
  const std::string type = "multipart/form-data; boundary=b";
  const std::string form =
      "--b\r\nContent-Disposition: form-data; name=title\r\n\r\nMe\r\n"
      "--b\r\nContent-Disposition: form-data; name=photo; filename=p.png\r\n\r\npixels\r\n--b--\r\n";
  EXPECT_EQ(post("/asks/g/photo", type, form), "200 text/plain; charset=utf-8|g Me pixels");
  EXPECT_EQ(post("/asks/g/photo", type, "--b--"), "200 text/plain; charset=utf-8|g - none");
  EXPECT_TRUE(post("/asks/g/photo", type, "--b").starts_with("400 "));
  EXPECT_TRUE(post("/asks/g/photo", "multipart/form-data", form).starts_with("415 "));
  EXPECT_TRUE(post("/asks/g/photo", "application/json", "{}").starts_with("415 "));
  EXPECT_TRUE(post("/asks/g/photo", type, std::string(1001, ' ')).starts_with("413 "));
}

TEST_F(Handlers, ReadBodiesWhileTheyCome) {
  test::RawClient client(app_.port());
  const std::string body(4'000'000, 'x');
  client.send("PUT /asks/g/stream HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-User: ada\r\nContent-Length: " +
              std::to_string(body.size()) + "\r\n\r\n");
  client.send(body);
  const std::string answer = client.readAll();
  EXPECT_TRUE(answer.ends_with("\r\n\r\n4000000")) << answer;
}

class GreedyController : public Controller {
public:
  GreedyController() : Controller("/users/:user") {
    on(Route::get("/y/x"), [](Path<int>, Path<int>) {});
    on(Route::get("/*/z"), [](Path<int>, Path<int>) {});
    on(Route::get("/tail/**"), [](Path<int>, Path<std::string>) {});
    on(Route::get("/ok/:a"), [](Path<int>, Path<int>) {});
  }
};
class GreedyModule : public Module {
public:
  GreedyModule() { controllers<GreedyController>(); }
};

TEST(HandlersThatAskForTooMuch, KeepTheApplicationFromStarting) {
  try {
    auto app = Application::create<GreedyModule>(test::onLoopback());
    app.start();
    FAIL() << "it started";
  } catch (const InitializationError& error) {
    EXPECT_EQ(error.faults().size(), 1u);
    const std::string fault = error.faults().front();
    EXPECT_TRUE(fault.starts_with("GET /users/:user/y/x (")) << fault;
    EXPECT_TRUE(fault.ends_with("): its handler takes 2 values of the path (Path<…>), which has 1")) << fault;
  }
}

}  // namespace
}  // namespace serinus
