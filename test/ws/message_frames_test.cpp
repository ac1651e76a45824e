#include "ws/message_frames.hpp"

#include "deflate_feeder.hpp"
#include "strict_inflater.hpp"

#include <serinus/ws/frame_writer.hpp>

#include <gtest/gtest.h>

#include <string>

namespace serinus::ws {
namespace {

MessageFrames framesOf(std::string_view message, Opcode opcode = Opcode::text) {
  return {opcode, encodeMessage(opcode, asBytes(message))};
}

/// The message in a compressed frame of one piece; nothing when the frame is not compressed.
std::optional<std::string> inflated(const SharedPayload& frame, int windowBits = 15) {
  const HeaderStep step = parseHeader(frame.view(), Role::client, Rsv1::allowed);
  const auto& header = std::get<FrameHeader>(step);
  if (!header.rsv1) return std::nullopt;
  EXPECT_EQ(header.length, frame.size() - header.size);
  return StrictInflater(windowBits, false).inflate(asText(frame.view().subspan(header.size)));
}

TEST(TheFramesOfAMessage, KnowItsPayload) {
  for (const std::size_t size : {0U, 1U, 125U, 126U, 65'535U, 65'536U}) {
    const std::string message(size, 'm');
    const MessageFrames frames = framesOf(message, Opcode::binary);
    EXPECT_EQ(asText(frames.payload()), message) << size;
    EXPECT_EQ(frames.opcode(), Opcode::binary);
  }
}

TEST(TheFramesOfAMessage, AreCompressedOnceForEachSetOfSettings) {
  DeflatePool pool;
  const std::string message(5000, 'm');
  MessageFrames frames = framesOf(message);
  MessageDeflater one(forgetful, Deflate::shared(), pool), same(forgetful, Deflate::shared(), pool);
  MessageDeflater small({.windowBits = 8, .takeover = false}, Deflate::shared(), pool);
  const ByteView first = frames.frameFor(one).view();
  const ByteView other = frames.frameFor(small).view();
  EXPECT_EQ(inflated(frames.frameFor(one)), message);
  EXPECT_EQ(inflated(frames.frameFor(small), 8), message);
  EXPECT_EQ(frames.frameFor(same).view().data(), first.data()) << "the very same bytes";
  EXPECT_EQ(frames.frameFor(small).view().data(), other.data());
  EXPECT_NE(first.data(), other.data());
  EXPECT_EQ(asText(frames.payload()), message);
}

TEST(TheFramesOfAMessage, AreThePlainOneWhereCompressionIsNotWorthIt) {
  DeflatePool pool;
  MessageDeflater deflater(forgetful, Deflate::shared().threshold(100), pool);
  MessageFrames shorter = framesOf(std::string(99, 'm')), longEnough = framesOf(std::string(100, 'm'));
  EXPECT_EQ(shorter.frameFor(deflater).view().data(), shorter.plain().view().data());
  EXPECT_EQ(shorter.frameFor(deflater).view().data(), shorter.plain().view().data()) << "again";
  EXPECT_EQ(inflated(longEnough.frameFor(deflater)), std::string(100, 'm'));
}

}  // namespace
}  // namespace serinus::ws
