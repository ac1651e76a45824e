#include "form_dialogue.hpp"

#include <gtest/gtest.h>

namespace serinus::http {
namespace {

const std::string head = "--B\r\nContent-Disposition: form-data; name=a\r\n\r\n";
const std::string end = "\r\n--B--\r\n";

/// The same at every cut.
std::string told(std::string_view body, const FormLimits& limits) {
  const std::string text = wholeForm(body, limits);
  for (std::size_t at = 0; at <= body.size(); ++at) EXPECT_EQ(formCutAt(body, at, limits), text) << at;
  for (std::size_t size = 1; size < 12; ++size) EXPECT_EQ(formInPieces(body, size, limits), text) << size;
  return text;
}

TEST(AFormLimit, IsOfParts) {
  const FormLimits two{.maxParts = 2};
  EXPECT_EQ(told(head + "\r\n" + head + end, two), "<a>.<a>.ok");
  EXPECT_EQ(told(head + "\r\n" + head + "\r\n" + head + end, two), "<a>.<a>.!413 the form has too many parts");
  EXPECT_EQ(told(head + end, {.maxParts = 0}), "!413 the form has too many parts");
  EXPECT_EQ(told("--B--", {.maxParts = 0}), "ok");
}

TEST(AFormLimit, IsOfTheHeadOfAPart) {
  const std::size_t size = head.size() - 5;  // without the boundary and its line end
  EXPECT_EQ(told(head + end, {.maxPartHead = size}), "<a>.ok");
  EXPECT_EQ(told(head + "\r\n" + head + end, {.maxPartHead = size}), "<a>.<a>.ok");
  EXPECT_EQ(told(head + end, {.maxPartHead = size - 1}), "!413 the head of a part is too large");
  EXPECT_EQ(told("--B\r\n" + std::string(200, 'x'), {.maxPartHead = 199}), "!413 the head of a part is too large");
  EXPECT_EQ(told(head + end, {.maxPartHead = 0}), "!413 the head of a part is too large");
}

TEST(AFormLimit, IsOfTheFieldsOfAPart) {
  const std::string two = "--B\r\nX: y\r\nContent-Disposition: form-data; name=a\r\n\r\n";
  EXPECT_EQ(told(two + end, {.maxPartFields = 2}), "<a>.ok");
  EXPECT_EQ(told(two + end, {.maxPartFields = 1}), "!413 a part has too many fields");
}

TEST(AFormLimit, IsOfTheNameOfAPart) {
  const std::string named = "--B\r\nContent-Disposition: form-data; name=\"abcd\"; filename=abcdefgh\r\n\r\n";
  EXPECT_EQ(told(named + end, {.maxName = 4}), "<abcd|abcdefgh|>.ok");
  EXPECT_EQ(told(named + end, {.maxName = 3}), "!413 the name of a part is too long");
}

TEST(AFormLimit, IsOfTheContentOfAPart) {
  const FormLimits four{.maxPart = 4};
  EXPECT_EQ(told(head + "abcd\r\n" + head + "efgh" + end, four), "<a>\"abcd\".<a>\"efgh\".ok");
  EXPECT_EQ(told(head + "abcde" + end, four), "<a>\"abcd\"!413 a part is too large");
  EXPECT_EQ(told(head + "\r\n--" + end, four), "<a>\"\r\n--\".ok");
  EXPECT_EQ(told(head + "\r\n--x" + end, four), "<a>\"\r\n--\"!413 a part is too large");
  EXPECT_EQ(told(head + "ab\r\n--x" + end, four), "<a>\"ab\r\n\"!413 a part is too large");
  EXPECT_EQ(told(head + end, {.maxPart = 0}), "<a>.ok");
  EXPECT_EQ(told(head + "a" + end, {.maxPart = 0}), "<a>!413 a part is too large");
}

TEST(AFormLimit, IsOfTheWholeBody) {
  const std::string body = "preamble\r\n" + head + "abc" + end + "epilogue";
  EXPECT_EQ(told(body, {.maxTotal = body.size()}), "<a>\"abc\".ok");
  EXPECT_EQ(told(body, {.maxTotal = body.size() - 1}), "<a>\"abc\".!413 the form is too large");
  EXPECT_EQ(told(body, {.maxTotal = 3}), "!413 the form is too large");
  EXPECT_EQ(told(body, {.maxTotal = 0}), "!413 the form is too large");
  for (std::size_t size = 0; size < body.size(); ++size) {
    EXPECT_TRUE(told(body, {.maxTotal = size}).ends_with("!413 the form is too large")) << size;
  }
}

}  // namespace
}  // namespace serinus::http
