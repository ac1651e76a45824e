#include "transport/server_names.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace serinus::transport {
namespace {

struct Asked {
  const char* name;
  std::string host;
  std::optional<std::size_t> certificate;
};

class ServerNamesTest : public testing::TestWithParam<Asked> {};

TEST_P(ServerNamesTest, FindsTheCertificateOfAHost) {
  ServerNames names;
  names.add("example.com", 0);
  names.add("*.Example.com", 1);
  names.add("api.example.com", 2);
  names.add("xn--bcher-kva.example", 3);
  names.add("api.example.com", 4);
  names.add("dotted.example.", 5);
  EXPECT_EQ(names.find(GetParam().host), GetParam().certificate);
}

INSTANTIATE_TEST_SUITE_P(, ServerNamesTest,
                         testing::Values(Asked{"Whole", "example.com", 0}, Asked{"WhateverItsCase", "EXAMPLE.Com", 0},
                                         Asked{"WithADotAtTheEnd", "example.com.", 0},
                                         Asked{"AddedWithADotAtTheEnd", "dotted.example", 5},
                                         Asked{"OneLabelInPlaceOfTheStar", "www.example.com", 1},
                                         Asked{"WhateverItsCaseThere", "WWW.example.COM", 1},
                                         Asked{"AWholeNameBeforeAStar", "api.example.com", 2},
                                         Asked{"TwoLabelsInPlaceOfTheStar", "a.b.example.com", std::nullopt},
                                         Asked{"NoLabelInPlaceOfTheStar", ".example.com", std::nullopt},
                                         Asked{"TheStarItself", "*.example.com", std::nullopt},
                                         Asked{"PunyCode", "xn--bcher-kva.example", 3},
                                         Asked{"Another", "example.org", std::nullopt},
                                         Asked{"APart", "ample.com", std::nullopt}, Asked{"Nothing", "", std::nullopt},
                                         Asked{"ADot", ".", std::nullopt}, Asked{"OneLabel", "com", std::nullopt}),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(ServerName, IsAHostOrHasAStarInPlaceOfItsFirstLabel) {
  for (const char* const name : {"localhost", "example.com", "*.example.com", "a-b.c_d.example", "example.com."})
    EXPECT_TRUE(ServerNames::isName(name)) << name;
  for (const char* const name : {"", ".", "*", "*.", "a.*.com", "w*.example.com", "*example.com", "**.example.com",
                                 "a..b", ".a", "a b", "a/b", "https://a", "a:443",
                                 "b\xC3\xBC"
                                 "cher.example"})
    EXPECT_FALSE(ServerNames::isName(name)) << name;
  EXPECT_TRUE(ServerNames::isName(std::string(253, 'a')));
  EXPECT_FALSE(ServerNames::isName(std::string(254, 'a')));
}

}  // namespace
}  // namespace serinus::transport
