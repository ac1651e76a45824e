#include "pipeline/form_collector.hpp"

#include <serinus/http/http_exception.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace serinus::pipeline {
namespace {

std::string entry(const std::string& parameters, const std::string& content) {
  return "--b\r\nContent-Disposition: form-data; " + parameters + "\r\n\r\n" + content + "\r\n";
}
std::string text(const std::string& name, const std::string& content) {
  return entry("name=\"" + name + "\"", content);
}
std::string file(const std::string& name, const std::string& filename, const std::string& content) {
  return entry("name=\"" + name + "\"; filename=\"" + filename + "\"", content);
}

Multipart collect(const std::string& body, const http::FormLimits& limits = {}, std::size_t pieces = 1000) {
  FormCollector form("b", limits);
  for (std::size_t at = 0; at < body.size(); at += pieces) form.add(std::string_view(body).substr(at, pieces));
  return form.finish();
}

Status statusOf(const std::string& body, const http::FormLimits& limits = {}) {
  try {
    static_cast<void>(collect(body, limits));
  } catch (const HttpException& exception) {
    return exception.status();
  }
  return Status::ok;
}

TEST(FormCollector, KeepsTextsAndFilesInTheirOrder) {
  const std::string body = text("a", "1") + file("f", "x.txt", "one") + text("a", "") + text("b", "\xC3\xA4") +
                           file("f", "y.txt", "") + file("g", "", "") + file("g", "", "nameless") + "--b--";
  for (const std::size_t pieces : {1U, 2U, 3U, 7U, 1000U}) {
    const Multipart form = collect(body, {}, pieces);
    EXPECT_EQ(form.texts("a"), (std::vector<std::string_view>{"1", ""}));
    EXPECT_EQ(form.text("b"), "\xC3\xA4");
    EXPECT_EQ(form.text("f"), std::nullopt);
    ASSERT_EQ(form.files().size(), 3U);  // what was left alone is none
    EXPECT_EQ(form.file("f")->filename(), "x.txt");
    EXPECT_EQ(form.file("f")->bytes(), "one");
    EXPECT_EQ(form.files()[1].size(), 0U);
    EXPECT_EQ(form.file("g")->bytes(), "nameless");
    EXPECT_EQ(form.file("a"), nullptr);
  }
}

TEST(FormCollector, KeepsFilesInMemoryUpToTheLimitOfAllAndTheRestOnDisk) {
  const http::FormLimits limits{.filesInMemory = 10};
  const std::string body =
      file("a", "a", "123456") + file("b", "b", "1234") + file("c", "c", "") + file("d", "d", "1") + "--b--";
  for (const std::size_t pieces : {1U, 5U, 1000U}) {
    const Multipart form = collect(body, limits, pieces);
    std::string where;
    for (const UploadedFile& one : form.files())
      where += one.name() + (one.isInMemory() ? "m" : "d") + one.bytes() + ' ';
    EXPECT_EQ(where, "am123456 bm1234 cd dd1 ");
  }
}

TEST(FormCollector, GivesTheMemoryOfAFileThatGrewToTheNext) {
  const http::FormLimits limits{.filesInMemory = 10};
  const Multipart form =
      collect(file("a", "a", std::string(11, 'a')) + file("b", "b", std::string(10, 'b')) + "--b--", limits, 1);
  EXPECT_FALSE(form.files()[0].isInMemory());
  EXPECT_EQ(form.files()[0].bytes(), std::string(11, 'a'));
  EXPECT_TRUE(form.files()[1].isInMemory());
}

TEST(FormCollector, RefusesWhatIsTooLarge) {
  EXPECT_EQ(statusOf(text("a", "123") + text("b", "45") + "--b--", {.maxText = 5}), Status::ok);
  EXPECT_EQ(statusOf(text("a", "123") + text("b", "456") + "--b--", {.maxText = 5}), Status::payloadTooLarge);
  EXPECT_EQ(statusOf(text("a", "") + text("b", "") + "--b--", {.maxParts = 2}), Status::ok);
  EXPECT_EQ(statusOf(text("a", "") + text("b", "") + "--b--", {.maxParts = 1}), Status::payloadTooLarge);
  EXPECT_EQ(statusOf(file("a", "a", "123") + "--b--", {.maxPart = 3}), Status::ok);
  EXPECT_EQ(statusOf(file("a", "a", "1234") + "--b--", {.maxPart = 3}), Status::payloadTooLarge);
}

TEST(FormCollector, RefusesWhatIsMalformed) {
  EXPECT_EQ(statusOf("--b--"), Status::ok);
  EXPECT_EQ(statusOf(""), Status::badRequest);
  EXPECT_EQ(statusOf(text("a", "1")), Status::badRequest);  // there is no end
  EXPECT_EQ(statusOf(text("a", "\xFF") + "--b--"), Status::badRequest);
  EXPECT_EQ(statusOf(file("a", "a", "\xFF") + "--b--"), Status::ok);
  EXPECT_EQ(statusOf("--b\r\n\r\nx\r\n--b--"), Status::badRequest);
}

struct Place {
  std::string title;
  int count = 0;
  bool agreed = false;
  std::vector<std::string> tag;
};

TEST(Multipart, ReadsItsTextsAsAStruct) {
  const Multipart form = collect(text("title", "Hi") + text("count", "3") + text("agreed", "on") + text("tag", "a") +
                                 text("tag", "b") + file("title", "t", "no") + "--b--");
  const auto place = form.read<Place>();
  EXPECT_EQ(place.title, "Hi");
  EXPECT_EQ(place.count, 3);
  EXPECT_TRUE(place.agreed);
  EXPECT_EQ(place.tag, (std::vector<std::string>{"a", "b"}));
  EXPECT_THROW(static_cast<void>(collect(text("title", "Hi") + "--b--").read<Place>()), BadRequestException);
}

class Uploaded : public testing::TestWithParam<bool> {
protected:
  Uploaded() {
    file_.append("hello ");
    if (GetParam()) file_.moveToDisk();
    file_.append("world");
  }
  UploadedFile file_{"f", "f.txt", "text/plain"};
};

TEST_P(Uploaded, FilesAreReadFromAnywhere) {
  EXPECT_EQ(file_.isInMemory(), !GetParam());
  EXPECT_EQ(file_.size(), 11U);
  EXPECT_EQ(file_.bytes(), "hello world");
  std::array<std::byte, 4> piece{};
  for (const auto& [offset, expected] :
       {std::pair(0, "hell"), std::pair(7, "orld"), std::pair(9, "ld"), std::pair(11, ""), std::pair(12, "")}) {
    const std::size_t got = file_.read(static_cast<std::uint64_t>(offset), piece);
    EXPECT_EQ(asText(ByteView(piece).first(got)), expected) << offset;
  }
}

TEST_P(Uploaded, FilesAreSavedWhereThereIsNone) {
  std::string directory = testing::TempDir() + "serinus-upload-XXXXXX";
  ASSERT_NE(::mkdtemp(directory.data()), nullptr);
  const std::filesystem::path path = std::filesystem::path(directory) / "saved";
  file_.saveAs(path);
  std::ifstream in(path);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), "hello world");
  EXPECT_EQ(std::filesystem::status(path).permissions() & std::filesystem::perms::all,
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  EXPECT_THROW(file_.saveAs(path), std::system_error);
  EXPECT_THROW(file_.saveAs(std::filesystem::path(directory) / "no" / "such"), std::system_error);
  std::filesystem::create_symlink(std::filesystem::path(directory) / "target",
                                  std::filesystem::path(directory) / "link");
  EXPECT_THROW(file_.saveAs(std::filesystem::path(directory) / "link"), std::system_error);
  EXPECT_FALSE(std::filesystem::exists(std::filesystem::path(directory) / "target"));
  std::filesystem::remove_all(directory);
}

INSTANTIATE_TEST_SUITE_P(InMemoryAndOnDisk, Uploaded, testing::Bool());

}  // namespace
}  // namespace serinus::pipeline
