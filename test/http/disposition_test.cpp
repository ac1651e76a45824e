#include "http/disposition.hpp"

#include "parser_dialogue.hpp"

#include <gtest/gtest.h>

namespace serinus::http {
namespace {

std::string shown(std::string_view value) {
  const ExactBlock block(value);
  const Disposition disposition = readDisposition(block.view());
  if (!disposition.fault.empty()) return std::string(disposition.fault);
  return *disposition.name + (disposition.filename ? "|" + *disposition.filename : "");
}

TEST(ADisposition, HasANameAndPerhapsAFilename) {
  EXPECT_EQ(shown("form-data; name=a"), "a");
  EXPECT_EQ(shown("Form-Data ;NAME=\"a b\" ; FileName=\"c;d\""), "a b|c;d");
  EXPECT_EQ(shown("form-data; filename=b; name=a"), "a|b");
  EXPECT_EQ(shown("form-data; name=\"\"; filename=\"\""), "|");
  EXPECT_EQ(shown("form-data; name=a; size=3; x=\"y\""), "a");
  EXPECT_EQ(shown("form-data;name=\"a\";filename=\"\xC3\xA4\""), "a|\xC3\xA4");
  EXPECT_EQ(shown("form-data; name=\"a\tb\""), "a\tb");
}

TEST(ADisposition, GivesTheFilenameAsSent) {
  EXPECT_EQ(shown("form-data; name=a; filename=\"../../etc/passwd\""), "a|../../etc/passwd");
  EXPECT_EQ(shown("form-data; name=a; filename=\"C:\\temp\\new.txt\""), "a|C:\\temp\\new.txt");
  EXPECT_EQ(shown("form-data; name=a; filename=\"a%22b%0D%0A.txt\""), "a|a%22b%0D%0A.txt");
  EXPECT_EQ(shown("form-data; name=a; filename=\"say \\\"hi\\\".txt\""), "a|say \"hi\".txt");
  EXPECT_EQ(shown("form-data; name=a; filename=\"a\\\\b\""), "a|a\\b");
}

TEST(ADisposition, IsRefusedWhenItIsMalformed) {
  for (const std::string_view value :
       {"form-data;", "form-data; ", "form-data; name", "form-data; name=", "form-data; name=\"a",
        "form-data; name=a b", "form-data; name=\"a\\\"", "form-data; name=\"a\"b", "form-data; name=\"a\"\"b\"",
        "form-data; =a", "form-data; name =a", "form-data; name= a", "form-data; name=a;",
        "form-data; name=a;;filename=b", "form-data; name=a, filename=b", "form-data; name=a/b", "form-data; name=\"",
        "form-data; name=\"\\"})
    EXPECT_EQ(shown(value), "the Content-Disposition of a part is malformed") << value;
  for (const std::string_view value : {"", "attachment; name=a", "form-datax; name=a", "form-data name=a", ";name=a",
                                       "name=a", "form-data, form-data; name=a"})
    EXPECT_EQ(shown(value), "the Content-Disposition of a part is not form-data") << value;
  for (const std::string_view value : {"form-data", "form-data; filename=a", "form-data; names=a"})
    EXPECT_EQ(shown(value), "the Content-Disposition of a part has no name") << value;
}

TEST(ADisposition, IsRefusedWhereTwoReadersCouldSeeTwoNames) {
  for (const std::string_view value :
       {"form-data; name=a; name=b", "form-data; name=a; filename=a; FILENAME=a", "form-data; name=a; x=1; x=1"})
    EXPECT_EQ(shown(value), "the Content-Disposition of a part has a parameter twice") << value;
  for (const std::string_view value :
       {"form-data; name=a; filename*=utf-8''b", "form-data; name*=utf-8''a", "form-data; name=a; Filename*=\"b\""})
    EXPECT_EQ(shown(value), "a Content-Disposition has filename*, which forms must not use") << value;
}

TEST(ADisposition, HasAtMostEightParameters) {
  std::string value = "form-data; name=a";
  for (char c = 'b'; c < 'i'; ++c) value += std::string("; ") + c + "=1";
  EXPECT_EQ(shown(value), "a");
  EXPECT_EQ(shown(value + "; i=1"), "the Content-Disposition of a part has too many parameters");
}

}  // namespace
}  // namespace serinus::http
