#include <serinus/sse/encoder.hpp>
#include <serinus/sse/sse_event.hpp>

#include <gtest/gtest.h>

#include <optional>
#include <stdexcept>
#include <string>

namespace serinus::sse {
namespace {

enum class Side { buy, sell };

struct Tick {
  std::string symbol;
  double price = 0;
  std::optional<int> volume;
  Side side = Side::buy;
};

std::string encoded(const SseEvent& event) {
  std::string out;
  appendEvent(out, event);
  return out;
}

TEST(SseEventJson, IsAPlainStructAsData) {
  const Tick tick{"EURUSD", 1.5, 3, Side::sell};
  EXPECT_EQ(encoded(SseEvent::json("tick", tick).id("7")),
            "id: 7\nevent: tick\ndata: {\"symbol\":\"EURUSD\",\"price\":1.5,\"volume\":3,\"side\":\"sell\"}\n\n");
}

TEST(SseEventJson, WithoutANameIsAMessage) {
  const Tick tick{"a", 2, std::nullopt};
  EXPECT_EQ(encoded(SseEvent::json(tick)), "data: {\"symbol\":\"a\",\"price\":2.0,\"side\":\"buy\"}\n\n");
  EXPECT_EQ(encoded(SseEvent::json(std::string("text"))), "data: \"text\"\n\n");
}

TEST(SseEventJson, StaysOnOneLineWhateverItHolds) {
  const Tick tick{"a\nevent: forged\r\n\ndata: b", 0, std::nullopt};
  const std::string wire = encoded(SseEvent::json("tick", tick));
  EXPECT_EQ(wire.find("\ndata: "), wire.rfind("\ndata: "));
  EXPECT_EQ(wire.find('\r'), std::string::npos);
  EXPECT_EQ(wire.find("\n\n"), wire.size() - 2);
}

TEST(SseEventJson, RefusesANameThatWouldForgeAFieldAndAnEnumWithoutAName) {
  Tick tick;
  EXPECT_THROW((void)SseEvent::json("a\nb", tick), SseFieldError);
  tick.side = static_cast<Side>(9);
  EXPECT_THROW((void)SseEvent::json("tick", tick), std::invalid_argument);
}

}  // namespace
}  // namespace serinus::sse
