#include "http/content_encoder.hpp"

namespace serinus::http {

std::unique_ptr<ContentEncoder> makeEncoder(std::string_view coding, CodingLevels levels) {
  if (coding == gzipCoding) return makeGzipEncoder(levels.zlib);
  if (coding == deflateCoding) return makeDeflateEncoder(levels.zlib);
  if (coding == brotliCoding) return makeBrotliEncoder(levels.brotli);
  return nullptr;
}

}  // namespace serinus::http
