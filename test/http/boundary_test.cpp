#include "parser_dialogue.hpp"

#include <serinus/http/boundary.hpp>

#include <gtest/gtest.h>

namespace serinus {
namespace {

TEST(ABoundary, HasOneToSeventyCharactersOfItsSet) {
  EXPECT_FALSE(http::isBoundary(""));
  EXPECT_TRUE(http::isBoundary("a"));
  EXPECT_TRUE(http::isBoundary(std::string(70, 'a')));
  EXPECT_FALSE(http::isBoundary(std::string(71, 'a')));
  EXPECT_TRUE(http::isBoundary("----WebKitFormBoundary7MA4YWxkTrZu0gW"));
  EXPECT_TRUE(http::isBoundary("a b"));
  EXPECT_TRUE(http::isBoundary(" a"));
  EXPECT_FALSE(http::isBoundary("a "));
  for (int byte = 0; byte < 256; ++byte) {
    const char c = static_cast<char>(byte);
    const bool sound = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       (byte != 0 && std::string_view("'()+_,-./:=? ").find(c) != std::string_view::npos);
    EXPECT_EQ(http::isBoundary(std::string{'a', c, 'b'}), sound) << byte;
  }
}

std::string boundaryOf(std::string_view contentType) {
  const http::ExactBlock block(contentType);
  return http::formBoundary(block.view()).value_or("nothing");
}

TEST(TheBoundaryOfAForm, StandsInItsContentType) {
  EXPECT_EQ(boundaryOf("multipart/form-data; boundary=X1"), "X1");
  EXPECT_EQ(boundaryOf("Multipart/Form-Data;charset=utf-8;BOUNDARY=\"a b\""), "a b");
  EXPECT_EQ(boundaryOf("multipart/form-data; boundary=" + std::string(70, 'a')), std::string(70, 'a'));
  EXPECT_EQ(boundaryOf("multipart/form-data; boundary=\"a\\=b\""), "a=b");
}

TEST(TheBoundaryOfAForm, IsNothingWhereTwoReadersCouldSeeTwo) {
  for (const std::string_view type :
       {"", "multipart/form-data", "multipart/form-data; boundary",
        "multipart/form-data; boundary=", "multipart/form-data; boundary=\"\"", "multipart/form-data; boundary=\"a",
        "multipart/form-data; boundary=a b", "multipart/form-data; boundary=a; boundary=b",
        "multipart/form-data; boundary=a; Boundary=a", "multipart/form-data; boundary=\"a \"",
        "multipart/form-data; boundary=\"a\\\"b\"", "multipart/mixed; boundary=a", "multipart/form-datax; boundary=a",
        "multipart/form-data, boundary=a", "application/json"})
    EXPECT_EQ(boundaryOf(type), "nothing") << type;
  EXPECT_EQ(boundaryOf("multipart/form-data; boundary=" + std::string(71, 'a')), "nothing");
}

}  // namespace
}  // namespace serinus
