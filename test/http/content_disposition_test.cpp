#include <serinus/http/content_disposition.hpp>

#include <gtest/gtest.h>

#include <string>

namespace serinus {
namespace {

struct Named {
  const char* name;
  std::string file;
  std::string parameters;
};
class DispositionOf : public testing::TestWithParam<Named> {};

TEST_P(DispositionOf, ANameIsSafeAndUnderstood) {
  EXPECT_EQ(contentDisposition(Disposition::saved, GetParam().file), "attachment" + GetParam().parameters);
}

INSTANTIATE_TEST_SUITE_P(
    Rfc6266, DispositionOf,
    testing::Values(Named{"None", "", ""}, Named{"Plain", "report.pdf", R"(; filename="report.pdf")"},
                    Named{"Space", "a b.pdf", R"(; filename="a b.pdf")"},
                    Named{"Quote", R"(a"b.pdf)", R"(; filename="a\"b.pdf")"},
                    Named{"Umlaut", "Übersicht.pdf",
                          R"(; filename="_bersicht.pdf"; filename*=UTF-8''%C3%9Cbersicht.pdf)"},
                    Named{"Emoji", "😀", R"(; filename="_"; filename*=UTF-8''%F0%9F%98%80)"},
                    Named{"Percent", "100%41.txt", R"(; filename="100_41.txt"; filename*=UTF-8''100%2541.txt)"},
                    Named{"Folders", "/etc/../passwd", R"(; filename="passwd")"},
                    Named{"Backslashes", R"(C:\a\b.txt)", R"(; filename="b.txt")"}, Named{"FolderAlone", "a/", ""},
                    Named{"ForgedField", "a\r\nX-Evil: 1", R"(; filename="a__X-Evil: 1")"},
                    Named{"Nul", std::string("a\0b", 3), R"(; filename="a_b")"},
                    Named{"NoUtf8", "a\xFF.txt", R"(; filename="a_.txt")"},
                    Named{"Apostrophe", "ü'().txt", R"(; filename="_'().txt"; filename*=UTF-8''%C3%BC%27%28%29.txt)"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(ContentDisposition, MayBeToShow) {
  EXPECT_EQ(contentDisposition(Disposition::shown), "inline");
  EXPECT_EQ(contentDisposition(Disposition::shown, "a.pdf"), R"(inline; filename="a.pdf")");
}

}  // namespace
}  // namespace serinus
