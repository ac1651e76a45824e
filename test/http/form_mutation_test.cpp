#include "form_dialogue.hpp"

#include <gtest/gtest.h>

#include <iterator>
#include <random>
#include <vector>

namespace serinus::http {
namespace {

constexpr std::string_view sound[] = {
    "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nhello\r\n--B--\r\n",
    "pre\r\n--B \r\nContent-Disposition: form-data; name=a; filename=\"b.txt\"\r\nContent-Type: text/plain\r\n\r\n"
    "1\r\n2\r\n--B\r\nX: y\r\ncontent-disposition: form-data; name=c\r\n\r\n\r\n--B--\r\nepilogue",
    "--B\r\nContent-Disposition: form-data; name=a\r\n\r\n--B\r\nContent-Disposition: form-data; "
    "name=b\r\n\r\n\r\n-\r\n--"
    "\r\n--B--",
    "--B--", "--B\r\nContent-Disposition: form-data; name=a; filename*=utf-8''x\r\n\r\nx\r\n--B--\r\n"};

constexpr std::string_view telling[] = {
    "\r", "\n", "\r\n", "-",  "--", "B", "--B",  "\r\n--B", "\r\n--B\r\n", "\r\n--B--", " ",      "\t",
    ";",  ":",  "=",    "\"", "\\", "*", "\xFF", "\x7F",    "a",           "\r\n\r\n",  "name=a", "x: y\r\n"};

/// The same in each run.
class Dice {
public:
  std::size_t below(std::size_t end) { return end == 0 ? 0 : random_() % end; }
  std::string_view piece() { return telling[below(std::size(telling))]; }

  /// Between sound and hostile: bytes put in, taken out and replaced; ends cut and joined.
  std::string body() {
    std::string text(sound[below(std::size(sound))]);
    for (std::size_t changes = 1 + below(4); changes > 0; --changes) change(text);
    return text;
  }

  /// What looks as much like a boundary as content may.
  std::string content() {
    std::string text;
    do {
      text.clear();
      for (std::size_t pieces = below(12); pieces > 0; --pieces) text += piece();
    } while (("\r\n" + text).find("\r\n--B") != std::string::npos);
    return text;
  }

private:
  void change(std::string& text) {
    const std::size_t at = below(text.size());
    switch (below(5)) {
      case 0:
        text.insert(at, piece());
        break;
      case 1:
        text.erase(at, 1 + below(3));
        break;
      case 2:
        text.replace(at, 1, piece());
        break;
      case 3:
        text.resize(at);
        break;
      default:
        text += std::string_view(sound[below(std::size(sound))]).substr(below(5));
    }
  }

  std::mt19937 random_{20'240'817};
};

TEST(TheVerdict, OnAnyFormDoesNotDependOnItsCuts) {
  constexpr FormLimits tight{
      .maxParts = 1, .maxPartHead = 60, .maxPartFields = 1, .maxName = 2, .maxPart = 4, .maxTotal = 120};
  Dice dice;
  int complete = 0;
  for (int i = 0; i < 8'000; ++i) {
    const std::string body = dice.body();
    const FormLimits limits = i % 4 != 0 ? FormLimits() : tight;
    const std::string dialogue = wholeForm(body, limits);
    complete += dialogue.ends_with("ok") ? 1 : 0;
    ASSERT_EQ(formInPieces(body, 1, limits), dialogue) << body;
    ASSERT_EQ(formInPieces(body, 1 + dice.below(9), limits), dialogue) << body;
    ASSERT_EQ(formCutAt(body, dice.below(body.size()), limits), dialogue) << body;
  }
  EXPECT_GT(complete, 400);  // neither are all of them refused
  EXPECT_LT(complete, 7'600);
}

TEST(AForm, IsReadAsItWasWritten) {
  Dice dice;
  for (int i = 0; i < 4'000; ++i) {
    std::string body;
    std::string expected;
    for (std::size_t parts = dice.below(4); parts > 0; --parts) {
      const std::string content = dice.content();
      const std::string name(1, static_cast<char>('a' + dice.below(26)));
      body += "--B\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + content + "\r\n";
      expected += "<" + name + ">";
      if (!content.empty()) expected += "\"" + content + "\"";
      expected += ".";
    }
    body += "--B--\r\n";
    ASSERT_EQ(wholeForm(body), expected + "ok") << body;
    ASSERT_EQ(formInPieces(body, 1 + dice.below(9)), expected + "ok") << body;
  }
}

}  // namespace
}  // namespace serinus::http
