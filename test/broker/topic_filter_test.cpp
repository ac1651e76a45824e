#include <serinus/broker/topic_filter.hpp>

#include <string>
#include <string_view>

namespace serinus {
namespace {

struct Pair {
  std::string_view filter;
  std::string_view name;
  bool matches;
};

// MQTT 5.0, 4.7.1, and what follows of it.
constexpr Pair pairs[] = {
    {"sport/tennis/player1/#", "sport/tennis/player1", true},
    {"sport/tennis/player1/#", "sport/tennis/player1/ranking", true},
    {"sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon", true},
    {"sport/tennis/player1/#", "sport/tennis/player2", false},
    {"sport/tennis/player1/#", "sport/tennis", false},
    {"sport/tennis/player1/#", "sport/tennis/player11", false},
    {"sport/#", "sport", true},
    {"sport/#", "sports", false},
    {"#", "", true},
    {"#", "a/b", true},
    {"", "", true},
    {"", "a", true},
    {"sport/tennis/+", "sport/tennis/player1", true},
    {"sport/tennis/+", "sport/tennis/player1/ranking", false},
    {"sport/tennis/+", "sport/tennis", false},
    {"sport/+", "sport", false},
    {"sport/+", "sport/", true},
    {"+", "finance", true},
    {"+", "", true},
    {"+", "/finance", false},
    {"+/+", "/finance", true},
    {"/+", "/finance", true},
    {"+/tennis/#", "sport/tennis", true},
    {"+/tennis/#", "sport/tennis/a", true},
    {"+/tennis/#", "tennis", false},
    {"prices/+/eu", "prices/acme/eu", true},
    {"prices/+/eu", "prices/acme/us", false},
    {"prices/+/eu", "prices/eu", false},
    {"prices/+/eu", "prices/a/b/eu", false},
    {"a", "a", true},
    {"a", "A", false},
    {"a", "a/", false},
    {"a/", "a", false},
    {"a//b", "a//b", true},
    {"a/+/b", "a//b", true},
};

TEST(TopicFilter, MatchesAsMqttSays) {
  for (const Pair& pair : pairs)
    EXPECT_EQ(TopicFilter(pair.filter).matches(pair.name), pair.matches) << pair.filter << " and " << pair.name;
}

std::string faultOf(std::string_view filter) {
  try {
    static_cast<void>(TopicFilter(filter));
  } catch (const TopicNameError& error) {
    return error.what();
  }
  return "";
}

TEST(TopicFilter, RefusesMisplacedWildcardsAndSaysWhatToWrite) {
  EXPECT_EQ(faultOf("sport/tennis#"),
            "the filter \"sport/tennis#\" has '#' beside other characters; a wildcard is a whole level: write "
            "acme/+/eu or acme/#");
  EXPECT_EQ(faultOf("sport/#/ranking"),
            "the filter \"sport/#/ranking\" goes on behind '#'; '#' is the last level, '+' is any");
  for (const std::string_view wrong : {"sport+", "+sport", "a/b+/c", "++", "#a", "##", "#/", "a/#/", "a/#/#", "+#"})
    EXPECT_NE(faultOf(wrong), "") << wrong;
  for (const std::string_view right : {"", "/", "+", "#", "+/+/#", "//", "/#", "a b", "ä/ö"})
    EXPECT_EQ(faultOf(right), "");
}

TEST(TopicFilter, HasABound) {
  EXPECT_EQ(faultOf(std::string(maxTopicName, 'a')), "");
  EXPECT_NE(faultOf(std::string(maxTopicName + 1, 'a')), "");
  EXPECT_NE(faultOf(std::string_view("a\0b", 3)), "");
}

TEST(TopicName, IsOneNameWithoutWildcards) {
  EXPECT_NO_THROW(broker::checkTopicName("acme/eu"));
  EXPECT_NO_THROW(broker::checkTopicName(std::string(maxTopicName, 'a')));
  for (const std::string& wrong : {std::string("a/+"), std::string("a/#"), std::string("a#"), std::string("a\0", 2),
                                   std::string(maxTopicName + 1, 'a')}) {
    EXPECT_THROW(broker::checkTopicName(wrong), TopicNameError) << wrong;
  }
}

}  // namespace
}  // namespace serinus
