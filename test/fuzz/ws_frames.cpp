// Frames of a peer, without compression: the session, cut anywhere, against a naive framer.

#include "input.hpp"
#include "target.hpp"
#include "ws_session_reader.hpp"

#include <serinus/ws/client_frame_writer.hpp>

namespace serinus::ws {
namespace {

using fuzz::require;
using fuzz::requireSame;

constexpr std::size_t maxMessages[] = {0, 10, 125, 300, 5'000, 70'000, 1'000'000};

constexpr MaskKey key{std::byte{0x37}, std::byte{0xFA}, std::byte{0x21}, std::byte{0x3D}};

/// Frames that are mostly in order, whatever the bytes are: of each the first byte of its head, a size, and a payload
/// of that size. One of sixteen sizes is taken a hundred times.
std::string framesOf(fuzz::Input& input, bool fromClient) {
  std::string frames;
  while (!input.empty()) {
    const std::uint8_t first = input.byte();
    const std::uint8_t size = input.byte();
    std::string payload(input.bytes(size));
    if (size % 16 == 15) {
      const std::string once = payload;
      for (int i = 1; i < 100; ++i) payload += once;
    }
    const std::size_t start = frames.size();
    FrameHeader header;
    if (fromClient) header.key = key;
    appendMaskedFrame(frames, header, asBytes(payload));
    frames[start] = static_cast<char>(first);
  }
  return frames;
}

std::string readBy(Session session, std::size_t maxMessage, std::string_view bytes, std::string_view cuts) {
  SessionReader reader(session, maxMessage);
  std::size_t fed = 0;
  fuzz::inPieces(bytes, cuts, [&](std::string_view piece) {
    reader.feed(piece);
    fed += piece.size();
    require(session.heldMemory() <= 2 * fed, "what is announced takes no memory before it comes");
  });
  return reader.text();
}

const fuzz::Target target("ws_frames", [](std::string_view data) {
  fuzz::Input input(data);
  const std::uint8_t choice = input.byte();
  const bool fromClient = choice % 8 != 7;
  const bool composed = choice % 2 == 0;
  const bool inPieces = choice / 8 % 4 == 3;
  const std::size_t maxMessage = maxMessages[input.number(std::size(maxMessages))];
  const std::size_t maxFragments = 1 + input.number(6);
  const std::string_view cuts = input.text();
  const std::string bytes = composed ? framesOf(input, fromClient) : std::string(input.rest());

  const auto fresh = [&] {
    Session session({.role = fromClient ? Role::server : Role::client,
                     .maxMessage = maxMessage,
                     .maxFragments = maxFragments,
                     .inflater = nullptr});
    if (inPieces) session.handOutPieces(maxMessage);
    return session;
  };
  const ReferenceFramer::Rules rules{
      .fromClient = fromClient, .maxMessage = maxMessage, .maxFragments = maxFragments, .inPieces = inPieces};
  const std::string wanted = joined(ReferenceFramer(rules).read(bytes));

  requireSame(readBy(fresh(), maxMessage, bytes, fuzz::atOnce), wanted, "at once, it is read as RFC 6455 says");
  requireSame(readBy(fresh(), maxMessage, bytes, cuts), wanted, "cut anywhere, it is read as RFC 6455 says");
  if (bytes.size() < 2'000) {
    requireSame(readBy(fresh(), maxMessage, bytes, {}), wanted, "byte by byte, it is read as RFC 6455 says");
  }
});

}  // namespace
}  // namespace serinus::ws
