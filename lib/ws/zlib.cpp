#include "ws/zlib.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <limits>
#include <new>

namespace serinus::ws {
namespace {

// Every flushed message ends in an empty stored block, of which all but the first bits are left out (RFC 7692, 7.2.1).
constexpr std::array<std::byte, 4> tail{std::byte{0}, std::byte{0}, std::byte{0xFF}, std::byte{0xFF}};

// `data_type` of a stream that has read a block to its end, on the border of a byte, and not the last one (zlib.h).
constexpr int betweenBlocks = 128;

/// Hands the front of `bytes` to zlib, which counts in 32 bits. @returns how many.
uInt offer(z_stream& zlib, ByteView bytes) noexcept {
  // zlib's interface is older than const.
  zlib.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(bytes.data()));
  zlib.avail_in = static_cast<uInt>(std::min<std::size_t>(bytes.size(), std::numeric_limits<uInt>::max()));
  return zlib.avail_in;
}

uInt lend(z_stream& zlib, MutableBytes room) noexcept {
  zlib.next_out = reinterpret_cast<Bytef*>(room.data());
  zlib.avail_out = static_cast<uInt>(std::min<std::size_t>(room.size(), std::numeric_limits<uInt>::max()));
  return zlib.avail_out;
}

void demand(int result) {
  if (result == Z_OK) return;
  assert(result == Z_MEM_ERROR && "the parameters are in zlib's ranges");
  throw std::bad_alloc();
}

}  // namespace

bool hasZlib() noexcept {
  return true;
}

// ---- Deflater

struct Deflater::Stream : z_stream {
  Stream() noexcept : z_stream{} {}
};

void Deflater::End::operator()(Stream* stream) const noexcept {
  deflateEnd(stream);
  delete stream;
}

Deflater::Deflater(const DeflateSettings& settings) : stream_(new Stream) {
  // A negative window stands for a raw stream, without zlib's own header.
  demand(deflateInit2(stream_.get(), settings.level, Z_DEFLATED, -settings.windowBits, settings.memLevel,
                      Z_DEFAULT_STRATEGY));
}

void Deflater::append(std::string& out, ByteView message) {
  // zlib does not flush twice in a row.
  if (message.empty()) return out.push_back('\0');
  std::array<std::byte, 4096> room;
  while (!message.empty()) {
    message = message.subspan(offer(*stream_, message));
    uInt lent = 0;
    do {
      lent = lend(*stream_, room);
      deflate(stream_.get(), message.empty() ? Z_SYNC_FLUSH : Z_NO_FLUSH);
      out.append(asText(ByteView(room).first(lent - stream_->avail_out)));
    } while (stream_->avail_out == 0);
  }
  assert(out.size() > tail.size() && out.ends_with(asText(tail)) && "a flush ends in an empty block");
  out.resize(out.size() - tail.size());
}

void Deflater::reset() noexcept {
  deflateReset(stream_.get());
}

// ---- Inflater

struct Inflater::Stream : z_stream {
  Stream() noexcept : z_stream{} {}
};

void Inflater::End::operator()(Stream* stream) const noexcept {
  inflateEnd(stream);
  delete stream;
}

Inflater::Inflater(int windowBits) : stream_(new Stream) {
  demand(inflateInit2(stream_.get(), -windowBits));
}

Inflater::Step Inflater::step(ByteView input, MutableBytes room) {
  if (finalBlockEnded_) {
    if (input.empty()) return {0, 0, true};
    // RFC 7692, 7.2.3.4: a message may go on behind a block marked as the last, and refer to what lies before it. This
    // is a reset that keeps the window, at no cost that a message of nothing but such blocks could multiply.
    inflateResetKeep(stream_.get());
    finalBlockEnded_ = false;
  }
  const uInt offered = offer(*stream_, input);
  const uInt lent = lend(*stream_, room);
  const int result = inflate(stream_.get(), Z_SYNC_FLUSH);
  if (result == Z_MEM_ERROR) throw std::bad_alloc();
  finalBlockEnded_ = result == Z_STREAM_END;
  // Z_BUF_ERROR: there was nothing to do.
  const bool valid = result == Z_OK || result == Z_BUF_ERROR || result == Z_STREAM_END;
  return {offered - stream_->avail_in, lent - stream_->avail_out, valid};
}

bool Inflater::finish() {
  // Nothing lacks behind a last block. The RFC's example (7.2.3.4) adds a byte to it, some peers do not.
  if (finalBlockEnded_) return true;
  std::array<std::byte, 1> room;
  const Step last = step(tail, room);
  return last.valid && last.consumed == tail.size() && last.produced == 0 && stream_->data_type == betweenBlocks;
}

void Inflater::reset() noexcept {
  inflateReset(stream_.get());
  finalBlockEnded_ = false;
}

}  // namespace serinus::ws
