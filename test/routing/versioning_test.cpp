#include <serinus/routing/versioning.hpp>

#include <gtest/gtest.h>

#include <string>

namespace serinus {
namespace {

Request requestWith(std::string_view name, std::string_view value) {
  Request request(Method::get, "/");
  request.fields().add(name, value);
  return request;
}

struct Row {
  const char* name;
  Versioning versioning;
  std::string value;  // of X-Version, and of Accept
  std::string version;
};

class TheVersioning : public testing::TestWithParam<Row> {};

TEST_P(TheVersioning, FindsTheVersionOfARequest) {
  Request request = requestWith("X-Version", GetParam().value);
  request.fields().add("Accept", GetParam().value);
  EXPECT_EQ(GetParam().versioning.versionOf(request), GetParam().version);
}

const auto header = Versioning::header("x-version");
const auto accept = Versioning::mediaType();

INSTANTIATE_TEST_SUITE_P(
    All, TheVersioning,
    testing::Values(Row{"None", Versioning(), "1", ""}, Row{"Uri", Versioning::uri().defaultVersion("1"), "2", ""},
                    Row{"Header", header, "2", "2"}, Row{"HeaderText", header, "2024-01-01", "2024-01-01"},
                    Row{"HeaderEmpty", header, "", ""},
                    Row{"HeaderEmptyDefault", Versioning::header("x-version").defaultVersion("1"), "", "1"},
                    Row{"HeaderBeforeDefault", Versioning::header("x-version").defaultVersion("1"), "2", "2"},
                    Row{"AnotherHeader", Versioning::header("api"), "2", ""},
                    Row{"MediaType", accept, "application/json;v=2", "2"},
                    Row{"MediaTypeQuoted", accept, "application/json; v=\"2\"", "2"},
                    Row{"TheFirstThatSaysOne", accept, "text/html, a/b;q=0.1;v=3, c/d;v=4", "3"},
                    Row{"PastWhatIsNone", accept, "v=1, /, application/json;v=2", "2"},
                    Row{"AnotherParameter", Versioning::mediaType("version"), "application/json;v=2", ""},
                    Row{"Custom", Versioning::custom([](const Request& request) {
                          return std::string(request.header("X-Version").value_or("")) + "!";
                        }),
                        "2", "2!"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(VersioningTest, TellsByWhichFieldAnswersDiffer) {
  EXPECT_EQ(Versioning().varies(), "");
  EXPECT_EQ(Versioning::uri().varies(), "");
  EXPECT_EQ(Versioning::header("X-Version").varies(), "X-Version");
  EXPECT_EQ(Versioning::mediaType("v").varies(), "Accept");
}

}  // namespace
}  // namespace serinus
