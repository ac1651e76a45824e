#include <serinus/broker/topic_cursor.hpp>

#include <cstdint>
#include <limits>
#include <string>

namespace serinus {
namespace {

constexpr std::uint64_t largest = std::numeric_limits<std::uint64_t>::max();

TEST(TopicCursor, IsReadBackFromItsText) {
  for (const TopicCursor cursor : {TopicCursor{0, 0}, TopicCursor{1, 9}, TopicCursor{largest, largest},
                                   TopicCursor{0x0123456789abcdef, 10}, TopicCursor{largest - 1, largest - 1}}) {
    EXPECT_EQ(TopicCursor::parse(cursor.text()), cursor) << cursor.text();
  }
}

TEST(TopicCursor, HasSixteenDigitsOfEpochAndADecimalOffset) {
  EXPECT_EQ((TopicCursor{0xab, 42}.text()), "00000000000000ab:42");
  EXPECT_EQ((TopicCursor{largest, largest}.text()), "ffffffffffffffff:18446744073709551615");
}

TEST(TopicCursor, IsNothingElse) {
  const std::string epoch = "00000000000000ab";
  const std::string texts[] = {"",
                               "1",
                               ":",
                               epoch,
                               epoch + ":",
                               epoch + ": 1",
                               epoch + ":1 ",
                               epoch + ":-1",
                               epoch + ":+1",
                               epoch + ":01",
                               epoch + ":1x",
                               epoch + ":0x1",
                               epoch + ":18446744073709551616",
                               epoch + "1:1",
                               epoch.substr(1) + ":1",
                               "00000000000000AB:1",
                               " 0000000000000ab:1",
                               "-0000000000000ab:1",
                               "000000000000000g:1",
                               epoch + std::string(1, '\0') + "1",
                               epoch + ":1" + std::string(1, '\0')};
  for (const std::string& text : texts) EXPECT_FALSE(TopicCursor::parse(text)) << text;
}

}  // namespace
}  // namespace serinus
