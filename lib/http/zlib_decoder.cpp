#include "http/body_decoder.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <limits>
#include <new>

namespace serinus::http {

namespace {

constexpr int windowBits = 15;
constexpr int eitherWrapper = 32;  // added to the window: gzip and zlib headers are told apart (zlib.h)
constexpr std::uint64_t alwaysAllowed = std::uint64_t{1024} * 1024;
constexpr std::uint64_t mostTimes = 100;

constexpr Fault malformed{Status::badRequest, "the body is not coded as it says"};

class ZlibDecoder final : public BodyDecoder {
public:
  explicit ZlibDecoder(std::uint64_t limit) : stream_{}, limit_(limit) {
    if (inflateInit2(&stream_, windowBits + eitherWrapper) != Z_OK) throw std::bad_alloc();
  }
  ~ZlibDecoder() override { inflateEnd(&stream_); }

  std::optional<Fault> append(std::string& out, std::string_view piece) override {
    constexpr std::size_t most = std::numeric_limits<uInt>::max();  // zlib counts in 32 bits
    while (!piece.empty()) {
      const std::string_view part = piece.substr(0, most);
      piece.remove_prefix(part.size());
      came_ += part.size();
      if (auto fault = run(out, part)) return fault;
    }
    return std::nullopt;
  }

  std::optional<Fault> finish() const noexcept override {
    if (ended_) return std::nullopt;
    return Fault{Status::badRequest, "the coded body is cut short"};
  }

private:
  std::optional<Fault> run(std::string& out, std::string_view part) {
    std::array<char, std::size_t{16} * 1024> room;
    // zlib's interface is older than const.
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(part.data()));
    stream_.avail_in = static_cast<uInt>(part.size());
    do {
      if (ended_ && !beginNext()) return malformed;
      stream_.next_out = reinterpret_cast<Bytef*>(room.data());
      stream_.avail_out = static_cast<uInt>(room.size());
      const int result = inflate(&stream_, Z_NO_FLUSH);
      if (result == Z_MEM_ERROR) throw std::bad_alloc();
      if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) return malformed;
      ended_ = result == Z_STREAM_END;
      const std::size_t made = room.size() - stream_.avail_out;
      made_ += made;
      if (made_ > limit_)
        return Fault{Status::payloadTooLarge, "the body is too large when it is decoded", Excess::body};
      if (made_ > alwaysAllowed && made_ / mostTimes > came_)
        return Fault{Status::payloadTooLarge, "the body is too much larger when it is decoded", Excess::bodyRatio};
      out.append(room.data(), made);
    } while (stream_.avail_in > 0 || stream_.avail_out == 0);
    return std::nullopt;
  }

  // A gzip file is one member or several, one behind the other (RFC 1952, 2.2).
  bool beginNext() noexcept {
    if (stream_.avail_in == 0) return true;
    if (*stream_.next_in != 0x1F) return false;
    ended_ = false;
    return inflateReset(&stream_) == Z_OK;
  }

  z_stream stream_;
  std::uint64_t limit_;
  std::uint64_t came_ = 0;
  std::uint64_t made_ = 0;
  bool ended_ = false;
};

}  // namespace

std::string_view acceptedCodings() noexcept {
  return "gzip, deflate";
}

std::unique_ptr<BodyDecoder> makeZlibDecoder(std::uint64_t limit) {
  return std::make_unique<ZlibDecoder>(limit);
}

}  // namespace serinus::http
