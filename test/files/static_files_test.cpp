#include <serinus/files/static_files.hpp>
#include <serinus/http/entity_tag.hpp>
#include <serinus/http/http_exception.hpp>
#include <serinus/http/parse_date.hpp>

#include "support/temp_directory.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <string>
#include <vector>

namespace serinus {
namespace {

namespace fs = std::filesystem;

class StaticFilesTest : public testing::Test {
protected:
  StaticFilesTest() {
    root.write("index.html", "<p>");
    root.write("app.js", "js");
    root.write("app.js.br", "br!!");
    root.write("app.js.gz", "gz!");
    root.write("page.css", "css");
    root.write("page.css.gz", "gz!");
    root.write("logo.png", "png");
    root.write("logo.png.gz", "gz!");
    root.write("docs/index.html", "<p>docs");
    root.write("docs/a b.txt", "text");
    root.write("empty/x.txt", "");
    root.write("assets/app.4f2a.js", "hashed");
    root.write("assets.js", "not hashed");
    root.write(".env", "secret");
    root.write("sub/.git/config", "secret");
  }

  /// The answer to a path, below a prefix that the server would have taken off.
  Response answer(const std::string& path, StaticFilesOptions options = {}, const Fields& fields = {}) const {
    options.root = root.text();
    const StaticFiles files(std::move(options));
    Request request(Method::get, path);
    for (const Field field : fields) request.fields().add(field.name, field.value);
    std::string_view tail = request.path();
    tail.remove_prefix(tail.starts_with('/') ? 1 : 0);
    tail.remove_suffix(tail.ends_with('/') ? 1 : 0);
    return files.answer(request, tail);
  }
  /// `200 text/css; charset=utf-8 3`: status, type or place, size.
  std::string shown(const std::string& path, const StaticFilesOptions& options = {}, const Fields& fields = {}) const {
    try {
      const Response response = answer(path, options, fields);
      std::string text = std::to_string(code(response.status())) + ' ';
      text += response.header(response.status() == Status::ok ? "Content-Type" : "Location").value_or("");
      if (const auto coding = response.header("Content-Encoding")) text.append(" ").append(*coding);
      return response.stream() ? text + ' ' + std::to_string(*response.stream()->size()) : text;
    } catch (const NotFoundException&) {
      return "404";
    }
  }
  static Fields accepting(std::string_view codings) { return {{"Accept-Encoding", codings}}; }

