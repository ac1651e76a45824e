#include "parser_dialogue.hpp"

#include <serinus/http/byte_ranges.hpp>

#include <gtest/gtest.h>

#include <limits>

namespace serinus {
namespace {

std::string shown(const ByteRanges& chosen) {
  switch (chosen.answer()) {
    case ByteRanges::Answer::whole:
      return chosen.ranges().empty() ? "whole" : "whole with ranges";
    case ByteRanges::Answer::unsatisfiable:
      return chosen.ranges().empty() ? "unsatisfiable" : "unsatisfiable with ranges";
    case ByteRanges::Answer::one:
    case ByteRanges::Answer::several:
      break;
  }
  std::string all = chosen.answer() == ByteRanges::Answer::one ? "one" : "several";
  for (const ByteRange& range : chosen.ranges()) {
    all += " " + std::to_string(range.first) + "-" + std::to_string(range.last());
  }
  return all;
}

std::string selected(std::string_view range, std::uint64_t length = 1000) {
  const http::ExactBlock block(range);
  return shown(ByteRanges::select(block.view(), length));
}

struct Selected {
  std::string_view range;
  std::string_view shown;
};

TEST(ARangeField, ChoosesPartsOfAThousandBytes) {
  for (const auto& [range, expected] : {
           Selected{"bytes=0-499", "one 0-499"},
           Selected{"bytes=500-999", "one 500-999"},
           Selected{"bytes=0-0", "one 0-0"},
           Selected{"bytes=999-999", "one 999-999"},
           Selected{"bytes=999-", "one 999-999"},
           Selected{"bytes=0-", "one 0-999"},
           Selected{"bytes=0-999", "one 0-999"},
           Selected{"bytes=0-1000", "one 0-999"},
           Selected{"bytes=-1", "one 999-999"},
           Selected{"bytes=-1000", "one 0-999"},
           Selected{"bytes=-1001", "one 0-999"},
           Selected{"BYTES=0-1", "one 0-1"},
           Selected{"bytes=000-0001", "one 0-1"},
           Selected{"bytes=0-18446744073709551615", "one 0-999"},
           Selected{"bytes=0-18446744073709551616", "one 0-999"},
           Selected{"bytes=5-99999999999999999999999999", "one 5-999"},
           Selected{"bytes=-99999999999999999999999999", "one 0-999"},
           Selected{"bytes=0-0,-1", "several 0-0 999-999"},
           Selected{"bytes=0-0 ,\t500-600,, -1,", "several 0-0 500-600 999-999"},
           Selected{"bytes= 0-1", "one 0-1"},
           Selected{"bytes=500-600,0-9", "several 500-600 0-9"},
           Selected{"bytes=0-9,5-14", "several 0-9 5-14"},
           Selected{"bytes=0-9,1000-", "one 0-9"},
           Selected{"bytes=1000-,0-9,-0", "one 0-9"},
       }) {
    EXPECT_EQ(selected(range), expected) << range;
  }
}

TEST(ARangeField, IsUnsatisfiableWhenNoneOfItsRangesBeginsWithin) {
  for (const std::string_view range : {"bytes=1000-", "bytes=1000-1000", "bytes=-0", "bytes=1000-,-0",
                                       "bytes=18446744073709551615-", "bytes=99999999999999999999999999-"}) {
    EXPECT_EQ(selected(range), "unsatisfiable") << range;
  }
}

TEST(ARangeField, ThatIsMalformedIsPassedOver) {
  for (const std::string_view range : {"",
                                       "bytes",
                                       "bytes=",
                                       "bytes=,",
                                       "bytes=-",
                                       "bytes=--1",
                                       "bytes=1",
                                       "bytes=a-b",
                                       "bytes=1-a",
                                       "bytes=a-1",
                                       "bytes=2-1",
                                       "bytes=0-1;",
                                       "bytes=0--1",
                                       "bytes=0-1-2",
                                       "bytes=+0-1",
                                       "bytes=0 - 1",
                                       "bytes=0- 1",
                                       "bytes=0x0-1",
                                       "bytes 0-1",
                                       "bytes =0-1",
                                       " bytes=0-1",
                                       "byte=0-1",
                                       "items=0-1",
                                       "bytess=0-1",
                                       "bytes=0-1,x",
                                       "bytes=x,0-1",
                                       "bytes=0-1 2-3",
                                       "bytes=\"0-1\"",
                                       "bytes=0-1,2-1",
                                       "bytes=1001-1000",
                                       "bytes=99999999999999999999-1"}) {
    EXPECT_EQ(selected(range), "whole") << range;
  }
  EXPECT_EQ(selected(std::string_view("bytes=0-1\0", 10)), "whole");
}

TEST(ARangeField, ForMoreThanSixteenRangesIsPassedOver) {
  std::string range = "bytes=0-0";
  for (int i = 1; i < 16; ++i) range += "," + std::to_string(i) + "-" + std::to_string(i);
  EXPECT_EQ(ByteRanges::select(range, 1000).ranges().size(), 16U);
  EXPECT_EQ(selected(range + ",20-20"), "whole");
  EXPECT_EQ(selected(range + ",1000-"), "whole");
}

TEST(ARangeField, ForMoreThanThereIsIsPassedOver) {
  EXPECT_EQ(selected("bytes=0-499,500-999"), "several 0-499 500-999");
  EXPECT_EQ(selected("bytes=0-500,500-999"), "whole");
  EXPECT_EQ(selected("bytes=0-,0-"), "whole");
  EXPECT_EQ(selected("bytes=0-0,0-0,0-0", 3), "several 0-0 0-0 0-0");
  EXPECT_EQ(selected("bytes=0-0,0-0,0-0", 2), "whole");
  const std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
  EXPECT_EQ(selected("bytes=0-,0-,0-", most), "whole");
}

TEST(ARangeField, OfAnEmptyRepresentationIsPassedOver) {
  EXPECT_EQ(selected("bytes=0-", 0), "whole");
  EXPECT_EQ(selected("bytes=-1", 0), "whole");
  EXPECT_EQ(selected("bytes=0-", 1), "one 0-0");
}

TEST(ARangeField, CountsInSixtyFourBits) {
  const std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
  EXPECT_EQ(selected("bytes=0-", most), "one 0-18446744073709551614");
  EXPECT_EQ(selected("bytes=18446744073709551614-", most), "one 18446744073709551614-18446744073709551614");
  EXPECT_EQ(selected("bytes=18446744073709551615-", most), "unsatisfiable");
  EXPECT_EQ(selected("bytes=-2", most), "one 18446744073709551613-18446744073709551614");
}

TEST(ARangeField, IsPassedOverWhenThereAreTwo) {
  EXPECT_EQ(shown(ByteRanges::select(Fields{}, 10)), "whole");
  EXPECT_EQ(shown(ByteRanges::select(Fields{{"range", "bytes=1-2"}}, 10)), "one 1-2");
  EXPECT_EQ(shown(ByteRanges::select(Fields{{"Range", "bytes=1-2"}, {"Range", "bytes=1-2"}}, 10)), "whole");
}

TEST(AContentRange, TellsFirstLastAndLength) {
  EXPECT_EQ(contentRange({0, 500}, 1234), "bytes 0-499/1234");
  EXPECT_EQ(contentRange({1233, 1}, 1234), "bytes 1233-1233/1234");
  EXPECT_EQ(unsatisfiedRange(1234), "bytes */1234");
}

}  // namespace
}  // namespace serinus
