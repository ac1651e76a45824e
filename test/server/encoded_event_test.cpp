#include "server/encoded_event.hpp"

#include <gtest/gtest.h>

#include <charconv>
#include <string>

namespace serinus::server {
namespace {

TEST(EncodedEvent, IsOneChunkInWhichItsTextLies) {
  const EncodedEvent event(SseEvent("now").event("tick").id("7"));
  EXPECT_EQ(asText(event.chunk().view()), "1d\r\nid: 7\nevent: tick\ndata: now\n\n\r\n");
  EXPECT_EQ(asText(event.text()), "id: 7\nevent: tick\ndata: now\n\n");
}

TEST(EncodedEvent, OfAHeartbeatIsAComment) {
  const EncodedEvent event = EncodedEvent::heartbeat();
  EXPECT_EQ(asText(event.chunk().view()), "3\r\n:\n\n\r\n");
  EXPECT_EQ(asText(event.text()), ":\n\n");
}

// Where the size in hexadecimal gets a digit more.
TEST(EncodedEvent, SaysItsSizeRightForEverySize) {
  for (const std::size_t size : {0U, 7U, 8U, 247U, 248U, 4087U, 4088U, 65'527U, 65'528U, 300'000U}) {
    const std::string data(size, 'x');
    const EncodedEvent event{SseEvent(data)};
    const std::string text = "data: " + data + "\n\n";
    const std::string_view chunk = asText(event.chunk().view());
    std::size_t said = 0;
    const auto end = std::from_chars(chunk.data(), chunk.data() + chunk.size(), said, 16).ptr;
    EXPECT_EQ(said, text.size());
    EXPECT_EQ(chunk.substr(static_cast<std::size_t>(end - chunk.data())), "\r\n" + text + "\r\n");
    EXPECT_EQ(asText(event.text()), text);
  }
}

}  // namespace
}  // namespace serinus::server
