#include <serinus/http/http_exception.hpp>
#include <serinus/pipeline/read_values.hpp>

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

namespace serinus::pipeline {
namespace {

enum class Order { oldest, newest };

struct Search {
  std::string text;
  std::optional<int> limit;
  std::optional<double> above;
  std::optional<bool> exact;
  std::vector<std::string> tag;
  std::vector<int> page;
  Order order = Order::oldest;

  static constexpr std::string_view jsonOptional[] = {"order"};
  [[nodiscard]] std::optional<std::string> validate() const {
    return text == "forbidden" ? std::optional<std::string>("may not be looked for") : std::nullopt;
  }
};

Search read(std::string_view query) {
  return readParameters<Search>(UrlParameters(query), "query");
}

TEST(ReadQuery, FillsAStruct) {
  const Search search = read("text=a%20b+c&limit=-12&above=1.5e3&exact=true&tag=x&tag=y%26&page=1&page=2&order=newest");
  EXPECT_EQ(search.text, "a b c");
  EXPECT_EQ(search.limit, -12);
  EXPECT_EQ(search.above, 1500.0);
  EXPECT_EQ(search.exact, true);
  EXPECT_EQ(search.tag, (std::vector<std::string>{"x", "y&"}));
  EXPECT_EQ(search.page, (std::vector<int>{1, 2}));
  EXPECT_EQ(search.order, Order::newest);
}

TEST(ReadQuery, LeavesOutWhatMayBeMissingAndPassesOverWhatNobodyAskedFor) {
  const Search search = read("text=&utm=7&__proto__=x");
  EXPECT_EQ(search.text, "");
  EXPECT_EQ(search.limit, std::nullopt);
  EXPECT_TRUE(search.tag.empty());
  EXPECT_EQ(search.order, Order::oldest);
}

TEST(ReadQuery, TakesTextForTextWhateverItLooksLike) {
  EXPECT_EQ(read("text=17").text, "17");
  EXPECT_EQ(read("text=true").text, "true");
  EXPECT_EQ(read("text=%22%2C%22limit%22%3A%22").text, "\",\"limit\":\"");
  EXPECT_EQ(read("text=null").text, "null");
}

struct Refused {
  const char* name;
  const char* query;
  const char* fault;
};
class RefusedQuery : public testing::TestWithParam<Refused> {};

TEST_P(RefusedQuery, NamesTheField) {
  std::string fault = "none";
  try {
    static_cast<void>(read(GetParam().query));
  } catch (const BadRequestException& exception) {
    fault = exception.what();
  }
  EXPECT_TRUE(fault.starts_with(GetParam().fault)) << fault;
}

INSTANTIATE_TEST_SUITE_P(, RefusedQuery,
                         testing::Values(Refused{"Missing", "limit=1", "query.text: "},
                                         Refused{"NoNumber", "text=&limit=1x", "query.limit: wants an integer"},
                                         Refused{"Empty", "text=&limit=", "query.limit: "},
                                         Refused{"Sign", "text=&limit=%2B1", "query.limit: "},
                                         Refused{"LeadingZero", "text=&limit=01", "query.limit: "},
                                         Refused{"Fraction", "text=&limit=1.0", "query.limit: "},
                                         Refused{"TooLarge", "text=&limit=2147483648", "query.limit: "},
                                         Refused{"FarTooLarge", "text=&limit=99999999999999999999999", "query"},
                                         Refused{"BareDot", "text=&above=1.", "query.above: "},
                                         Refused{"BareExponent", "text=&above=1e", "query.above: "},
                                         Refused{"Null", "text=&limit=null", "query.limit: "},
                                         Refused{"NoFlag", "text=&exact=yes", "query.exact: "},
                                         Refused{"InAList", "text=&page=1&page=two", "query.page[1]: "},
                                         Refused{"NoSuchName", "text=&order=random", "query.order: "},
                                         Refused{"Twice", "text=a&text=b", "query.text: stands twice"},
                                         Refused{"Escape", "text=%zz", "query: a %"},
                                         Refused{"Invalid", "text=forbidden", "query: may not be looked for"}),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(ReadQuery, RefusesMoreParametersThanAQueryHas) {
  std::string query = "text=a";
  for (std::size_t i = 1; i < UrlParameters::maxParameters; ++i) query += "&x=1";
  EXPECT_EQ(read(query).text, "a");
  EXPECT_THROW(static_cast<void>(read(query + "&x=1")), BadRequestException);
}

}  // namespace
}  // namespace serinus::pipeline
