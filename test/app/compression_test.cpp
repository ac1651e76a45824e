#include <serinus/serinus.hpp>

#include "support/raw_client.hpp"
#include "ws/zlib.hpp"

#include <serinus/ws/client_frame_writer.hpp>

#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <string>
#include <vector>

namespace serinus {
namespace {

using test::RawClient;

/// Says N letters in the way that `way N` names; everything else comes back by itself. A way with `plain` in its name
/// asks for no compression.
class TalkingGateway : public WebSocketGateway {
public:
  using WebSocketGateway::WebSocketGateway;
  Task<> onMessage(WsMessage message, WebSocketContext& context) override {
    const std::string_view text = message.text();
    const std::string_view way = text.substr(0, text.find(' '));
    if (way.size() == text.size()) {
      context.send(message, text == "plain" ? Compress::no : Compress::yes);
      return {};
    }
    const std::string letters(count(text.substr(way.size() + 1)), 'a');
    const Compress compress = way.find("plain") == std::string_view::npos ? Compress::yes : Compress::no;
    if (way.starts_with("say")) context.sendText(letters, compress);
    if (way.starts_with("own")) context.sendText(std::string(letters), compress);
    if (way.starts_with("bytes")) context.sendBinary(asBytes(letters), compress);
    if (way.starts_with("emit")) context.emit("letters", letters, compress);
    if (way.starts_with("all")) context.broadcastText(letters, compress);
    if (way.starts_with("every")) context.broadcastBinary(asBytes(letters), compress);
    if (way.starts_with("to")) context.to(To::all()).sendText(letters, compress);
    if (way.starts_with("tell")) context.to(To::all()).emit("letters", letters, compress);
    if (way.starts_with("send")) send(letters, To::all(), compress);
    if (way.starts_with("raw")) sendBinary(asBytes(letters), To::all(), compress);
    if (way.starts_with("news")) emit("letters", letters, To::all(), compress);
    return {};
  }

private:
  static std::size_t count(std::string_view digits) { return std::stoul(std::string(digits)); }
};

class SharedGateway : public TalkingGateway {
public:
  SharedGateway() : TalkingGateway({.path = "/shared", .compression = Deflate::shared().threshold(100)}) {}
};
class DedicatedGateway : public TalkingGateway {
public:
  DedicatedGateway()
      : TalkingGateway({.path = "/dedicated", .compression = Deflate::dedicated({.windowBits = 12}).threshold(100)}) {}
};
class PlainGateway : public TalkingGateway {
public:
  PlainGateway() : TalkingGateway({.path = "/plain"}) {}
};

class TalkModule : public Module {
public:
  TalkModule() {
    imports<WsModule>();
    providers<SharedGateway, DedicatedGateway, PlainGateway>();
  }
};

struct Received {
  int firstByte = 0;  // of the frame
  std::string payload;
  [[nodiscard]] bool compressed() const { return (firstByte & 0x40) != 0; }
};

/// A client that has offered something; reads frames as they are.
class Talker {
public:
  Talker(std::uint16_t port, std::string_view path, std::string_view extensions) : client_(port) {
    std::string request = "GET " + std::string(path) +
                          " HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                          "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    if (!extensions.empty()) request.append("Sec-WebSocket-Extensions: ").append(extensions).append("\r\n");
    client_.send(request + "\r\n");
    head_ = client_.readUntil("\r\n\r\n");
  }

  [[nodiscard]] const std::string& head() const { return head_; }
  /// What was agreed on; empty when nothing was.
  [[nodiscard]] std::string agreed() const {
    constexpr std::string_view field = "Sec-WebSocket-Extensions: ";
    const std::size_t at = head_.find(field);
    if (at == std::string::npos) return "";
    return head_.substr(at + field.size(), head_.find("\r\n", at) - at - field.size());
  }

