// Stands in for brotli_encoder.cpp in a library built without brotli: there is no such coding.
#include "http/content_encoder.hpp"

namespace serinus::http {

std::unique_ptr<ContentEncoder> makeBrotliEncoder(int) {
  return nullptr;
}

}  // namespace serinus::http
