#include <serinus/serinus.hpp>

#include "support/web_socket_client.hpp"

#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <variant>

namespace serinus {
namespace {

using namespace std::string_view_literals;
using test::WebSocketClient;

struct Say {
  std::string text;
  std::optional<double> weight;
};
struct Said {
  std::string text;
  int count = 0;
};

class PackGateway : public WebSocketGateway {
public:
  PackGateway() : PackGateway("/pack", BinaryFormat::messagePack) {}

protected:
  PackGateway(std::string path, BinaryFormat format)
      : WebSocketGateway({.path = std::move(path), .codec = std::make_shared<BinaryEventCodec>(format)}) {
    on<Say>("say", [](const Say& say) { return Said{say.text, say.weight ? 2 : 1}; });
  }
};
class CborGateway : public PackGateway {
public:
  CborGateway() : PackGateway("/cbor", BinaryFormat::cbor) {}
};
class BinaryModule : public Module {
public:
  BinaryModule() {
    imports<WsModule>();
    providers<PackGateway, CborGateway>();
  }
};

// {"event":"say","data":{"text":"hi"},"id":7}
constexpr std::string_view packed =
    "\x83\xA5"
    "event\xA3"
    "say\xA4"
    "data\x81\xA4"
    "text\xA2hi\xA2id\x07"sv;
constexpr std::string_view cbor =
    "\xA3\x65"
    "event\x63"
    "say\x64"
    "data\xA1\x64"
    "text\x62hi\x62id\x07"sv;

void expectAnswer(WebSocketClient& client, std::string_view message, std::string_view answer) {
  client.sendBinary(message);
  const WebSocketClient::Frame frame = client.receiveFrame();
  EXPECT_EQ(frame.opcode, 2);
  EXPECT_EQ(frame.payload, answer);
}

TEST(BinaryEvents, AreAnsweredInTheirOwnForm) {
  auto app =
      Application::create<BinaryModule>({.host = "127.0.0.1", .port = 0, .logger = std::make_shared<NullLogger>()});
  app.start();
  WebSocketClient packing(app.port(), "/pack");
  expectAnswer(packing, packed,
               "\x83\xA5"
               "event\xA5reply\xA2id\x07\xA4"
               "data\x82\xA4text\xA2hi\xA5"
               "count\x01"sv);
  WebSocketClient concise(app.port(), "/cbor");
  expectAnswer(concise, cbor,
               "\xA3\x65"
               "event\x65reply\x62id\x07\x64"
               "data\xA2\x64text\x62hi\x65"
               "count\x01"sv);
  concise.send("{}");
  EXPECT_NE(concise.receive().find("wants a binary message with CBOR, got a text"), std::string::npos);
}

class ACodec : public testing::Test {
protected:
  /// What is read, as the event's name, id and `data.text`; or `no: reason`.
  std::string read(BinaryFormat format, std::string_view bytes) {
    const BinaryEventCodec codec(format);
    const auto result = codec.read(WsMessage(false, asBytes(bytes)), parser_);
    if (const auto* const none = std::get_if<NoEvent>(&result)) return "no: " + none->reason;
    const auto& event = std::get<IncomingEvent>(result);
    return std::string(event.name) + " " + event.id + " " + std::string(event.data["text"].asString().value_or("-"));
  }
  JsonParser parser_;
};

TEST_F(ACodec, ReadsWhatIsWhole) {
  EXPECT_EQ(read(BinaryFormat::messagePack, packed), "say 7 hi");
  EXPECT_EQ(read(BinaryFormat::cbor, cbor), "say 7 hi");
}

TEST_F(ACodec, ReadsNoPart) {
  for (std::size_t size = 0; size < packed.size(); ++size)
    EXPECT_TRUE(read(BinaryFormat::messagePack, packed.substr(0, size)).starts_with("no: MessagePack: cannot be read"))
        << size;
  for (std::size_t size = 0; size < cbor.size(); ++size)
    EXPECT_TRUE(read(BinaryFormat::cbor, cbor.substr(0, size)).starts_with("no: CBOR: cannot be read")) << size;
}

TEST_F(ACodec, ReadsNothingThatFollows) {
  EXPECT_TRUE(read(BinaryFormat::messagePack, std::string(packed) + '\x01').starts_with("no: "));
  EXPECT_TRUE(read(BinaryFormat::cbor, std::string(cbor) + '\x01').starts_with("no: "));
}

struct Row {
  const char* name;
  BinaryFormat format;
  std::string bytes;
  std::string result;
};
std::ostream& operator<<(std::ostream& out, const Row& row) {
  return out << row.name;
}

class ACodecOf : public ACodec, public testing::WithParamInterface<Row> {};

TEST_P(ACodecOf, Reads) {
  EXPECT_EQ(read(GetParam().format, GetParam().bytes), GetParam().result);
}

/// A frame of the event "e" whose data is `bytes`.
std::string pack(std::string_view bytes) {
  return std::string(
             "\x82\xA5"
             "event\xA1"
             "e\xA4"
             "data")
      .append(bytes);
}
std::string cborOf(std::string_view bytes) {
  return std::string(
             "\xA2\x65"
             "event\x61"
             "e\x64"
             "data")
      .append(bytes);
}
std::string nested(std::size_t depth, char opening) {
  return std::string(depth, opening) + '\x01';
}

constexpr auto messagePack = BinaryFormat::messagePack;
constexpr auto asCbor = BinaryFormat::cbor;

INSTANTIATE_TEST_SUITE_P(
    Edges, ACodecOf,
    testing::Values(
        Row{"DeepestPack", messagePack, pack(nested(63, '\x91')), "e  -"},
        Row{"TooDeepPack", messagePack, pack(nested(64, '\x91')), "no: MessagePack: nests deeper than 64"},
        Row{"FarTooDeepPack", messagePack, pack(nested(60'000, '\x91')), "no: MessagePack: nests deeper than 64"},
        Row{"DeepestCbor", asCbor, cborOf(nested(63, '\x81')), "e  -"},
        Row{"TooDeepCbor", asCbor, cborOf(nested(64, '\x81')), "no: CBOR: nests deeper than 64"},
        Row{"FarTooDeepCbor", asCbor, cborOf(nested(60'000, '\x81')), "no: CBOR: nests deeper than 64"},
        Row{"AnnouncedArray", messagePack, pack("\xDD\xFF\xFF\xFF\xFF\x01"),
            "no: MessagePack: cannot be read at byte 20"},
        Row{"AnnouncedString", messagePack,
            pack("\xDB\xFF\xFF\xFF\xFF"
                 "a"),
            "no: MessagePack: cannot be read at byte 20"},
        Row{"AnnouncedCbor", asCbor, cborOf("\x9B\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xF0\x01"),
            "no: CBOR: cannot be read at byte 24"},
        Row{"BytesPack", messagePack,
            pack("\xC4\x01"
                 "a"),
            "no: MessagePack: byte strings are not read"},
        Row{"ExtensionPack", messagePack,
            pack("\xD4\x05"
                 "a"),
            "no: MessagePack: byte strings are not read"},
        Row{"BytesCbor", asCbor,
            cborOf("\x41"
                   "a"),
            "no: CBOR: byte strings are not read"},
        Row{"TagCbor", asCbor,
            cborOf(std::string_view("\xC0\x61"
                                    "a",
                                    3)),
            "no: CBOR: cannot be read at byte 14"},
        Row{"NotANumberPack", messagePack, pack(std::string_view("\xCA\x7F\xC0\x00\x00", 5)),
            "no: MessagePack: a number is not finite"},
        Row{"InfinityCbor", asCbor, cborOf(std::string_view("\xF9\x7C\x00", 3)), "no: CBOR: a number is not finite"},
        Row{"NoUtf8", messagePack, pack("\xA2\xC3\x28"), "no: MessagePack: a string is not UTF-8"},
        Row{"KeyNoUtf8", messagePack, pack("\x81\xA1\xFF\x01"), "no: MessagePack: a string is not UTF-8"},
        Row{"KeyNoString", messagePack, pack("\x81\x01\x01"), "no: MessagePack: cannot be read at byte 15"},
        Row{"Undefined", messagePack, pack("\xC1"), "no: MessagePack: cannot be read at byte 14"},
        Row{"NoObject", messagePack, "\x91\x01", "no: $: wants an object with a member \"event\""},
        Row{"EventTwice", messagePack,
            std::string("\x82\xA5"
                        "event\xA1"
                        "a\xA5"
                        "event\xA1"
                        "a"),
            "no: $.event: stands twice"},
        Row{"QuotesInText", messagePack, pack("\x81\xA4text\xA3\"\\\n"), "e  \"\\\n"},
        Row{"IndefiniteCbor", asCbor,
            cborOf("\xBF\x64text\x7F\x61"
                   "a\x61"
                   "b\xFF\xFF"),
            "e  ab"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST_F(ACodec, WritesNumbersAsTheyAre) {
  std::string out;
  BinaryEventCodec(messagePack).write(out, OutgoingEvent{EventKind::event, "n", {}, "[-1,1.5,4294967296,null,true]"});
  const std::string_view expected =
      "\x82\xA5"
      "event\xA1n\xA4"
      "data\x95\xFF\xCA\x3F\xC0\x00\x00\xCF\x00\x00\x00\x01\x00\x00\x00\x00\xC0\xC3"sv;
  EXPECT_EQ(out, expected);
}

}  // namespace
}  // namespace serinus
