#include <serinus/http/method.hpp>

#include <gtest/gtest.h>

namespace serinus {
namespace {

TEST(AMethod, HasTheNameItHasOnTheWireAndIsFoundByIt) {
  const std::vector<std::pair<Method, std::string_view>> table{
      {Method::get, "GET"},     {Method::head, "HEAD"},  {Method::post, "POST"},      {Method::put, "PUT"},
      {Method::patch, "PATCH"}, {Method::del, "DELETE"}, {Method::options, "OPTIONS"}};
  ASSERT_EQ(table.size(), methodCount);
  for (const auto& [method, text] : table) {
    EXPECT_EQ(name(method), text);
    EXPECT_EQ(methodNamed(text), method);
  }
}

TEST(AMethod, IsNotFoundByAnotherCaseOrAnUnknownName) {
  for (const std::string_view text : {"get", "Get", "", "GE", "GETT", "TRACE", "CONNECT"}) {
    EXPECT_EQ(methodNamed(text), std::nullopt) << text;
  }
}

TEST(AMethodSet, ListsItsMembersInTheOrderOfTheEnumeration) {
  MethodSet set{Method::post, Method::get};
  EXPECT_EQ(set.text(), "GET, POST");
  set.add(MethodSet{Method::del, Method::post});
  EXPECT_EQ(set.text(), "GET, POST, DELETE");
  EXPECT_TRUE(set.contains(Method::del));
  EXPECT_FALSE(set.contains(Method::head));
}

TEST(AMethodSet, MayBeEmptyOrFull) {
  EXPECT_TRUE(MethodSet().empty());
  EXPECT_EQ(MethodSet().text(), "");
  EXPECT_EQ(MethodSet::all().text(), "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
}

}  // namespace
}  // namespace serinus
