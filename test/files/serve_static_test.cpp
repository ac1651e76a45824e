#include "../app/applications.hpp"

#include "support/strict_response.hpp"
#include "support/temp_directory.hpp"

#include <gtest/gtest.h>

#include <string>

namespace serinus {
namespace {

using test::RawClient;

const test::TempDirectory& publicFiles() {
  static const test::TempDirectory root;
  return root;
}
const test::TempDirectory& otherFiles() {
  static const test::TempDirectory root;
  return root;
}
std::string movie() {
  std::string bytes;
  for (std::uint32_t i = 0; bytes.size() < 1'000'003; ++i) bytes += static_cast<char>(i * 2654435761U >> 24);
  return bytes;
}

class ReportsController : public Controller {
public:
  ReportsController() : Controller("/reports") {
    on(Route::get("/movie"), [] { return FileAnswer(publicFiles().path() / "movie.bin"); });
    on(Route::get("/saved"), [] { return FileAnswer(publicFiles().path() / "a.txt").savedAs("Übersicht \"1\".txt"); });
    on(Route::get("/own"), []() -> Task<FileAnswer> {
      FileAnswer answer = FileAnswer(publicFiles().path() / "a.txt").savedAs().mediaType("text/x-own");
      co_return answer;
    });
    on(Route::get("/none"), [] { return FileAnswer(publicFiles().path() / "none.txt"); });
    on(Route::get("/folder"), [] { return FileAnswer(publicFiles().path()); });
    on(Route::get("/pipe"), [] { return FileAnswer("/dev/zero"); });
  }
};
class HomeController : public Controller {
public:
  HomeController() : Controller("/static") {
    on(Route::get("/hello"), [] { return "a route goes before files"; });
  }
};
class FilesModule : public Module {
public:
  FilesModule() {
    imports(ServeStaticModule({.root = publicFiles().text(), .path = "/static"}),
            ServeStaticModule({.root = otherFiles().text(), .fallback = "index.html"}));
    controllers<ReportsController, HomeController>();
  }
};
class BrokenModule : public Module {
public:
  BrokenModule() { imports(ServeStaticModule({.root = "/no/such/place"})); }
};

class ServeStaticTest : public testing::Test {
protected:
  static void SetUpTestSuite() {
    publicFiles().write("a.txt", "0123456789");
    publicFiles().write("hello", "never seen");
    publicFiles().write("movie.bin", movie());
    publicFiles().write("docs/index.html", "<p>docs");
    otherFiles().write("index.html", "<p>home");
  }
  explicit ServeStaticTest(ApplicationOptions options = test::onLoopback())
      : app_(Application::create<FilesModule>(std::move(options))) {
    app_.start();
  }

  test::StrictResponse ask(const std::string& path, const std::string& fields = {}, Method method = Method::get) {
    RawClient client(app_.port());
    client.send(std::string(name(method)) + ' ' + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + fields +
                "\r\n");
    wire = client.readAll();
    std::string_view rest = wire;
    return test::StrictResponse(rest, method);
  }
  std::string told(const std::string& path, const std::string& fields = {}) {
    const test::StrictResponse answer = ask(path, fields);
    return std::to_string(answer.status()) + ' ' + answer.body();
  }
  static std::string field(const test::StrictResponse& answer, std::string_view name) {
    return answer.field(name).value_or("");
  }

