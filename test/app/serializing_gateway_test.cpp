#include <serinus/serinus.hpp>

#include "support/raw_client.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <charconv>
#include <memory>
#include <stdexcept>
#include <string>

namespace serinus {
namespace {

using test::RawClient;

struct Degrees {
  int value = 0;
};

/// Decimal digits; `text` says which kind of message. Set and read by the tests, used on the loop.
class DegreesCodec : public MessageSerializer<Degrees>, public MessageDeserializer<Degrees> {
public:
  std::string serialize(const Degrees& degrees) override {
    ++serialized;
    return std::to_string(degrees.value);
  }
  bool makesText() const noexcept override { return text; }
  Degrees deserialize(const WsMessage& message) override {
    if (message.isBinary()) throw WsUnsupportedDataException("text, please");
    Degrees degrees;
    const std::string_view digits = message.text();
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), degrees.value);
    if (error != std::errc() || end != digits.data() + digits.size()) throw std::invalid_argument("no number");
    return degrees;
  }
  std::atomic<bool> text = true;
  std::atomic<int> serialized = 0;
};

class Thermometer : public SerializingGateway<Degrees> {
public:
  explicit Thermometer(DegreesCodec& codec) : SerializingGateway({.path = "/t"}, codec, codec) {}
  Task<> onValue(Degrees degrees, WebSocketContext& context) override {
    if (degrees.value < 0)
      sendValue(Degrees{-degrees.value});
    else
      sendValue(Degrees{degrees.value + 1}, context);
    return {};
  }
};

class ThermometerModule : public Module {
public:
  ThermometerModule() {
    imports<WsModule>();
    providers<DegreesCodec, Thermometer>();
  }
};

class ASerializingGateway : public testing::Test {
protected:
  ASerializingGateway()
      : app_(Application::create<ThermometerModule>(
            {.host = "127.0.0.1", .port = 0, .logger = std::make_shared<NullLogger>()})) {
    app_.start();
  }

  void connect(const RawClient& client) const {
    client.send(
        "GET /t HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
  }
  static std::string frame(char first, std::string_view payload) {
    return std::string{first, static_cast<char>(0x80 | payload.size()), 0, 0, 0, 0}.append(payload);
  }

  Application app_;
};

TEST_F(ASerializingGateway, TakesAndSendsValues) {
  RawClient client(app_.port());
  connect(client);
  client.readUntil("\r\n\r\n");
  client.send(frame('\x81', "20"));
  EXPECT_EQ(client.readUntil("21"),
            "\x81\x02"
            "21");
  app_.use<DegreesCodec>().text = false;
  client.send(frame('\x81', "21"));
  EXPECT_EQ(client.readUntil("22"),
            "\x82\x02"
            "22");
}

TEST_F(ASerializingGateway, SerializesABroadcastOnce) {
  RawClient one(app_.port());
  RawClient two(app_.port());
  for (RawClient* client : {&one, &two}) {
    connect(*client);
    client->readUntil("\r\n\r\n");
    client->send(frame('\x81', "1"));
    client->readUntil("2");  // it is in
  }
  one.send(frame('\x81', "-35"));
  EXPECT_EQ(one.readUntil("35"),
            "\x81\x02"
            "35");
  EXPECT_EQ(two.readUntil("35"),
            "\x81\x02"
            "35");
  EXPECT_EQ(app_.use<DegreesCodec>().serialized, 3);
}

TEST_F(ASerializingGateway, ClosesWhenAMessageIsNoValue) {
  struct Row {
    char first;
    std::string_view payload;
    std::string_view close;  // code and reason
  };
  for (const auto& [first, payload, close] :
       {Row{'\x81', "warm", "\x03\xEFno number"}, Row{'\x82', "20", "\x03\xEBtext, please"}}) {
    RawClient client(app_.port());
    connect(client);
    client.readUntil("\r\n\r\n");
    client.send(frame(first, payload));
    const std::string expected = std::string{'\x88', static_cast<char>(close.size())}.append(close);
    EXPECT_EQ(client.readUntil(close), expected);
  }
}

}  // namespace
}  // namespace serinus
