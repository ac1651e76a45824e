#include "http/content_encoder.hpp"

#include <zlib.h>

#include <array>
#include <cassert>
#include <limits>
#include <new>

namespace serinus::http {

namespace {

constexpr int largestWindow = 15;
constexpr int gzipWrapper = 16;  // added to the window: a gzip header, without a name or a time (zlib.h)
constexpr int memLevel = 8;

class ZlibEncoder final : public ContentEncoder {
public:
  /// @param window  of `deflateInit2`: the wrapper (RFC 1950 or 1952) is told by it
  ZlibEncoder(int level, int window) : stream_{} {
    if (deflateInit2(&stream_, level, Z_DEFLATED, window, memLevel, Z_DEFAULT_STRATEGY) != Z_OK) throw std::bad_alloc();
  }
  ~ZlibEncoder() override { deflateEnd(&stream_); }

  void append(std::string& out, ByteView piece, Flush flush) override {
    constexpr std::size_t most = std::numeric_limits<uInt>::max();  // zlib counts in 32 bits
    while (piece.size() > most) {
      run(out, piece.first(most), Z_NO_FLUSH);
      piece = piece.subspan(most);
    }
    if (!piece.empty()) run(out, piece, flush == Flush::yes ? Z_SYNC_FLUSH : Z_NO_FLUSH);
  }

  void finish(std::string& out) override { run(out, {}, Z_FINISH); }

private:
  void run(std::string& out, ByteView piece, int flush) {
    std::array<char, std::size_t{16} * 1024> room;
    // zlib's interface is older than const.
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(piece.data()));
    stream_.avail_in = static_cast<uInt>(piece.size());
    do {
      stream_.next_out = reinterpret_cast<Bytef*>(room.data());
      stream_.avail_out = static_cast<uInt>(room.size());
      [[maybe_unused]] const int result = deflate(&stream_, flush);
      assert(result != Z_STREAM_ERROR && "the stream is in order");
      out.append(room.data(), room.size() - stream_.avail_out);
    } while (stream_.avail_out == 0);
  }

  z_stream stream_;
};

}  // namespace

std::unique_ptr<ContentEncoder> makeGzipEncoder(int level) {
  return std::make_unique<ZlibEncoder>(level, largestWindow + gzipWrapper);
}

std::unique_ptr<ContentEncoder> makeDeflateEncoder(int level) {
  return std::make_unique<ZlibEncoder>(level, largestWindow);  // RFC 9110, 8.4.1.2: in the wrapper of RFC 1950
}

}  // namespace serinus::http