  Application app_;
  std::string wire;
};

TEST_F(ServeStaticTest, ServesItsDirectories) {
  EXPECT_EQ(told("/static/a.txt"), "200 0123456789");
  EXPECT_EQ(told("/static/docs/"), "200 <p>docs");
  EXPECT_EQ(told("/"), "200 <p>home");
  EXPECT_EQ(told("/somewhere", "Accept: text/html\r\n"), "200 <p>home");
  EXPECT_EQ(told("/static/hello"), "200 a route goes before files");
  EXPECT_EQ(field(ask("/static/docs"), "Location"), "./docs/");
  EXPECT_EQ(field(ask("/static"), "Location"), "") << "it has no index";
}

TEST_F(ServeStaticTest, AnswersAsElsewhereWhatIsNotThere) {
  test::StrictResponse answer = ask("/static/none.txt");
  EXPECT_EQ(answer.status(), 404);
  EXPECT_EQ(answer.body(), R"({"statusCode":404,"message":"Not Found","path":"/static/none.txt"})");
  answer = ask("/static/a.txt", "Content-Length: 0\r\n", Method::post);
  EXPECT_EQ(answer.status(), 405);
  EXPECT_EQ(field(answer, "Allow"), "GET, HEAD");
}

TEST_F(ServeStaticTest, RefusesRawTraversals) {
  publicFiles().write("../serinus-secret.txt", "secret");
  for (const std::string path :
       {"/static/../serinus-secret.txt", "/static/%2e%2e/serinus-secret.txt", "/static/..%2fserinus-secret.txt",
        "/static/%2e%2e%2fserinus-secret.txt", "/static/..%5cserinus-secret.txt", "/static/..\\serinus-secret.txt",
        "/static/%c0%ae%c0%ae/serinus-secret.txt", "/static/%252e%252e/serinus-secret.txt",
        "/static/docs/../../serinus-secret.txt", "/static//serinus-secret.txt", "/static/a.txt%00.html",
        "/static/./../serinus-secret.txt"}) {
    const std::string answer = told(path);
    EXPECT_TRUE(answer.starts_with("404") || answer.starts_with("400")) << path << ": " << answer;
    EXPECT_FALSE(answer.ends_with("secret")) << path;
  }
  std::filesystem::remove(publicFiles().path() / "../serinus-secret.txt");
}

TEST_F(ServeStaticTest, SendsNothingThatIsKnown) {
  const test::StrictResponse first = ask("/static/a.txt");
  test::StrictResponse second = ask("/static/a.txt", "If-None-Match: " + field(first, "ETag") + "\r\n");
  EXPECT_EQ(second.status(), 304);
  EXPECT_EQ(field(second, "ETag"), field(first, "ETag"));
  EXPECT_EQ(field(second, "Cache-Control"), "no-cache");
  second = ask("/static/a.txt", "If-Modified-Since: " + field(first, "Last-Modified") + "\r\n");
  EXPECT_EQ(second.status(), 304);
  EXPECT_EQ(ask("/static/a.txt", "If-Match: \"other\"\r\n").status(), 412);
}

TEST_F(ServeStaticTest, SendsParts) {
  EXPECT_EQ(told("/static/a.txt", "Range: bytes=3-5\r\n"), "206 345");
  EXPECT_EQ(told("/static/a.txt", "Range: bytes=-1\r\n"), "206 9");
  EXPECT_EQ(told("/static/a.txt", "Range: bytes=10-\r\n"), "416 ");
  const std::string parts = told("/static/a.txt", "Range: bytes=8-,0-0\r\n");
  EXPECT_NE(parts.find("bytes 8-9/10\r\n\r\n89\r\n--"), std::string::npos) << parts;
  EXPECT_NE(parts.find("bytes 0-0/10\r\n\r\n0\r\n--"), std::string::npos) << parts;
}

TEST_F(ServeStaticTest, SendsLargeFilesPieceByPiece) {
  const std::string whole = movie();
  for (const char* const path : {"/static/movie.bin", "/reports/movie"}) {
    const test::StrictResponse answer = ask(path);
    EXPECT_EQ(field(answer, "Content-Length"), std::to_string(whole.size()));
    EXPECT_TRUE(answer.body() == whole);
  }
  for (const std::size_t edge :
       {std::size_t{0}, std::size_t{65'535}, std::size_t{65'536}, std::size_t{131'072}, whole.size() - 1}) {
    const std::string range = std::to_string(edge) + '-' + std::to_string(edge + 70'000);
    EXPECT_TRUE(ask("/static/movie.bin", "Range: bytes=" + range + "\r\n").body() == whole.substr(edge, 70'001))
        << edge;
  }
}

TEST_F(ServeStaticTest, ToHeadSaysTheSameWithoutABody) {
  const test::StrictResponse answer = ask("/static/movie.bin", {}, Method::head);
  EXPECT_EQ(answer.status(), 200);
  EXPECT_EQ(field(answer, "Content-Length"), std::to_string(movie().size()));
  EXPECT_TRUE(wire.ends_with("\r\n\r\n"));
}

TEST_F(ServeStaticTest, HandlersAnswerWithFiles) {
  test::StrictResponse answer = ask("/reports/saved");
  EXPECT_EQ(answer.body(), "0123456789");
  EXPECT_EQ(field(answer, "Content-Type"), "text/plain; charset=utf-8");
  EXPECT_EQ(field(answer, "Content-Disposition"),
            R"(attachment; filename="_bersicht \"1\".txt"; filename*=UTF-8''%C3%9Cbersicht%20%221%22.txt)");
  EXPECT_EQ(told("/reports/movie", "Range: bytes=0-0\r\n"), "206 " + movie().substr(0, 1));
  answer = ask("/reports/own");
  EXPECT_EQ(field(answer, "Content-Type"), "text/x-own");
  EXPECT_EQ(field(answer, "Content-Disposition"), R"(attachment; filename="a.txt")");
  for (const char* const path : {"/reports/none", "/reports/folder", "/reports/pipe"})
    EXPECT_EQ(ask(path).status(), 404) << path;
}

TEST(ServeStatic, StandsBehindTheGlobalPrefix) {
  publicFiles().write("a.txt", "0123456789");
  ApplicationOptions options = test::onLoopback();
  options.globalPrefix = "/api";
  Application app = Application::create<FilesModule>(options);
  app.start();
  EXPECT_NE(test::get(app.port(), "/api/static/a.txt").find("0123456789"), std::string::npos);
  EXPECT_TRUE(test::get(app.port(), "/static/a.txt").starts_with("HTTP/1.1 404"));
}

TEST(ServeStatic, DoesNotStartWithoutItsDirectory) {
  const std::vector<std::string> faults = test::faultsOf<BrokenModule>();
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_NE(faults[0].find("the directory \"/no/such/place\" cannot be opened"), std::string::npos) << faults[0];
}

}  // namespace
}  // namespace serinus