  void send(std::string_view text) { write(text, false); }
  void sendCompressed(std::string_view text) {
    std::string payload;
    deflater_.append(payload, asBytes(text));
    deflater_.reset();
    write(payload, true);
  }
  void write(std::string_view payload, bool rsv1) {
    std::string bytes;
    ws::appendMaskedFrame(bytes, {.opcode = ws::Opcode::text, .final = true, .rsv1 = rsv1, .key = ws::MaskKey{}},
                          asBytes(payload));
    client_.send(bytes);
  }

  Received receive() {
    const std::string head = client_.readExactly(2);
    std::size_t length = static_cast<unsigned char>(head.at(1));
    if (length == 126) {
      const std::string more = client_.readExactly(2);
      length = std::size_t{static_cast<unsigned char>(more.at(0))} << 8 | static_cast<unsigned char>(more.at(1));
    }
    return {static_cast<unsigned char>(head.at(0)), client_.readExactly(length)};
  }
  /// The message of a frame, inflated after those before it.
  std::string message() {
    const Received frame = receive();
    if (!frame.compressed()) return frame.payload;
    std::array<std::byte, 70'000> room;
    const auto step = inflater_.step(asBytes(frame.payload), room);
    EXPECT_TRUE(step.valid && inflater_.finish());
    return std::string(asText(ByteView(room).first(step.produced)));
  }

private:
  RawClient client_;
  std::string head_;
  ws::Deflater deflater_{{.windowBits = 12}};  // fits every agreement here
  ws::Inflater inflater_{15};
};

class ACompressingGateway : public testing::TestWithParam<std::size_t> {
protected:
  ACompressingGateway()
      : app_(Application::create<TalkModule>(
            {.host = "127.0.0.1", .port = 0, .threads = GetParam(), .logger = std::make_shared<NullLogger>()})) {
    app_.start();
  }
  Talker talker(std::string_view path, std::string_view extensions) { return {app_.port(), path, extensions}; }

