// Compressed messages: what we compress is read back, and what anybody sends is inflated as zlib does it in one go.

#include "input.hpp"
#include "target.hpp"
#include "ws/message_inflater.hpp"
#include "ws_session_reader.hpp"

#include <serinus/ws/client_frame_writer.hpp>

#include <zlib.h>

namespace serinus::ws {
namespace {

using fuzz::require;
using fuzz::requireSame;

constexpr std::size_t maxMessages[] = {0, 10, 300, 5'000, 70'000};
constexpr MaskKey key{std::byte{0x37}, std::byte{0xFA}, std::byte{0x21}, std::byte{0x3D}};

/// Frames of one compressed message, divided at sizes of the data's choice.
void appendFrames(std::string& out, Opcode opcode, std::string_view payload, std::string_view sizes) {
  bool first = true;
  const auto append = [&](std::string_view piece, bool last) {
    const FrameHeader header{.opcode = first ? opcode : Opcode::continuation,
                             .final = last,
                             .rsv1 = first,
                             .key = key,
                             .length = 0,
                             .size = 0};
    appendMaskedFrame(out, header, asBytes(piece));
    first = false;
  };
  std::size_t left = payload.size();
  fuzz::inPieces(payload, sizes, [&](std::string_view piece) { append(piece, (left -= piece.size()) == 0); });
  if (payload.empty()) append({}, true);
}

class Reading {
public:
  Reading(const DeflateSide& theirs, std::size_t maxMessage)
      : inflater_(theirs, pool_),
        session_({.role = Role::server, .maxMessage = maxMessage, .maxFragments = 10'000, .inflater = &inflater_}),
        reader_(session_, maxMessage),
        most_(maxMessage) {}

  std::string read(std::string_view bytes, std::string_view cuts) {
    fuzz::inPieces(bytes, cuts, [&](std::string_view piece) {
      reader_.feed(piece);
      require(session_.heldMemory() <= 2 * most_, "a message takes no more than its limit");
    });
    return reader_.text();
  }

private:
  DeflatePool pool_;
  MessageInflater inflater_;
  Session session_;
  SessionReader reader_;
  std::size_t most_;
};

/// Our own compressor, read by our own session.
void judgeRoundTrip(fuzz::Input& input) {
  const auto windowBits = static_cast<std::uint8_t>(9 + input.number(7));
  const DeflateSide side{.windowBits = windowBits, .takeover = input.number(2) == 0};
  const DeflateSettings settings{.level = 1 + static_cast<int>(input.number(9)),
                                 .windowBits = windowBits,
                                 .memLevel = 1 + static_cast<int>(input.number(9))};
  const std::string_view cuts = input.text();
  Deflater deflater(settings);
  std::string frames;
  Lines wanted;
  while (!input.empty()) {
    const std::string_view fragments = input.bytes(input.number(4));
    const std::size_t repeats = 1 + input.number(64);
    const std::string_view once = input.text();
    std::string message;
    for (std::size_t i = 0; i < repeats; ++i) message += once;
    std::string payload;
    deflater.append(payload, asBytes(message));
    if (!side.takeover) deflater.reset();
    appendFrames(frames, Opcode::binary, payload, fragments.empty() ? fuzz::atOnce : fragments);
    wanted.push_back("binary " + message);
  }
  requireSame(Reading(side, 70'000).read(frames, cuts), joined(wanted), "what is compressed is read back");
}

struct Inflated {
  std::string bytes;
  bool isValid = true;
  bool hasLastBlock = false;  // where it ends, and what may follow, is a matter of its own
};

/// By zlib alone: what was sent, and what was left out.
Inflated inflatedByZlib(std::string_view payload, std::size_t most) {
  std::string input(payload);
  std::string tail("\x00\x00\xFF\xFF", 4);
  Inflated made{std::string(most + 1, '\0')};
  z_stream zlib{};
  if (inflateInit2(&zlib, -15) != Z_OK) throw std::bad_alloc();
  zlib.next_in = reinterpret_cast<Bytef*>(input.data());
  zlib.avail_in = static_cast<uInt>(input.size());
  zlib.next_out = reinterpret_cast<Bytef*>(made.bytes.data());
  zlib.avail_out = static_cast<uInt>(made.bytes.size());
  int result = inflate(&zlib, Z_SYNC_FLUSH);
  const uInt room = zlib.avail_out;
  if (result == Z_OK && zlib.avail_in == 0 && room > 0) {
    zlib.next_in = reinterpret_cast<Bytef*>(tail.data());
    zlib.avail_in = static_cast<uInt>(tail.size());
    result = inflate(&zlib, Z_SYNC_FLUSH);
  }
  made.hasLastBlock = result == Z_STREAM_END;
  // The four bytes are of an empty block, and no data (RFC 7692, 7.2.1).
  const bool isTail = zlib.avail_in == 0 && zlib.avail_out == room;
  // 128: it has read a block to its end, on the border of a byte (zlib.h).
  const bool isFull = room == 0;
  made.isValid = result == Z_OK && (isFull || (isTail && zlib.data_type == 128));
  made.bytes.resize(made.bytes.size() - room);
  inflateEnd(&zlib);
  return made;
}

std::string expected(const Inflated& inflated, bool isText, std::size_t maxMessage) {
  const std::string within = inflated.bytes.substr(0, maxMessage);
  if (isText && !ReferenceFramer::mayBecomeUtf8(within)) return "fault 1007\n";
  if (inflated.bytes.size() > maxMessage) return "fault 1009\n";
  if (!inflated.isValid || (isText && !fuzz::isUtf8(inflated.bytes))) return "fault 1007\n";
  return (isText ? "text " : "binary ") + inflated.bytes + "\n";
}

/// Whatever a peer sends as one compressed message.
void judgeInflating(fuzz::Input& input) {
  const bool isText = input.number(2) == 0;
  const std::size_t maxMessage = maxMessages[input.number(std::size(maxMessages))];
  const std::string_view cuts = input.text();
  const std::string_view fragments = input.bytes(input.number(4));
  const std::string_view payload = input.rest();
  std::string frames;
  appendFrames(frames, isText ? Opcode::text : Opcode::binary, payload, fragments.empty() ? fuzz::atOnce : fragments);

  const auto readBy = [&](std::string_view sizes, bool takeover) {
    return Reading({.windowBits = 15, .takeover = takeover}, maxMessage).read(frames, sizes);
  };
  const std::string wanted = readBy(fuzz::atOnce, false);
  requireSame(readBy({}, false), wanted, "byte by byte, it is inflated as at once");
  requireSame(readBy(cuts, true), wanted, "cut anywhere, it is inflated as at once");

  const Inflated inflated = inflatedByZlib(payload, maxMessage);
  if (inflated.hasLastBlock || payload.empty() || payload.size() > maxMessage) return;
  requireSame(wanted, expected(inflated, isText, maxMessage), "it is inflated as zlib does it");
}

const fuzz::Target target("ws_deflate", [](std::string_view data) {
  fuzz::Input input(data);
  if (input.byte() % 2 == 0) {
    judgeInflating(input);
  } else {
    judgeRoundTrip(input);
  }
});

}  // namespace
}  // namespace serinus::ws
