#pragma once

#include <serinus/base/bytes.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace serinus::http {

/// Codes a body (RFC 9110, 8.4.1) piece by piece.
class ContentEncoder {
public:
  enum class Flush : bool { no, yes };

  ContentEncoder() = default;
  ContentEncoder(const ContentEncoder&) = delete;
  ContentEncoder& operator=(const ContentEncoder&) = delete;
  virtual ~ContentEncoder() = default;

  /// Appends what there is of the coded body so far; flushed, the other side can make all of it that was given here.
  virtual void append(std::string& out, ByteView piece, Flush flush) = 0;

  /// Appends the rest. Nothing may follow.
  virtual void finish(std::string& out) = 0;
};

/// How hard to try: time against size.
struct CodingLevels {
  int zlib = 6;    ///< of gzip and deflate: 1-9
  int brotli = 4;  ///< 0-11
};

/// The codings that there are, of which this library may have been built without some.
inline constexpr std::string_view gzipCoding = "gzip";
inline constexpr std::string_view deflateCoding = "deflate";
inline constexpr std::string_view brotliCoding = "br";

/// @returns null for a coding that this library was built without, and for one that is unknown
/// @throws std::bad_alloc
[[nodiscard]] std::unique_ptr<ContentEncoder> makeEncoder(std::string_view coding, CodingLevels levels = {});

// Each made by a file of its own, which has a stand-in where its library is absent.
[[nodiscard]] std::unique_ptr<ContentEncoder> makeGzipEncoder(int level);
[[nodiscard]] std::unique_ptr<ContentEncoder> makeDeflateEncoder(int level);
[[nodiscard]] std::unique_ptr<ContentEncoder> makeBrotliEncoder(int level);

}  // namespace serinus::http