  Application app_;
};

constexpr std::string_view offer = "permessage-deflate; client_max_window_bits";
constexpr std::string_view forget = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

TEST_P(ACompressingGateway, AgreesAsItIsConfigured) {
  EXPECT_EQ(talker("/shared", offer).agreed(), forget);
  EXPECT_EQ(talker("/dedicated", offer).agreed(),
            "permessage-deflate; server_max_window_bits=12; client_max_window_bits=12");
  EXPECT_EQ(talker("/shared",
                   "x, permessage-deflate; server_max_window_bits=10\r\n"
                   "Sec-WebSocket-Extensions: permessage-deflate")
                .agreed(),
            std::string(forget) + "; server_max_window_bits=10");
  for (const auto& [path, extensions] :
       {std::pair("/shared", ""), std::pair("/shared", "x"), std::pair("/plain", offer.data()),
        std::pair("/shared", "permessage-deflate; server_max_window_bits=7")}) {
    const Talker plain = talker(path, extensions);
    EXPECT_TRUE(plain.head().starts_with("HTTP/1.1 101 ")) << plain.head();
    EXPECT_EQ(plain.agreed(), "") << path << extensions;
  }
  EXPECT_TRUE(talker("/plain", "permessage-deflate;").head().starts_with("HTTP/1.1 400 "));
}

TEST_P(ACompressingGateway, CompressesFromItsThresholdOnUnlessToldNotTo) {
  for (const std::string_view path : {"/shared", "/dedicated"}) {
    Talker client = talker(path, offer);
    client.send("say 99");
    const Received shorter = client.receive();
    EXPECT_EQ(shorter.firstByte, 0x81);
    EXPECT_EQ(shorter.payload, std::string(99, 'a'));
    client.send("say 100");
    const Received compressed = client.receive();
    EXPECT_EQ(compressed.firstByte, 0xC1);
    EXPECT_LT(compressed.payload.size(), 20U);
    for (const std::string way : {"say", "own", "bytes", "emit", "all", "every", "to", "tell", "send", "raw", "news"}) {
      client.send(way + " 1000");
      EXPECT_TRUE(client.receive().compressed()) << way;
      client.send(way + "plain 1000");
      const Received plain = client.receive();
      EXPECT_FALSE(plain.compressed()) << way;
      EXPECT_NE(plain.payload.find(std::string(1000, 'a')), std::string::npos) << way;
    }
  }
}

TEST_P(ACompressingGateway, CompressesNothingForWhoDidNotAsk) {
  Talker client = talker("/shared", "");
  client.send("say 1000");
  EXPECT_EQ(client.receive().payload, std::string(1000, 'a'));
  client.sendCompressed("hello");
  const Received close = client.receive();
  EXPECT_EQ(close.firstByte, 0x88);
  EXPECT_EQ(close.payload,
            "\x03\xEA"
            "a reserved bit is set");
}

TEST_P(ACompressingGateway, TakesCompressedMessagesAndSendsThemBack) {
  for (const std::string_view path : {"/shared", "/dedicated"}) {
    Talker client = talker(path, offer);
    for (const std::size_t size : {0U, 1U, 99U, 100U, 5000U, 60'000U}) {
      std::string message(size, 'm');
      for (std::size_t i = 0; i < size; i += 7) message[i] = static_cast<char>('a' + i % 26);
      client.sendCompressed(message);
      EXPECT_TRUE(client.message() == message) << path << ' ' << size;
      client.send(message);
      EXPECT_TRUE(client.message() == message) << path << ' ' << size;
    }
  }
}

TEST_P(ACompressingGateway, RemembersWhereItIsDedicated) {
  for (const auto& [path, remembers] : {std::pair("/shared", false), std::pair("/dedicated", true)}) {
    Talker client = talker(path, offer);
    std::string message;
    for (int i = 0; i < 100; ++i) message += std::to_string(i * 7919);
    client.send(message);
    const Received first = client.receive();
    client.send(message);
    const Received second = client.receive();
    EXPECT_TRUE(first.compressed() && second.compressed());
    EXPECT_EQ(second.payload.size() < first.payload.size() / 4, remembers) << path;
    EXPECT_EQ(second.payload == first.payload, !remembers) << path;
  }
}

TEST_P(ACompressingGateway, BroadcastsToEachClientAsItAgreed) {
  for (const std::string_view path : {"/shared", "/dedicated"}) {
    std::vector<std::unique_ptr<Talker>> clients;
    for (const std::string_view extensions :
         {offer, offer, std::string_view(), std::string_view("permessage-deflate; server_max_window_bits=8"), offer,
          std::string_view("permessage-deflate; server_no_context_takeover")}) {
      clients.push_back(std::make_unique<Talker>(app_.port(), path, extensions));
      clients.back()->send("in");
      EXPECT_EQ(clients.back()->message(), "in");
    }
    for (const std::size_t size : {99U, 100U, 3000U, 60'000U}) {
      clients.front()->send("all " + std::to_string(size));
      for (const auto& client : clients) EXPECT_TRUE(client->message() == std::string(size, 'a')) << path << size;
    }
    clients.front()->send("all 2000");
    for (std::size_t i = 0; i < clients.size(); ++i) EXPECT_EQ(clients[i]->receive().compressed(), i != 2) << i;
  }
}

TEST_P(ACompressingGateway, ClosesWhatItCannotTake) {
  for (const std::string_view path : {"/shared", "/dedicated"}) {
    Talker bomber = talker(path, offer);
    bomber.sendCompressed(std::string(10'000'000, '\0'));
    EXPECT_EQ(bomber.receive().payload,
              "\x03\xF1"
              "the message is larger than this server takes");
    Talker liar = talker(path, offer);
    liar.write("no compressed data", true);
    EXPECT_EQ(liar.receive().payload,
              "\x03\xEF"
              "a compressed message cannot be inflated");
    Talker largest = talker(path, offer);
    largest.sendCompressed(std::string(65'536, 'x'));
    EXPECT_TRUE(largest.message() == std::string(65'536, 'x'));
  }
}

INSTANTIATE_TEST_SUITE_P(Threads, ACompressingGateway, testing::Values(1, 3));

}  // namespace
}  // namespace serinus
