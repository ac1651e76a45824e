#include <serinus/sse/encoder.hpp>
#include <serinus/sse/parser.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <random>
#include <string>
#include <type_traits>
#include <vector>

namespace serinus::sse {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;

std::string encoded(const SseEvent& event) {
  std::string out;
  appendEvent(out, event);
  return out;
}

std::vector<ReceivedEvent> parsed(std::string_view bytes) {
  std::vector<ReceivedEvent> events;
  StreamParser parser([&](ReceivedEvent event) { events.push_back(std::move(event)); });
  EXPECT_TRUE(parser.feed(bytes));
  return events;
}

struct Encoding {
  const char* name;
  SseEvent event;
  std::string wire;
};

class EncodedEvent : public testing::TestWithParam<Encoding> {};

TEST_P(EncodedEvent, ReadsAsWhatwgSays) {
  EXPECT_EQ(encoded(GetParam().event), GetParam().wire);
}

INSTANTIATE_TEST_SUITE_P(
    Whatwg925, EncodedEvent,
    testing::Values(Encoding{"Text", SseEvent("hi"), "data: hi\n\n"},
                    Encoding{"EveryField", SseEvent("d").event("e").id("i").retry(5ms).comment("c"),
                             ": c\nretry: 5\nid: i\nevent: e\ndata: d\n\n"},
                    Encoding{"Lf", SseEvent("a\nb"), "data: a\ndata: b\n\n"},
                    Encoding{"Cr", SseEvent("a\rb"), "data: a\ndata: b\n\n"},
                    Encoding{"CrLf", SseEvent("a\r\nb"), "data: a\ndata: b\n\n"},
                    Encoding{"LfCr", SseEvent("a\n\rb"), "data: a\ndata: \ndata: b\n\n"},
                    Encoding{"TrailingBreak", SseEvent("a\n"), "data: a\ndata: \n\n"},
                    Encoding{"Empty", SseEvent(""), "data: \n\n"},
                    Encoding{"LeadingSpace", SseEvent(" a"), "data:  a\n\n"},
                    Encoding{"EmptyId", SseEvent("a").id(""), "id: \ndata: a\n\n"},
                    Encoding{"CommentAlone", SseEvent().comment("x\ny"), ": x\n: y\n\n"},
                    Encoding{"RetryAlone", SseEvent().retry(0ms), "retry: 0\n\n"},
                    Encoding{"Verbatim", SseEvent::verbatim("odd\ndata:x\n\n"), "odd\ndata:x\n\n"},
                    Encoding{"VerbatimCrLf", SseEvent::verbatim("data:x\r\n\r\n"), "data:x\r\n\r\n"},
                    Encoding{"VerbatimEmptyLine", SseEvent::verbatim("\n"), "\n"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(VerbatimText, IsRefusedUnlessItIsWhole) {
  for (const std::string& text : {""s, "data: x"s, "data: x\n"s, "data: x\r\n"s, "data: x\n\r\n"s, "x\0\n\n"s})
    EXPECT_THROW(static_cast<void>(SseEvent::verbatim(text)), SseFieldError) << testing::PrintToString(text);
}

TEST(SseEvent, RefusesWhatWouldForgeAField) {
  for (const std::string& text : {"a\rb"s, "a\nb"s, "a\0b"s, "\n"s, "a\r\n"s}) {
    EXPECT_THROW(SseEvent("x").event(text), SseFieldError);
    EXPECT_THROW(SseEvent("x").id(text), SseFieldError);
  }
  EXPECT_THROW(SseEvent("x").retry(-1ms), SseFieldError);
  EXPECT_NO_THROW(SseEvent("a\r\n\0b"s).comment("a\r\n\0b"s));
}

TEST(SseEvent, SaysWhatWasWrongAndWhatToDo) {
  try {
    SseEvent("x").id("17\nevent: forged");
    FAIL();
  } catch (const SseFieldError& error) {
    EXPECT_STREQ(
        error.what(),
        "SseEvent: the id holds LF at position 2; it would end or break the field. Put such text into the data.");
  }
}

// What a client has made of line breaks: each is one LF.
std::string withLineFeeds(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    out.push_back(text[i] == '\r' ? '\n' : text[i]);
  }
  return out;
}

std::string randomText(std::mt19937& random, std::string_view alphabet) {
  std::string out;
  const std::size_t size = random() % 12;
  for (std::size_t i = 0; i < size; ++i) out.push_back(alphabet[random() % alphabet.size()]);
  return out;
}

TEST(EncodedEvent, AStrictParserGivesBackExactlyOneEqualEvent) {
  std::mt19937 random(20261124);
  const std::string nasty =
      "\r\n\0: \xEF\xBB\xBF\xFF"
      "dataidevent\t"s;
  const std::string nastyField =
      ": \xEF\xBB\xBF\xFF"
      "dataidevent\t"s;
  for (int i = 0; i < 100'000; ++i) {
    const std::string data = randomText(random, nasty);
    const std::string name = randomText(random, nastyField);
    const std::string id = randomText(random, nastyField);
    SseEvent event(data);
    event.event(name).id(id).comment(randomText(random, nasty)).retry(std::chrono::milliseconds(random() % 1000));
    const std::string wire = encoded(event) + encoded(SseEvent("next"));
    const auto events = parsed(wire);
    ASSERT_EQ(events.size(), 2U) << wire;
    ASSERT_EQ(events[0].data, withLineFeeds(data));
    ASSERT_EQ(events[0].type, name.empty() ? "message" : name);
    ASSERT_EQ(events[0].lastEventId, id);
    ASSERT_EQ(events[1].data, "next");
    ASSERT_EQ(events[1].type, "message");
    ASSERT_EQ(events[1].lastEventId, id);
  }
}

TEST(EncodedEvent, WithoutDataIsNotDispatchedButItsIdAndRetryCount) {
  std::size_t events = 0;
  StreamParser parser([&](const ReceivedEvent&) { ++events; });
  EXPECT_TRUE(parser.feed(encoded(SseEvent().event("e").id("7").retry(5ms).comment("c"))));
  EXPECT_EQ(events, 0U);
  EXPECT_EQ(parser.lastEventId(), "7");
  EXPECT_EQ(parser.retry(), 5ms);
  EXPECT_EQ(parser.comments(), 1U);
}

TEST(EncodedEvent, KeepsAByteOrderMarkAtTheStartOfItsData) {
  const auto events =
      parsed(encoded(SseEvent("\xEF\xBB\xBF"
                              "a")));
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].data,
            "\xEF\xBB\xBF"
            "a");
}

TEST(EncodedEvent, IsTheSameForABroadcast) {
  const SseEvent event = SseEvent("a\nb").id("7");
  EXPECT_EQ(asText(encodeEvent(event).view()), encoded(event));
}

TEST(SseEvent, IsMadeFromEveryKindOfText) {
  EXPECT_EQ(SseEvent("a").data(), "a");
  EXPECT_EQ(SseEvent("a"s).data(), "a");
  EXPECT_EQ(SseEvent(std::string_view("a")).data(), "a");
  EXPECT_EQ(SseEvent().data(), std::nullopt);
  EXPECT_EQ(SseEvent("a").data("b").data(), "b");
}

TEST(SseEvent, ChainsOnALastingOneAndOnATemporary) {
  SseEvent lasting("a");
  static_assert(std::is_same_v<decltype(lasting.event("e").id("i").data("d").comment("c").retry(1ms)), SseEvent&>);
  static_assert(
      std::is_same_v<decltype(SseEvent("a").event("e").id("i").data("d").comment("c").retry(1ms)), SseEvent&&>);
  lasting.event("e").id("i").comment("c").retry(1ms);
  EXPECT_EQ(lasting.event(), "e");
  EXPECT_EQ(lasting.id(), "i");
  EXPECT_EQ(lasting.comment(), "c");
  EXPECT_EQ(lasting.retry(), 1ms);
}

TEST(Heartbeat, IsNoEvent) {
  std::string out;
  appendHeartbeat(out);
  EXPECT_TRUE(parsed(out).empty());
}

}  // namespace
}  // namespace serinus::sse
