#include <serinus/sse/parser.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace serinus::sse {
namespace {

using namespace std::string_literals;

struct Seen {
  std::vector<std::string> events;  // "type|data|id"
  std::string lastEventId;
  std::int64_t retry = -1;
  friend bool operator==(const Seen&, const Seen&) = default;
};

void PrintTo(const Seen& seen, std::ostream* out) {
  for (const std::string& event : seen.events) *out << '[' << event << ']';
  *out << " id=" << seen.lastEventId << " retry=" << seen.retry;
}

Seen parse(const std::vector<std::string_view>& pieces) {
  Seen seen;
  StreamParser parser(
      [&](const ReceivedEvent& e) { seen.events.push_back(e.type + "|" + e.data + "|" + e.lastEventId); });
  for (const std::string_view piece : pieces) parser.feed(piece);
  seen.lastEventId = parser.lastEventId();
  if (parser.retry()) seen.retry = parser.retry()->count();
  return seen;
}

struct Row {
  const char* name;
  std::string stream;
  Seen expected;
};

class EventStream : public testing::TestWithParam<Row> {};

TEST_P(EventStream, MeansTheSameInEveryCut) {
  const std::string& stream = GetParam().stream;
  EXPECT_EQ(parse({stream}), GetParam().expected);
  for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
    const std::string_view text = stream;
    EXPECT_EQ(parse({text.substr(0, cut), text.substr(cut)}), GetParam().expected) << "cut at " << cut;
  }
  std::vector<std::string_view> bytes;
  for (std::size_t i = 0; i < stream.size(); ++i) bytes.push_back(std::string_view(stream).substr(i, 1));
  EXPECT_EQ(parse(bytes), GetParam().expected) << "byte by byte";
}

INSTANTIATE_TEST_SUITE_P(
    Whatwg926, EventStream,
    testing::Values(
        Row{"Data", "data: a\n\n", {{"message|a|"}, "", -1}},
        Row{"TwoLines", "data: a\ndata: b\n\n", {{"message|a\nb|"}, "", -1}},
        Row{"NoSpace", "data:a\n\n", {{"message|a|"}, "", -1}},
        Row{"TwoSpaces", "data:  a\n\n", {{"message| a|"}, "", -1}},
        Row{"NoColon", "data\n\n", {{"message||"}, "", -1}},
        Row{"NoColonTwice", "data\ndata\n\n", {{"message|\n|"}, "", -1}},
        Row{"CrLf", "data: a\r\n\r\n", {{"message|a|"}, "", -1}}, Row{"Cr", "data: a\r\r", {{"message|a|"}, "", -1}},
        Row{"Mixed", "data: a\r\ndata: b\rdata: c\n\n", {{"message|a\nb\nc|"}, "", -1}},
        Row{"CrLfCr", "data: a\r\n\rdata: b\n\n", {{"message|a|", "message|b|"}, "", -1}},
        Row{"Bom",
            "\xEF\xBB\xBF"
            "data: a\n\n",
            {{"message|a|"}, "", -1}},
        Row{"BomTwice",
            "\xEF\xBB\xBF\xEF\xBB\xBF"
            "data: a\n\n",
            {{}, "", -1}},
        Row{"BomLater",
            "\n\xEF\xBB\xBF"
            "data: a\n\n",
            {{}, "", -1}},
        Row{"HalfABomIsAFieldName",
            "\xEF\xBB"
            "data: a\n\n",
            {{}, "", -1}},
        Row{"BomAlone", "\xEF\xBB\xBF\n\ndata: a\n\n", {{"message|a|"}, "", -1}},
        Row{"BomInData",
            "data: \xEF\xBB\xBF"
            "a\n\n",
            {{"message|\xEF\xBB\xBF"
              "a|"},
             "",
             -1}},
        Row{"NulInData", "data: a\0b\n\n"s, {{"message|a\0b|"s}, "", -1}},
        Row{"ColonInData", "data: a: b\n\n", {{"message|a: b|"}, "", -1}},
        Row{"LastTypeCounts", "event: e\nevent: f\ndata: a\n\n", {{"f|a|"}, "", -1}},
        Row{"EmptyType", "event: e\nevent\ndata: a\n\n", {{"message|a|"}, "", -1}},
        Row{"IdBeforeTheEmptyLine", "id: 1\ndata: a\n\nid: 2\n", {{"message|a|1"}, "1", -1}},
        Row{"LastRetryCounts", "retry: 1\nretry: 2\n", {{}, "", 2}},
        Row{"RetrySigned", "retry: +5\nretry: 0x5\nretry: 5.0\n", {{}, "", -1}},
        Row{"Comment", ": x\ndata: a\n\n", {{"message|a|"}, "", -1}},
        Row{"Type", "event: e\ndata: a\n\ndata: b\n\n", {{"e|a|", "message|b|"}, "", -1}},
        Row{"TypeWithoutData", "event: e\n\ndata: b\n\n", {{"message|b|"}, "", -1}},
        Row{"IdStays", "id: 1\ndata: a\n\ndata: b\n\n", {{"message|a|1", "message|b|1"}, "1", -1}},
        Row{"IdWithoutData", "id: 1\n\ndata: b\n\n", {{"message|b|1"}, "1", -1}},
        Row{"IdReset", "id: 1\ndata: a\n\nid\ndata: b\n\n", {{"message|a|1", "message|b|"}, "", -1}},
        Row{"IdWithNul", "id: 1\ndata: a\n\nid: 2\0\ndata: b\n\n"s, {{"message|a|1", "message|b|1"}, "1", -1}},
        Row{"IdNotDispatched", "id: 1\ndata: a", {{}, "", -1}}, Row{"Retry", "retry: 1000\n\n", {{}, "", 1000}},
        Row{"RetryNotDigits", "retry: 1000x\nretry: -1\nretry:\nretry: 1 \n\n", {{}, "", -1}},
        Row{"UnknownField", "what: x\n data: y\nData: z\ndata: a\n\n", {{"message|a|"}, "", -1}},
        Row{"EndsWithoutEmptyLine", "data: a\n", {{}, "", -1}}),
    [](const auto& row) { return std::string(row.param.name); });

