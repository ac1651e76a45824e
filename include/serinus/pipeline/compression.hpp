#pragma once

#include <serinus/http/content_coding.hpp>
#include <serinus/pipeline/steps.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace serinus {

namespace pipeline {
class Compressor;
}

/// What is compressed, and how.
struct CompressionOptions {
  /// Bodies of fewer bytes are sent as they are. One that is made while it is sent, of a size that nobody knows, counts
  /// as large.
  std::size_t minSize = 1024;
  /// The best first: of those that a client takes equally the first one is chosen. `br` needs brotli (meson option
  /// `brotli`), `gzip` and `deflate` need zlib (meson option `compression`); what Serinus was built without is passed
  /// over.
  std::vector<std::string> codings = {"br", "gzip", "deflate"};
  int zlibLevel = 6;    ///< 1-9: time against size
  int brotliLevel = 4;  ///< 0-11; from 5 on it takes much more time
  /// Which media types are worth it.
  std::function<bool(std::string_view mediaType)> worth = worthCompressing;
};

/// Compresses answers for the clients that take it (`Accept-Encoding`): `everywhere(Compression())`.
///
/// Every answer that could be compressed says `Vary: Accept-Encoding`. One that is loses `Accept-Ranges`, and its
/// `ETag` becomes a weak one, since its bytes are no longer those that the tag was made of (RFC 9110, 8.8.1). Bodies up
/// to 64 KiB are compressed at once, larger ones and those that are made while they are sent piece by piece, each
/// flushed, without a Content-Length.
///
/// Left alone are: 206, what has a `Content-Encoding` or a digest of its content already, what says `Cache-Control:
/// no-transform`, answers to a request for a part of what takes ranges, event streams, and errors of requests that no
/// route was found for. The `Compression` closest to the handler decides alone: `use(Compression::off())` for answers
/// that hold a secret beside what a stranger can choose (BREACH), or that are large and cannot shrink.
class Compression : public Middleware {
public:
  /// @throws std::invalid_argument  for a coding that is none of the three, or a level that there is not
  /// @throws std::logic_error       when Serinus was built without all of the codings
  explicit Compression(CompressionOptions options = {});

  [[nodiscard]] static Compression off();

  [[nodiscard]] Task<> use(ExecutionContext& context, Next next) override;

private:
  explicit Compression(std::shared_ptr<const pipeline::Compressor> compressor) noexcept;

  std::shared_ptr<const pipeline::Compressor> compressor_;  // null: off
};

}  // namespace serinus