  test::TempDirectory root;
};

constexpr const char* html = "200 text/html; charset=utf-8 ";
constexpr const char* javascript = "200 text/javascript; charset=utf-8 ";

TEST_F(StaticFilesTest, AreFoundByTheirPaths) {
  EXPECT_EQ(shown("/app.js"), javascript + std::string("2"));
  EXPECT_EQ(shown("/docs/a%20b.txt"), "200 text/plain; charset=utf-8 4");
  EXPECT_EQ(shown("/empty/x.txt"), "200 text/plain; charset=utf-8 0");
  EXPECT_EQ(shown("/app.js?v=1"), javascript + std::string("2"));
  for (const char* const path : {"/no", "/docs/no", "/app.js/", "/app.js/x", "//app.js", "/docs//a%20b.txt", "/APP.js"})
    EXPECT_EQ(shown(path), "404") << path;
}

TEST_F(StaticFilesTest, HaveAnIndex) {
  EXPECT_EQ(shown("/"), html + std::string("3"));
  EXPECT_EQ(shown("/docs/"), html + std::string("7"));
  EXPECT_EQ(shown("/docs/", {.index = {"no.html", "a b.txt"}}), "200 text/plain; charset=utf-8 4");
  EXPECT_EQ(shown("/empty/"), "404");
  EXPECT_EQ(shown("/empty"), "404");
  EXPECT_EQ(shown("/docs/", {.index = {}}), "404");
}

TEST_F(StaticFilesTest, RedirectToTheDirectoryOnTheSameHost) {
  EXPECT_EQ(shown("/docs"), "301 ./docs/");
  EXPECT_EQ(shown("/docs?a=b&c"), "301 ./docs/?a=b&c");
  EXPECT_EQ(shown("/d%6Fcs"), "301 ./d%6Fcs/");
  EXPECT_EQ(shown("//docs"), "404");
  for (const std::string path : {"//evil.example", "//evil.example/%2e%2e", "/%5cevil.example", "/%2f%2fevil.example"})
    EXPECT_EQ(shown(path), "404") << path;
  fs::create_directory(root.path() / "evil.example");
  root.write("evil.example/index.html", "");
  EXPECT_EQ(shown("/evil.example"), "301 ./evil.example/");
  fs::create_directory(root.path() / "javascript:a");
  root.write("javascript:a/index.html", "");
  EXPECT_EQ(shown("/javascript:a"), "301 ./javascript:a/");
}

TEST_F(StaticFilesTest, HaveNoDotfilesUnlessTheyAreWanted) {
  for (const char* const path : {"/.env", "/%2eenv", "/sub/.git/config", "/sub/%2Egit/config"}) {
    EXPECT_EQ(shown(path), "404") << path;
    EXPECT_EQ(shown(path, {.dotfiles = true}), "200 application/octet-stream 6") << path;
  }
}

TEST_F(StaticFilesTest, AreNothingOutsideOfTheirRoot) {
  const std::string name = root.path().filename().string();
  const std::vector<std::string> paths{"/../" + name + "/app.js",
                                       "/%2e%2e/" + name + "/app.js",
                                       "/docs/../app.js",
                                       "/docs/%2e%2e/app.js",
                                       "/docs/..%2fapp.js",
                                       "/docs%2fa%20b.txt",
                                       "/docs%5ca%20b.txt",
                                       "/docs/%c0%ae%c0%ae/app.js",
                                       "/docs/%252e%252e/app.js",
                                       "/./app.js",
                                       "/%2e/app.js"};
  for (const std::string& path : paths) {
    EXPECT_EQ(shown(path), "404") << path;
    EXPECT_EQ(shown(path, {.fallback = "index.html"}, {{"Accept", "text/html"}}), "404") << path;
  }
}

TEST_F(StaticFilesTest, AreNoDevicesAndPipes) {
  ASSERT_EQ(::mkfifo((root.path() / "pipe").c_str(), 0600), 0);
  fs::create_symlink("/dev/zero", root.path() / "zero");
  EXPECT_EQ(shown("/pipe"), "404");
  EXPECT_EQ(shown("/zero"), "404");
}

TEST_F(StaticFilesTest, FollowLinksWithinTheRoot) {
  fs::create_symlink("app.js", root.path() / "link.js");
  EXPECT_EQ(shown("/link.js"), javascript + std::string("2"));
  EXPECT_EQ(shown("/link.js", {.links = false}), "404");
}

TEST_F(StaticFilesTest, SayWhatLetsClientsAskForLess) {
  const Response response = answer("/app.js");
  EXPECT_EQ(response.header("Accept-Ranges"), "bytes");
  EXPECT_EQ(response.header("X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(response.header("Cache-Control"), "no-cache");
  const auto tag = EntityTag::parse(response.header("ETag").value_or(""));
  ASSERT_TRUE(tag);
  EXPECT_FALSE(tag->isWeak());
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  EXPECT_TRUE(http::parseDate(response.header("Last-Modified").value_or(""), now));
  root.write("app.js", "j2");
  EXPECT_NE(answer("/app.js").header("ETag"), tag->text()) << "it was written again";
}

TEST_F(StaticFilesTest, WereNotModifiedInTheFuture) {
  const fs::path path = root.write("late.txt", "late");
  fs::last_write_time(path, fs::file_time_type::clock::now() + std::chrono::hours(24));
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  const auto date = http::parseDate(answer("/late.txt").header("Last-Modified").value_or(""), now);
  ASSERT_TRUE(date);
  EXPECT_LE(*date, now + std::chrono::seconds(5));
}

TEST_F(StaticFilesTest, AreKeptAsLongAsIsSaid) {
  EXPECT_EQ(answer("/app.js", {.cacheControl = "max-age=60"}).header("Cache-Control"), "max-age=60");
  EXPECT_EQ(answer("/app.js", {.cacheControl = ""}).header("Cache-Control"), std::nullopt);
  const StaticFilesOptions hashed{.immutable = {"assets"}};
  EXPECT_EQ(answer("/assets/app.4f2a.js", hashed).header("Cache-Control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(answer("/assets.js", hashed).header("Cache-Control"), "no-cache");
  EXPECT_EQ(answer("/app.js", hashed).header("Cache-Control"), "no-cache");
}

TEST_F(StaticFilesTest, AreTakenCodedWhereTheClientDoes) {
  EXPECT_EQ(shown("/app.js", {}, accepting("gzip, br")), javascript + std::string("br 4"));
  EXPECT_EQ(shown("/app.js", {}, accepting("gzip")), javascript + std::string("gzip 3"));
  EXPECT_EQ(shown("/app.js", {}, accepting("gzip;q=0.5, br;q=0.4")), javascript + std::string("gzip 3"));
  EXPECT_EQ(shown("/app.js", {}, accepting("br;q=0")), javascript + std::string("2"));
  EXPECT_EQ(shown("/page.css", {}, accepting("gzip, br")), "200 text/css; charset=utf-8 gzip 3");
  EXPECT_EQ(shown("/page.css", {}, accepting("br")), "200 text/css; charset=utf-8 3");
  EXPECT_EQ(shown("/logo.png", {}, accepting("gzip")), "200 image/png 3");
  EXPECT_EQ(shown("/app.js", {.precompressed = false}, accepting("gzip")), javascript + std::string("2"));
  EXPECT_EQ(shown("/app.js.gz"), "200 application/gzip 3");
}

TEST_F(StaticFilesTest, ThatAreCodedAreToldApart) {
  const Response plain = answer("/app.js");
  const Response gzip = answer("/app.js", {}, accepting("gzip"));
  EXPECT_NE(plain.header("ETag"), gzip.header("ETag"));
  EXPECT_EQ(plain.header("Vary"), "Accept-Encoding");
  EXPECT_EQ(gzip.header("Vary"), "Accept-Encoding");
  EXPECT_EQ(answer("/logo.png").header("Vary"), std::nullopt);
  EXPECT_EQ(answer("/app.js", {.precompressed = false}).header("Vary"), std::nullopt);
}

TEST_F(StaticFilesTest, AreNotTakenCodedWhereThatIsOutdated) {
  const fs::path path = root.write("app.js.gz", "old");
  fs::last_write_time(path, fs::file_time_type::clock::now() - std::chrono::hours(2));
  EXPECT_EQ(shown("/app.js", {}, accepting("gzip")), javascript + std::string("2"));
}

TEST_F(StaticFilesTest, HaveAPageForNavigationsThatLeadNowhere) {
  const StaticFilesOptions single{.fallback = "index.html"};
  const Fields browser{{"Accept", "text/html,application/xhtml+xml,*/*;q=0.8"}};
  EXPECT_EQ(shown("/users/7", single, browser), html + std::string("3"));
  EXPECT_EQ(shown("/users/7/", single, browser), html + std::string("3"));
  EXPECT_EQ(answer("/users/7", single, browser).header("Vary"), "Accept-Encoding");
  EXPECT_EQ(answer("/users/7", single, browser).fields().getAll("Vary").back(), "Accept");
  EXPECT_EQ(shown("/missing.js", single, browser), "404");
  EXPECT_EQ(shown("/users/a.b", single, browser), "404");
  EXPECT_EQ(shown("/users/7", single, {{"Accept", "*/*"}}), "404");
  EXPECT_EQ(shown("/users/7", single, {{"Accept", "application/json"}}), "404");
  EXPECT_EQ(shown("/users/7", single, {{"Accept", "text/html;q=0"}}), "404");
  EXPECT_EQ(shown("/users/7", single), "404");
  EXPECT_EQ(shown("/users/7", {}, browser), "404");
  EXPECT_EQ(shown("/app.js", single, browser), javascript + std::string("2"));
}

TEST(StaticFiles, RefuseARootThatIsNotThere) {
  EXPECT_THROW(StaticFiles({.root = "/no/such/place"}), std::system_error);
  EXPECT_THROW(StaticFiles({.root = "/", .cacheControl = "a\r\nb"}), InvalidFieldError);
}

}  // namespace
}  // namespace serinus