StreamFault faultOf(const std::string& stream, StreamLimits limits) {
  StreamParser whole([](const ReceivedEvent&) {}, limits);
  const bool accepted = whole.feed(stream);
  EXPECT_EQ(accepted, whole.fault() == StreamFault::none);
  StreamParser pieces([](const ReceivedEvent&) {}, limits);
  for (const char c : stream) pieces.feed(std::string_view(&c, 1));
  EXPECT_EQ(pieces.fault(), whole.fault());
  return whole.fault();
}

struct Limited {
  const char* name;
  std::string stream;
  StreamFault fault;
};

class EventStreamLimit : public testing::TestWithParam<Limited> {};

TEST_P(EventStreamLimit, HoldsForALineAndForTheDataOfAnEvent) {
  EXPECT_EQ(faultOf(GetParam().stream, {.maxLine = 10, .maxEvent = 8}), GetParam().fault);
}

INSTANTIATE_TEST_SUITE_P(
    BothSides, EventStreamLimit,
    testing::Values(Limited{"LineOfTheLimit", std::string(10, 'x') + "\n", StreamFault::none},
                    Limited{"LineAboveIt", std::string(11, 'x'), StreamFault::lineTooLong},
                    Limited{"CommentAboveIt", ":" + std::string(10, 'x'), StreamFault::lineTooLong},
                    Limited{"MarkIsNoPartOfTheLine", "\xEF\xBB\xBF" + std::string(10, 'x') + "\n", StreamFault::none},
                    Limited{"MarkAndLineAboveIt", "\xEF\xBB\xBF" + std::string(11, 'x'), StreamFault::lineTooLong},
                    Limited{"PartOfAMarkIsPartOfTheLine", "\xEF\xBB" + std::string(9, 'x'), StreamFault::lineTooLong},
                    Limited{"ManyLines", std::string(10, 'x') + "\r\n" + std::string(10, 'y') + "\r",
                            StreamFault::none},
                    Limited{"DataOfTheLimit", "data:1234\ndata:678\n\n", StreamFault::none},
                    Limited{"DataAboveIt", "data:1234\ndata:6789\n", StreamFault::eventTooLarge},
                    Limited{"LineEndAboveIt", "data:1234\ndata:678\ndata\n", StreamFault::eventTooLarge},
                    Limited{"EachEventAlone", "data:1234\ndata:678\n\ndata:1234\ndata:678\n\n", StreamFault::none}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(EventStream, IsReadNoFurtherAfterAFault) {
  std::size_t events = 0;
  StreamParser parser([&](const ReceivedEvent&) { ++events; }, {.maxLine = 10});
  EXPECT_FALSE(parser.feed("data: a\n\nthis is too long\n\ndata: b\n\n"));
  EXPECT_FALSE(parser.feed("data: c\n\n"));
  EXPECT_EQ(events, 1U);
  EXPECT_EQ(parser.fault(), StreamFault::lineTooLong);
}

TEST(EventStream, GoesOnFromTheIdOfTheConnectionBefore) {
  std::vector<std::string> ids;
  StreamParser parser([&](const ReceivedEvent& event) { ids.push_back(event.lastEventId); }, {}, "41");
  EXPECT_EQ(parser.lastEventId(), "41");
  EXPECT_TRUE(parser.feed("data: a\n\nid: 42\ndata: b\n\n"));
  EXPECT_EQ(ids, (std::vector<std::string>{"41", "42"}));
}

TEST(EventStream, TakesItsBytesFromABlockOfExactlyTheirSize) {
  const std::string stream =
      "\xEF\xBB\xBF"
      "id: 1\r\ndata: a\r\n\r\n: c\r\ndata";
  for (std::size_t size = 0; size <= stream.size(); ++size) {
    const std::vector<char> exact(stream.begin(), stream.begin() + static_cast<std::ptrdiff_t>(size));
    StreamParser parser([](const ReceivedEvent&) {});
    EXPECT_TRUE(parser.feed(std::string_view(exact.data(), exact.size())));
  }
}

TEST(EventStream, CountsComments) {
  StreamParser parser([](const ReceivedEvent&) { FAIL(); });
  EXPECT_TRUE(parser.feed(":\n\n: text\n:\n"));
  EXPECT_EQ(parser.comments(), 3U);
}

TEST(EventStream, KeepsARetryTimeInTheRangeOfOurClock) {
  const auto retryOf = [](const std::string& digits) {
    StreamParser parser([](const ReceivedEvent&) {});
    EXPECT_TRUE(parser.feed("retry: " + digits + "\n"));
    return parser.retry().value_or(std::chrono::milliseconds(-1)).count();
  };
  EXPECT_EQ(retryOf("0"), 0);
  EXPECT_EQ(retryOf("007"), 7);
  EXPECT_EQ(retryOf("9223372036854"), 9223372036854);
  EXPECT_EQ(retryOf("9223372036855"), 9223372036854);
  EXPECT_EQ(retryOf("9223372036854775807"), 9223372036854);
  EXPECT_EQ(retryOf("9223372036854775808"), 9223372036854);
  EXPECT_EQ(retryOf(std::string(100, '9')), 9223372036854);
}

}  // namespace
}  // namespace serinus::sse
