#include "parser_dialogue.hpp"

#include <serinus/http/entity_tag.hpp>

#include <gtest/gtest.h>

namespace serinus {
namespace {

using std::chrono::milliseconds;
using std::chrono::system_clock;
using Ticks = system_clock::duration;

std::optional<EntityTag> parsed(std::string_view text) {
  const http::ExactBlock block(text);
  return EntityTag::parse(block.view());
}

TEST(AnEntityTag, IsWrittenWithItsQuotes) {
  EXPECT_EQ(EntityTag::strong("v7").text(), "\"v7\"");
  EXPECT_EQ(EntityTag::weak("v7").text(), "W/\"v7\"");
  EXPECT_EQ(EntityTag::strong("").text(), "\"\"");
  EXPECT_EQ(EntityTag::strong("v7").opaque(), "v7");
  EXPECT_EQ(EntityTag::weak("v7").opaque(), "v7");
  EXPECT_EQ(EntityTag::weak("").opaque(), "");
  EXPECT_TRUE(EntityTag::weak("").isWeak());
  EXPECT_FALSE(EntityTag::strong("W/").isWeak());
}

TEST(AnEntityTag, TakesNoByteThatWouldEndIt) {
  for (int byte = 0; byte < 256; ++byte) {
    const std::string opaque{'a', static_cast<char>(byte), 'b'};
    const bool sound = byte > 0x20 && byte != '"' && byte != 0x7F;
    EXPECT_EQ(parsed('"' + opaque + '"').has_value(), sound) << byte;
    EXPECT_EQ(parsed("W/\"" + opaque + '"').has_value(), sound) << byte;
    if (sound) {
      EXPECT_EQ(EntityTag::strong(opaque).opaque(), opaque);
    } else {
      EXPECT_THROW(static_cast<void>(EntityTag::strong(opaque)), InvalidFieldError) << byte;
      EXPECT_THROW(static_cast<void>(EntityTag::weak(opaque)), InvalidFieldError) << byte;
    }
  }
}

TEST(AnEntityTag, IsReadBack) {
  for (const EntityTag& tag : {EntityTag::strong("v7"), EntityTag::weak("v7"), EntityTag::strong(""),
                               EntityTag::weak(""), EntityTag::strong("a,b\\"), EntityTag::strong("\xC3\xA4")}) {
    EXPECT_EQ(parsed(tag.text()), tag);
  }
}

TEST(AnEntityTag, IsNothingWhenItIsMalformed) {
  for (const std::string_view text : {"", "\"", "v7", "\"v7", "v7\"", "W/", "W/\"", "W/v7", "w/\"v7\"", "W\"v7\"",
                                      "W/ \"v7\"", " \"v7\"", "\"v7\" ", "\"a\"\"b\"", "\"a\",\"b\"", "W/W/\"a\"", "*"})
    EXPECT_EQ(parsed(text), std::nullopt) << text;
}

struct Compared {
  EntityTag one;
  EntityTag other;
  bool strongly;
  bool weakly;
};

TEST(EntityTags, AreComparedAsInRfc9110Section8832) {
  for (const auto& [one, other, strongly, weakly] : {
           Compared{EntityTag::weak("1"), EntityTag::weak("1"), false, true},
           Compared{EntityTag::weak("1"), EntityTag::weak("2"), false, false},
           Compared{EntityTag::weak("1"), EntityTag::strong("1"), false, true},
           Compared{EntityTag::strong("1"), EntityTag::strong("1"), true, true},
           Compared{EntityTag::strong("1"), EntityTag::strong("2"), false, false},
           Compared{EntityTag::strong("a"), EntityTag::strong("A"), false, false},
       }) {
    EXPECT_EQ(one.matchesStrongly(other), strongly) << one.text() << other.text();
    EXPECT_EQ(other.matchesStrongly(one), strongly) << one.text() << other.text();
    EXPECT_EQ(one.matchesWeakly(other), weakly) << one.text() << other.text();
    EXPECT_EQ(other.matchesWeakly(one), weakly) << one.text() << other.text();
  }
}

TEST(TheEntityTagOfBytes, IsStrongAndChangesWithThem) {
  const EntityTag tag = EntityTag::of(asBytes("hello"));
  EXPECT_EQ(tag.text(), "\"qvTGHdzF6KLavt4PO0gs\"");  // base64 of aaf4c61ddcc5e8a2dabede0f3b482c, "hello" in SHA-1
  EXPECT_EQ(EntityTag::of(asBytes("hello")), tag);
  EXPECT_NE(EntityTag::of(asBytes("hellp")), tag);
  EXPECT_EQ(EntityTag::of(ByteView{}).opaque().size(), 20U);
}

TEST(TheEntityTagOfAFile, ChangesWithSizeAndTime) {
  const system_clock::time_point time{Ticks(0x1234'5678'9ABC)};
  const system_clock::time_point later = time + std::chrono::hours(1);
  EXPECT_EQ(EntityTag::of(255, time, later).text(), "\"ff-123456789abc\"");
  EXPECT_NE(EntityTag::of(256, time, later), EntityTag::of(255, time, later));
  EXPECT_NE(EntityTag::of(255, time + Ticks(1), later), EntityTag::of(255, time, later));
  EXPECT_EQ(EntityTag::of(0, system_clock::time_point{}, later).text(), "\"0-0\"");
}

TEST(TheEntityTagOfAFile, IsWeakUntilTheFileIsASecondOld) {
  const system_clock::time_point time{std::chrono::seconds(1000)};
  EXPECT_TRUE(EntityTag::of(1, time, time).isWeak());
  EXPECT_TRUE(EntityTag::of(1, time, time + milliseconds(999)).isWeak());
  EXPECT_FALSE(EntityTag::of(1, time, time + milliseconds(1000)).isWeak());
  EXPECT_TRUE(EntityTag::of(1, time + milliseconds(1), time).isWeak());
}

}  // namespace
}  // namespace serinus
