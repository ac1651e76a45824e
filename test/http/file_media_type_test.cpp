#include <serinus/http/content_coding.hpp>
#include <serinus/http/file_media_type.hpp>
#include <serinus/http/media_type.hpp>

#include <gtest/gtest.h>

namespace serinus {
namespace {

TEST(MediaTypeOfFile, IsToldByTheEndingOfTheName) {
  EXPECT_EQ(mediaTypeOfFile("index.html"), "text/html; charset=utf-8");
  EXPECT_EQ(mediaTypeOfFile("a/b.c/app.JS"), "text/javascript; charset=utf-8");
  EXPECT_EQ(mediaTypeOfFile("logo.min.svg"), "image/svg+xml");
  EXPECT_EQ(mediaTypeOfFile(".css"), "text/css; charset=utf-8");
  EXPECT_EQ(mediaTypeOfFile("font.woff2"), "font/woff2");
  EXPECT_EQ(mediaTypeOfFile("data.json"), "application/json");
}

TEST(MediaTypeOfFile, IsThatOfBytesWhereNothingIsTold) {
  for (const char* const name : {"", "html", "a.html/b", "a.", "a.html.", "a.htmlx", "a.exe", "a/.b/c", "a.html~"})
    EXPECT_EQ(mediaTypeOfFile(name), "application/octet-stream") << name;
}

TEST(MediaTypeOfFile, IsOneAndTextsSayTheirCharset) {
  for (const char* const name : {"a.txt", "a.md", "a.csv", "a.vtt", "a.css", "a.mjs", "a.ics"}) {
    const auto type = MediaType::parse(mediaTypeOfFile(name));
    ASSERT_TRUE(type) << name;
    EXPECT_EQ(type->type(), "text") << name;
    EXPECT_TRUE(mediaTypeOfFile(name).ends_with("; charset=utf-8")) << name;
    EXPECT_TRUE(worthCompressing(mediaTypeOfFile(name))) << name;
  }
  for (const char* const name : {"a.png", "a.mp4", "a.woff2", "a.zip"})
    EXPECT_FALSE(worthCompressing(mediaTypeOfFile(name))) << name;
}

}  // namespace
}  // namespace serinus
