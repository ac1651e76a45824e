// Stands in for zlib_encoder.cpp in a library built without zlib: there are no such codings.
#include "http/content_encoder.hpp"

namespace serinus::http {

std::unique_ptr<ContentEncoder> makeGzipEncoder(int) {
  return nullptr;
}
std::unique_ptr<ContentEncoder> makeDeflateEncoder(int) {
  return nullptr;
}

}  // namespace serinus::http
