#include <serinus/http/media_type.hpp>

#include <gtest/gtest.h>

namespace serinus {
namespace {

TEST(AMediaType, IsReadWithItsParameters) {
  const auto type = MediaType::parse(" Text/HTML ; Charset=\"utf\\-8\";q=1 ");
  ASSERT_TRUE(type);
  EXPECT_EQ(type->type(), "Text");
  EXPECT_EQ(type->subtype(), "HTML");
  EXPECT_TRUE(type->is("text/html"));
  EXPECT_FALSE(type->is("text/htm"));
  EXPECT_FALSE(type->is("tex/thtml"));
  EXPECT_EQ(type->parameter("charset"), "utf-8");
  EXPECT_EQ(type->parameter("q"), "1");
  EXPECT_EQ(type->parameter("x"), std::nullopt);
}

TEST(AMediaType, CountsTheParametersOfAName) {
  const auto type = MediaType::parse("a/b; c=1; d=2; C=\"3\"");
  EXPECT_EQ(type->count("c"), 2U);
  EXPECT_EQ(type->count("D"), 1U);
  EXPECT_EQ(type->count("e"), 0U);
  EXPECT_EQ(type->parameter("c"), "1");
}

TEST(AMediaType, IsNothingWhenItIsMalformed) {
  for (const std::string_view text :
       {"", "text", "text/", "/html", "text /html", "text/ html", "text/html x", "text/html;a", "text/html;=b",
        "text/html;a=", "text/html;a=\"b", "text/html;a=\"", "text/html;a=b c", "te;xt/html", "text/html/x",
        "text/html;a=\"b\\"}) {
    const std::vector<char> exact(text.begin(), text.end());
    EXPECT_FALSE(MediaType::parse(std::string_view(exact.data(), exact.size()))) << text;
  }
}

TEST(AMediaType, MayEndWithASemicolon) {
  EXPECT_TRUE(MediaType::parse("text/html;"));
}

struct Negotiation {
  std::string_view accept;
  bool taken;
};

TEST(Accept, IsAskedForTheMostSpecificRange) {
  for (const auto& [accept, taken] : {
           Negotiation{"", true},
           Negotiation{" ", true},
           Negotiation{"*/*", true},
           Negotiation{"text/*", true},
           Negotiation{"TEXT/Event-Stream", true},
           Negotiation{"text/html, text/event-stream;q=0.1", true},
           Negotiation{"text/html;a=\",\", text/event-stream", true},
           Negotiation{"text/html", false},
           Negotiation{"application/*", false},
           Negotiation{"text/event-stream;q=0", false},
           Negotiation{"text/event-stream;q=0.000, */*", false},
           Negotiation{"*/*, text/event-stream; q=0", false},
           Negotiation{"text/*;q=0, */*", false},
           Negotiation{"*/*;q=0, text/*", true},
           Negotiation{"*/event-stream", false},
           Negotiation{"rubbish, text/event-stream", true},
           Negotiation{"rubbish", false},
       }) {
    EXPECT_EQ(accepts(accept, "text/event-stream"), taken) << accept;
  }
  EXPECT_FALSE(accepts("*/*", "rubbish"));
}

TEST(MediaType, IsPreferredByWeightThenByPrecision) {
  const auto prefersJson = [](std::string_view accept) {
    return prefers(accept, "application/json", "text/event-stream");
  };
  for (const char* const accept :
       {"application/json", "application/json, */*", "application/*, */*", "application/json, text/*",
        "text/event-stream;q=0.999, application/json", "text/event-stream;q=0, */*",
        "text/event-stream;q=0.1, application/json;q=0.11", "application/json;q=0.001"})
    EXPECT_TRUE(prefersJson(accept)) << accept;
  for (const char* const accept :
       {"", "*/*", "text/event-stream", "text/html", "application/json, text/event-stream", "text/event-stream, */*",
        "application/json;q=0", "application/json;q=0, text/event-stream;q=0", "application/json;q=0.9, */*",
        "application/json;q=0.1, text/event-stream;q=0.11", "application/json;q=0.500, text/event-stream;q=0.5"})
    EXPECT_FALSE(prefersJson(accept)) << accept;
}

}  // namespace
}  // namespace serinus
