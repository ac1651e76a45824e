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
  StreamParser parser([&](const ReceivedEvent& e) { seen.events.push_back(e.type + "|" + e.data + "|" + e.lastEventId); });
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
        Row{"CrLf", "data: a\r\n\r\n", {{"message|a|"}, "", -1}},
        Row{"Cr", "data: a\r\r", {{"message|a|"}, "", -1}},
        Row{"Mixed", "data: a\r\ndata: b\rdata: c\n\n", {{"message|a\nb\nc|"}, "", -1}},
        Row{"CrLfCr", "data: a\r\n\rdata: b\n\n", {{"message|a|", "message|b|"}, "", -1}},
        Row{"Bom", "\xEF\xBB\xBF" "data: a\n\n", {{"message|a|"}, "", -1}},
        Row{"BomTwice", "\xEF\xBB\xBF\xEF\xBB\xBF" "data: a\n\n", {{}, "", -1}},
        Row{"BomLater", "\n\xEF\xBB\xBF" "data: a\n\n", {{}, "", -1}},
        Row{"Comment", ": x\ndata: a\n\n", {{"message|a|"}, "", -1}},
        Row{"Type", "event: e\ndata: a\n\ndata: b\n\n", {{"e|a|", "message|b|"}, "", -1}},
        Row{"TypeWithoutData", "event: e\n\ndata: b\n\n", {{"message|b|"}, "", -1}},
        Row{"IdStays", "id: 1\ndata: a\n\ndata: b\n\n", {{"message|a|1", "message|b|1"}, "1", -1}},
        Row{"IdWithoutData", "id: 1\n\ndata: b\n\n", {{"message|b|1"}, "1", -1}},
        Row{"IdReset", "id: 1\ndata: a\n\nid\ndata: b\n\n", {{"message|a|1", "message|b|"}, "", -1}},
        Row{"IdWithNul", "id: 1\ndata: a\n\nid: 2\0\ndata: b\n\n"s, {{"message|a|1", "message|b|1"}, "1", -1}},
        Row{"IdNotDispatched", "id: 1\ndata: a", {{}, "", -1}},
        Row{"Retry", "retry: 1000\n\n", {{}, "", 1000}},
        Row{"RetryNotDigits", "retry: 1000x\nretry: -1\nretry:\nretry: 1 \n\n", {{}, "", -1}},
        Row{"UnknownField", "what: x\n data: y\nData: z\ndata: a\n\n", {{"message|a|"}, "", -1}},
        Row{"EndsWithoutEmptyLine", "data: a\n", {{}, "", -1}}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(EventStreamLimit, HoldsForALineAndForTheDataOfAnEvent) {
  const auto accepts = [](const std::string& stream) {
    StreamParser parser([](const ReceivedEvent&) {}, 10);
    return parser.feed(stream) && parser.feed("\n");
  };
  EXPECT_TRUE(accepts(std::string(10, 'x')));
  EXPECT_FALSE(accepts(std::string(11, 'x')));
  EXPECT_TRUE(accepts("data:1234\ndata:1234\n"));
  EXPECT_FALSE(accepts("data:12345\ndata:12345\n"));
}

}  // namespace
}  // namespace serinus::sse
