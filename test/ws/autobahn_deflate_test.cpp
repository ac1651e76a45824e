#include "deflate_feeder.hpp"
#include "strict_inflater.hpp"

#include "ws/per_message_deflate.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <ostream>
#include <random>
#include <set>

// Twins of sections 12 and 13 of the public Autobahn suite, with its numbers: a client that offers compression sends
// messages of many sizes, whole and in fragments, and gets each one back. Our data is made; there is less of it.

namespace serinus::ws {
namespace {

constexpr std::size_t KiB = 1024;

struct CompressionCase {
  std::string id;
  std::size_t data;  // which kind
  std::size_t size;
  std::size_t fragment;  // bytes of payload in a frame; 0: all
  std::string offer;
};
std::ostream& operator<<(std::ostream& out, const CompressionCase& row) {
  return out << row.id;
}

// ---- Data

enum Kind : std::size_t { prose, picture, document, json, html };
constexpr std::size_t kinds = 5;

std::string makeData(std::size_t kind) {
  static constexpr std::string_view words[] = {"Habe ",       "nun, ", "ach! ",    "Philosophie, ",
                                               "Juristerei ", "und ",  "Medizin\n"};
  std::mt19937 random(static_cast<unsigned>(kind));
  std::string data;
  while (data.size() < 200 * KiB) {
    const unsigned pick = static_cast<unsigned>(random());
    const std::string number = std::to_string(pick % 10'000);
    if (kind == prose) data += words[pick % 7];
    if (kind == picture) data.append(4, static_cast<char>(data.size() / 512 + pick % 3));
    if (kind == document) data += static_cast<char>(pick);
    if (kind == json) data += R"({"id":)" + number + R"(,"name":"n)" + number.substr(1) + R"(","grün":true},)";
    if (kind == html)
      data += R"(<li class="c)" + number.substr(0, 1) + R"("><a href="/)" + number + "\">Zürich</a></li>\n";
  }
  return data;
}

constexpr bool isText(std::size_t kind) {
  return kind == json || kind == html;
}

/// The next message: text is cut where it may be.
std::string takeMessage(std::string_view& rest, const std::string& data, std::size_t size, bool text) {
  if (rest.size() < size + 4) rest = data;
  std::size_t end = size;
  while (text && (static_cast<unsigned char>(rest[end]) & 0xC0) == 0x80) ++end;
  const std::string message(rest.substr(0, end));
  rest.remove_prefix(end);
  return message;
}

// ---- Cases

std::vector<CompressionCase> cases() {
  struct Size {
    std::size_t message;
    std::size_t fragment;
  };
  std::vector<Size> sizes;
  for (const std::size_t size : {16U, 64U, 256U, 1024U, 4096U, 8192U, 16384U, 32768U, 65536U, 131072U}) {
    sizes.push_back({size, 0});
  }
  for (const std::size_t size : {8192U, 16384U, 32768U, 65536U, 131072U}) sizes.push_back({size, 256});
  for (const std::size_t fragment : {1024U, 4096U, 32768U}) sizes.push_back({131072, fragment});

  const std::string plain = "permessage-deflate; client_max_window_bits";
  const std::string forget = "permessage-deflate; server_no_context_takeover; client_max_window_bits";
  const std::string of8 = "; server_max_window_bits=8", of15 = "; server_max_window_bits=15";
  const std::vector<std::string> offers{plain,
                                        forget,
                                        plain + of8,
                                        plain + of15,
                                        forget + of8,
                                        forget + of15,
                                        forget + of8 + ", " + forget + ", " + plain};

  std::vector<CompressionCase> all;
  const auto add = [&](const std::string& section, std::size_t data, const std::string& offer) {
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      all.push_back({section + std::to_string(i + 1), data, sizes[i].message, sizes[i].fragment, offer});
    }
  };
  for (std::size_t data = 0; data < kinds; ++data) add("12." + std::to_string(data + 1) + ".", data, plain);
  for (std::size_t i = 0; i < offers.size(); ++i) add("13." + std::to_string(i + 1) + ".", json, offers[i]);
  return all;
}

// ---- Ends

/// Sends back what it gets, compressed as was agreed.
class EchoServer {
public:
  EchoServer(const DeflateAgreement& agreed, const Deflate& deflate)
      : deflate_(agreed, deflate, pool_),
        session_({.maxMessage = 16 * KiB * KiB, .maxFragments = 262'144, .inflater = &deflate_.inflater}) {}

  [[nodiscard]] std::string read(std::string bytes) {
    std::string out;
    MutableBytes rest = std::as_writable_bytes(std::span(bytes));
    while (!rest.empty()) {
      const Step step = session_.receive(rest);
      rest = rest.subspan(step.consumed);
      if (const auto* message = std::get_if<Message>(&step.event)) answer(*message, out);
      EXPECT_FALSE(std::holds_alternative<Fault>(step.event)) << line(step.event);
      if (std::holds_alternative<NeedMore>(step.event)) break;
    }
    unread_.assign(asText(rest));
    return out;
  }
  /// What the session has left in front of the next bytes.
  [[nodiscard]] std::string takeUnread() { return std::exchange(unread_, {}); }

private:
  void answer(const Message& message, std::string& out) {
    const Opcode opcode = message.isText ? Opcode::text : Opcode::binary;
    const auto payload = deflate_.deflater.deflate(message.payload);
    out += asText(payload ? FrameHead::compressed(opcode, payload->size()).bytes()
                          : FrameHead(opcode, message.payload.size()).bytes());
    out += asText(payload.value_or(message.payload));
  }

  DeflatePool pool_;
  PerMessageDeflate deflate_;
  Session session_;
  std::string unread_;
};

/// A message as a client sends it, its compressed payload in frames of at most `fragment` bytes.
std::string encoded(bool text, std::string_view payload, std::size_t fragment) {
  std::string bytes;
  bool first = true;
  do {
    const std::string_view part = payload.substr(0, fragment == 0 ? payload.size() : fragment);
    payload.remove_prefix(part.size());
    const Opcode opcode = text ? Opcode::text : Opcode::binary;
    bytes +=
        first ? compressedFrame(opcode, part, payload.empty()) : frame(Opcode::continuation, part, payload.empty());
    first = false;
  } while (!payload.empty());
  return bytes;
}

/// The one message in `bytes`, as a reader understands it that knows nothing of our code.
std::optional<std::string> decoded(std::string_view bytes, bool text, StrictInflater& inflater) {
  const HeaderStep step = parseHeader(asBytes(bytes), Role::client, Rsv1::allowed);
  const auto* const header = std::get_if<FrameHeader>(&step);
  if (header == nullptr || !header->final || header->opcode != (text ? Opcode::text : Opcode::binary))
    return std::nullopt;
  bytes.remove_prefix(header->size);
  if (bytes.size() != header->length) return std::nullopt;
  return header->rsv1 ? inflater.inflate(bytes) : std::string(bytes);
}

class AutobahnCompression : public testing::TestWithParam<CompressionCase> {};

void play(const CompressionCase& row, const Deflate& deflate, std::size_t piece) {
  static const std::array<std::string, kinds> data{makeData(0), makeData(1), makeData(2), makeData(3), makeData(4)};
  const auto answer = negotiateDeflate(parseExtensions(row.offer).value(), deflate);
  ASSERT_TRUE(answer);
  const DeflateAgreement& agreed = answer->agreement;
  EchoServer server(agreed, deflate);
  Deflater deflater({.level = 6, .windowBits = std::max<int>(agreed.client.windowBits, 9)});
  StrictInflater inflater(agreed.server.windowBits, agreed.server.takeover);
  const bool text = isText(row.data);
  const std::size_t count = std::clamp<std::size_t>(128 * KiB / row.size, 2, 50);
  std::string_view rest = data[row.data];
  for (std::size_t i = 0; i < count; ++i) {
    const std::string message = takeMessage(rest, data[row.data], row.size, text);
    std::string payload, echo;
    deflater.append(payload, asBytes(message));
    if (!agreed.client.takeover) deflater.reset();
    const std::string bytes = encoded(text, payload, row.fragment);
    for (std::size_t from = 0; from < bytes.size(); from += piece) {
      echo += server.read(server.takeUnread() + bytes.substr(from, piece));
    }
    ASSERT_TRUE(decoded(echo, text, inflater) == message) << "message " << i;
  }
}

TEST_P(AutobahnCompression, IsPassedByMessagesThatForget) {
  play(GetParam(), Deflate::shared().threshold(0), 100'000);
}

TEST_P(AutobahnCompression, IsPassedByMessagesThatRemember) {
  play(GetParam(), Deflate::dedicated().threshold(0), 1000);
}

INSTANTIATE_TEST_SUITE_P(Case, AutobahnCompression, testing::ValuesIn(cases()), [](const auto& row) {
  std::string name = row.param.id;
  std::ranges::replace(name, '.', '_');
  return name;
});

TEST(TheCompressionCases, AreAll216OfSections12And13) {
  std::set<std::string> ids;
  for (const CompressionCase& row : cases()) EXPECT_TRUE(ids.insert(row.id).second) << row.id;
  EXPECT_EQ(ids.size(), 216U);
  EXPECT_TRUE(ids.contains("12.5.18"));
  EXPECT_TRUE(ids.contains("13.7.18"));
}

}  // namespace
}  // namespace serinus::ws
