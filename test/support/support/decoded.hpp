#pragma once

#include <zlib.h>

#include <array>
#include <stdexcept>
#include <string>
#include <string_view>

namespace serinus::test {

/// What zlib makes of coded bytes, and whether they came to their end.
struct Decoded {
  std::string text{};
  bool isWhole = false;
};

/// Decodes gzip (RFC 1952) or what HTTP calls deflate (RFC 1950). @throws std::runtime_error  when it is neither
inline Decoded decoded(std::string_view coding, std::string_view bytes) {
  z_stream stream{};
  constexpr int window = 15;
  if (inflateInit2(&stream, coding == "gzip" ? window + 16 : window) != Z_OK) throw std::runtime_error("no memory");
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  Decoded decoded;
  std::array<char, 4096> room;
  int result = Z_OK;
  do {
    stream.next_out = reinterpret_cast<Bytef*>(room.data());
    stream.avail_out = static_cast<uInt>(room.size());
    result = inflate(&stream, Z_SYNC_FLUSH);
    decoded.text.append(room.data(), room.size() - stream.avail_out);
  } while (result == Z_OK && (stream.avail_in > 0 || stream.avail_out == 0));
  decoded.isWhole = result == Z_STREAM_END && stream.avail_in == 0;
  inflateEnd(&stream);
  if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) throw std::runtime_error("no such coding");
  return decoded;
}

/// A text of that size that shrinks.
inline std::string proseOf(std::size_t size) {
  std::string text;
  for (unsigned value = 1; text.size() < size; value = value * 1664525U + 1013904223U)
    text += "the market " + std::to_string(value >> 20) + " of words\n";
  text.resize(size);
  return text;
}

}  // namespace serinus::test
