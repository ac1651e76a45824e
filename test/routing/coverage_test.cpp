#include <serinus/routing/coverage.hpp>

#include <gtest/gtest.h>

#include <ostream>
#include <string>

namespace serinus::routing {
namespace {

struct Row {
  std::string pattern;
  std::string by;
  Coverage covered;
};

std::ostream& operator<<(std::ostream& out, const Row& row) {
  return out << row.pattern << " by " << row.by;
}

class CoverageOf : public testing::TestWithParam<Row> {};

TEST_P(CoverageOf, TellsHowManyPathsArePathsOfBoth) {
  EXPECT_EQ(coverageOf(Pattern(GetParam().pattern), Pattern(GetParam().by)), GetParam().covered);
}

constexpr auto none = Coverage::none;
constexpr auto some = Coverage::some;
constexpr auto all = Coverage::all;

INSTANTIATE_TEST_SUITE_P(
    All, CoverageOf,
    testing::Values(
        Row{"/", "/", all}, Row{"/a", "/a", all}, Row{"/a", "/b", none}, Row{"/a", "/", none}, Row{"/", "/a", none},
        Row{"/a/b", "/a", none}, Row{"/a", "/a/b", none}, Row{"/a", "/:x", all}, Row{"/a", "/*", all},
        Row{"/:x", "/a", some}, Row{"/*", "/a", some}, Row{"/:x", "/*", all}, Row{"/*", "/:x", all},
        Row{"/:x/:y", "/a/*", some}, Row{"/:x/b", "/a/c", none}, Row{"/a", "/**", all}, Row{"/", "/**", all},
        Row{"/a/b/:c", "/a/**", all}, Row{"/a", "/a/**", all}, Row{"/b/c", "/a/**", none}, Row{"/:x/c", "/a/**", some},
        Row{"/a/**", "/a", some}, Row{"/a/**", "/a/b", some}, Row{"/a/**", "/b", none}, Row{"/a/**", "/a/**", all},
        Row{"/a/**", "/**", all}, Row{"/**", "/a/**", some}, Row{"/a/:x?", "/a", some}, Row{"/a/:x?", "/a/*", some},
        Row{"/a/:x?", "/a/:y?", all}, Row{"/a/:x?", "/a/**", all}, Row{"/a", "/a/:x?", all}, Row{"/a/b", "/a/:x?", all},
        Row{"/a/:x?", "/b/*", none}, Row{"/f_<n>.txt", "/f_<m>.txt", all}, Row{"/f_<n>.txt", "/:x", all},
        Row{"/:x", "/f_<n>.txt", some}, Row{"/f_<n>.txt", "/<n>.txt", some}, Row{"/f_<n>.txt", "/g<n>.txt", none},
        Row{"/f_<n>.txt", "/f<n>.md", none}, Row{"/f_<n>.txt", "/f_1.txt", some}, Row{"/f_<n>.txt", "/f_.txt", none},
        Row{"/f_1.txt", "/f_<n>.txt", all}, Row{"/f_.txt", "/f_<n>.txt", none}));

}  // namespace
}  // namespace serinus::routing
