#include <serinus/gateway/event_codec.hpp>

#include <gtest/gtest.h>

#include <string>
#include <variant>

namespace serinus {
namespace {

TEST(AJsonEvent, IsAsLargeAsItsMessageMayBe) {
  for (const std::size_t size : {std::size_t{1}, std::size_t{1024} * 1024, std::size_t{3} * 1024 * 1024}) {
    const std::string text = R"({"event":"say","data":")" + std::string(size, 'x') + "\"}";
    JsonParser parser;
    const auto read = JsonEventCodec().read(WsMessage(true, asBytes(text)), parser);
    const auto* const event = std::get_if<IncomingEvent>(&read);
    ASSERT_NE(event, nullptr) << size << ": " << std::get<NoEvent>(read).reason;
    EXPECT_EQ(event->data.asString().value_or("").size(), size);
  }
}

}  // namespace
}  // namespace serinus
