#include "form_dialogue.hpp"

#include <gtest/gtest.h>

namespace serinus::http {
namespace {

/// The same at every cut, with every size of pieces.
std::string told(std::string_view body, const FormLimits& limits = {}, std::string_view boundary = "B") {
  const std::string text = wholeForm(body, limits, boundary);
  for (std::size_t at = 0; at <= body.size(); ++at) EXPECT_EQ(formCutAt(body, at, limits, boundary), text) << at;
  for (std::size_t size = 1; size < 12; ++size) EXPECT_EQ(formInPieces(body, size, limits, boundary), text) << size;
  return text;
}

std::string withHead(std::string_view head) {
  return "--B\r\n" + std::string(head) + "\r\n\r\nx\r\n--B--\r\n";
}

std::string withContent(std::string_view content) {
  return "--B\r\nContent-Disposition: form-data; name=a\r\n\r\n" + std::string(content) + "\r\n--B--\r\n";
}

TEST(AForm, HasFieldsAndFiles) {
  EXPECT_EQ(told("--B\r\n"
                 "Content-Disposition: form-data; name=\"text\"\r\n"
                 "\r\n"
                 "hello\r\n"
                 "--B\r\n"
                 "content-disposition: form-data; filename=\"a.txt\"; name=\"file\"\r\n"
                 "Content-Type: text/plain; charset=utf-8\r\n"
                 "\r\n"
                 "line 1\r\nline 2\r\n\r\n"
                 "--B--\r\n"),
            "<text>\"hello\".<file|a.txt|text/plain; charset=utf-8>\"line 1\r\nline 2\r\n\".ok");
}

TEST(AForm, MayHaveNoPart) {
  EXPECT_EQ(told("--B--\r\n"), "ok");
  EXPECT_EQ(told("--B--"), "ok");
  EXPECT_EQ(told("preamble\r\n--B--"), "ok");
}

TEST(AForm, MayHaveEmptyParts) {
  const std::string_view field = "--B\r\nContent-Disposition: form-data; name=a\r\n\r\n";
  EXPECT_EQ(told(std::string(field) + "\r\n--B--"), "<a>.ok");
  EXPECT_EQ(told(std::string(field) + "--B--"), "<a>.ok");  // RFC 2046, 5.1.1: a part may end with its fields
  EXPECT_EQ(told(std::string(field) + std::string(field) + "x\r\n--B--"), "<a>.<a>\"x\".ok");
  EXPECT_EQ(told("--B\r\nContent-Disposition: form-data; name=\"\"; filename=\"\"\r\n\r\n\r\n--B--"), "<||>.ok");
}

TEST(AForm, IsReadWithoutItsPreambleAndEpilogue) {
  const std::string body = withContent("x");
  EXPECT_EQ(told("\r\n" + body), "<a>\"x\".ok");
  EXPECT_EQ(told("This is a message\r\n-B\r\n --B\r\n" + body), "<a>\"x\".ok");
  EXPECT_EQ(told("--A\r\n\r\r\n\n\r\n-\r\n--"
                 "\r\n" +
                 body),
            "<a>\"x\".ok");
  EXPECT_EQ(told(body + "an epilogue\r\n--B\r\n\r\n--B--x"), "<a>\"x\".ok");
  EXPECT_EQ(told(body + "\r\n\r\n"), "<a>\"x\".ok");
}

TEST(AForm, MayHaveBlanksBehindItsBoundaries) {
  EXPECT_EQ(told("--B \t\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--B--\t \r\n"), "<a>\"x\".ok");
  EXPECT_EQ(told("--B--  "), "ok");
}

TEST(AForm, IsRefusedWhenAnythingElseStandsBehindABoundary) {
  const std::string fault = "!400 a boundary is followed by more than blanks on its line";
  for (const std::string_view body :
       {"--BB\r\n", "--B\n", "--Bx", "--B-\r\n", "--B-x-", "--B - \r\n", "--B \n", "--B\rx", "--B\r\r\n", "--B--x",
        "--B---", "--B--\n", "--B-- x", "--B--\rx", "--B -- \r\n", "x\r\n--B:"})
    EXPECT_EQ(told(body), fault) << body;
  EXPECT_EQ(told(withContent("x\r\n--Bx")), "<a>\"x\"." + fault);
}

TEST(AForm, IsRefusedWhenItEndsBeforeItsLastBoundary) {
  const std::string fault = "!400 the form ends before its last boundary";
  const std::string body = withContent("x");
  EXPECT_EQ(told(""), fault);
  EXPECT_EQ(told("no boundary"), fault);
  EXPECT_EQ(told("x--B--"), fault);
  for (std::size_t size = 0; size < body.size() - 2; ++size) {
    const std::string text = told(std::string_view(body).substr(0, size));
    EXPECT_TRUE(text.ends_with(fault)) << size << text;
  }
  EXPECT_EQ(told(body.substr(0, body.size() - 1)), "<a>\"x\"." + fault);  // with half a line end
  EXPECT_EQ(told(body.substr(0, body.size() - 2)), "<a>\"x\".ok");
}

TEST(TheContentOfAPart, MayBeAnythingButTheBoundary) {
  for (const std::string_view content : {"",
                                         "x",
                                         "\r",
                                         "\n",
                                         "\r\n",
                                         "\r\n\r\n",
                                         "\r\r\n",
                                         "\r\n\r",
                                         "-",
                                         "--",
                                         "x--B--",
                                         "x--B\r\n",
                                         "\n--B\r\n",
                                         "\r--B\r\n",
                                         "\r\n-",
                                         "\r\n--",
                                         "\r\n--A",
                                         "\r\n-B",
                                         "\r\n --B",
                                         "\r\n--b",
                                         "\r\n\r\n--",
                                         "\r\r\n--\r\n--\r",
                                         "\r\n-\r\n--\r\n-",
                                         "\r\n--\r\n--\n",
                                         "x\r",
                                         "\r\n\n--B",
                                         "-\r\n",
                                         "--\r\n",
                                         "\xFF\xFE\r\n--\x80"}) {
    std::string expected = "<a>";
    if (!content.empty()) expected.append("\"").append(content).append("\"");
    EXPECT_EQ(told(withContent(content)), expected + ".ok") << content;
  }
  EXPECT_EQ(told(withContent(std::string_view("\0\r\0\n\0", 5))), std::string("<a>\"\0\r\0\n\0\".ok", 13));
}

TEST(TheContentOfAPart, MayHoldEveryBeginningOfALongBoundary) {
  const std::string boundary = "----WebKitFormBoundary7MA4YWxkTrZu0gW";
  const std::string delimiter = "\r\n--" + boundary;
  for (std::size_t size = 0; size < delimiter.size(); ++size) {
    const std::string content = delimiter.substr(0, size) + delimiter.substr(0, size) + "\r";
    const std::string body =
        "--" + boundary + "\r\nContent-Disposition: form-data; name=a\r\n\r\n" + content + delimiter + "--";
    EXPECT_EQ(told(body, {}, boundary), "<a>\"" + content + "\".ok");
  }
}

TEST(ABoundary, OfDashesIsFoundBehindDashes) {
  const std::string head = "\r\nContent-Disposition: form-data; name=a\r\n\r\n";
  EXPECT_EQ(told("-----" + head + "-\r\n----\r\n--\r\n-------", {}, "---"), "<a>\"-\r\n----\r\n--\".ok");
}

TEST(AParser, KeepsNothingOfAContentThatNeverEnds) {
  FormParser parser("B");
  const std::string head = "--B\r\nContent-Disposition: form-data; name=a\r\n\r\n";
  ASSERT_TRUE(std::holds_alternative<PartBegin>(parser.parse(head).event));
  const std::string piece(1000, 'x');
  for (int i = 0; i < 1000; ++i) {
    const FormParser::Step step = parser.parse(piece);
    ASSERT_EQ(step.consumed, piece.size());
    ASSERT_EQ(std::get<PartData>(step.event).data.data(), piece.data());  // a view, no copy
  }
}

TEST(AParser, RepeatsItsFault) {
  FormParser parser("B");
  const FormParser::Step step = parser.parse("--Bx");
  ASSERT_TRUE(std::holds_alternative<Fault>(step.event));
  EXPECT_EQ(std::get<Fault>(parser.parse("--B--").event).reason, std::get<Fault>(step.event).reason);
  EXPECT_EQ(std::get<Fault>(parser.parse("").event).status, Status::badRequest);
  EXPECT_TRUE(parser.finish());
}

TEST(AParser, NeedsABoundary) {
  EXPECT_THROW(FormParser(""), std::invalid_argument);
  EXPECT_THROW(FormParser("a\r\n"), std::invalid_argument);
  EXPECT_THROW(FormParser("a "), std::invalid_argument);
  EXPECT_THROW(FormParser(std::string(71, 'a')), std::invalid_argument);
  EXPECT_EQ(told("--" + std::string(70, 'a') + "--", {}, std::string(70, 'a')), "ok");
}

TEST(AParser, GivesAllFieldsOfAPart) {
  FormDialogue dialogue;
  dialogue.receive("--B\r\nX-A: 1\r\nContent-Disposition: form-data; name=a\r\nx-b:\t2 \r\n\r\n");
  const FormPart& part = dialogue.parser().part();
  EXPECT_EQ(part.fields.get("X-B"), "2");
  EXPECT_EQ(part.fields.size(), 3U);
  EXPECT_EQ(part.contentType, "");
  EXPECT_EQ(part.filename, std::nullopt);
}

struct Head {
  std::string_view head;
  std::string_view told;
};

TEST(TheHeadOfAPart, IsRefusedWhenItIsMalformed) {
  for (const auto& [head, expected] : {
           Head{"", "!400 a part has not exactly one Content-Disposition"},
           Head{"X: y", "!400 a part has not exactly one Content-Disposition"},
           Head{"Content-Disposition: form-data; name=a\r\nContent-Disposition: form-data; name=a",
                "!400 a part has not exactly one Content-Disposition"},
           Head{"Content-Disposition: form-data; name=a\r\nContent-Type: a/b\r\nContent-Type: a/b",
                "!400 a part has two Content-Types"},
           Head{"Content-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: base64",
                "!400 a part has a Content-Transfer-Encoding"},
           Head{"Content-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: binary\r\n"
                "Content-Transfer-Encoding: binary",
                "!400 a part has a Content-Transfer-Encoding"},
           Head{"Content-Disposition: form-data; name=a\r\nContent-Transfer-Encoding:",
                "!400 a part has a Content-Transfer-Encoding"},
           Head{"Content-Disposition: form-data;\r\n name=a", "!400 a field of a part is folded over two lines"},
           Head{"\tContent-Disposition: form-data; name=a", "!400 a field of a part is folded over two lines"},
           Head{"Content-Disposition", "!400 a field of a part has no colon"},
           Head{"--B", "!400 a field of a part has no colon"},
           Head{"Content-Disposition : form-data; name=a", "!400 the name of a part's field is no token"},
           Head{": form-data", "!400 the name of a part's field is no token"},
           Head{"Content-Disposition: form-data; name=\"a\x01\"", "!400 a field of a part has a control byte"},
           Head{"Content-Disposition: form-data; name=\"a\rb\"", "!400 a field of a part has a control byte"},
           Head{"Content-Disposition: form-data; name=a\nX: y",
                "!400 a line in the head of a part does not end with CR LF"},
           Head{"X: y\n", "!400 a line in the head of a part does not end with CR LF"},
           Head{"Content-Disposition: form-data; name=a\n\nX",
                "!400 a line in the head of a part does not end with CR LF"},
           Head{"\n", "!400 a line in the head of a part does not end with CR LF"},
           Head{"Content-Disposition: attachment; name=a", "!400 the Content-Disposition of a part is not form-data"},
           Head{"Content-Disposition: form-data", "!400 the Content-Disposition of a part has no name"},
           Head{"Content-Disposition: form-data; name*=utf-8''a",
                "!400 a Content-Disposition has filename*, which forms must not use"},
       }) {
    EXPECT_EQ(told(withHead(head)), expected) << head;
  }
  EXPECT_EQ(told(withHead(std::string_view("Content-Disposition: form-data; name=\"a\0\"", 41))),
            "!400 a field of a part has a control byte");
}

TEST(TheHeadOfAPart, NeedsNoBlanks) {
  EXPECT_EQ(told(withHead("CONTENT-DISPOSITION:form-data;name=a;filename=b\r\ncontent-type:c/d")), "<a|b|c/d>\"x\".ok");
  EXPECT_EQ(told(withHead("X:\r\nContent-Disposition:form-data;name=a")), "<a>\"x\".ok");
}

TEST(TheHeadOfAPart, IsRefusedAtABareLineFeed) {
  for (const std::string_view line : {"\n", "X: y\n", "X: y\r\n\n", "X: y\r\n:\n"}) {
    EXPECT_EQ(told("--B\r\n" + std::string(line)), "!400 a line in the head of a part does not end with CR LF");
  }
}

TEST(TheHeadOfAPart, MaySayThatItsBytesStandAsTheyAre) {
  for (const std::string_view encoding : {"7bit", "8BIT", "binary"}) {
    const std::string head = "Content-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: ";
    EXPECT_EQ(told(withHead(head + std::string(encoding))), "<a>\"x\".ok");
  }
}

}  // namespace
}  // namespace serinus::http
