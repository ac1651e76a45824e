// Stands in for zlib_decoder.cpp in a library built without zlib: no coding is undone.
#include "http/body_decoder.hpp"

namespace serinus::http {

std::string_view acceptedCodings() noexcept {
  return "identity";
}

std::unique_ptr<BodyDecoder> makeZlibDecoder(std::uint64_t) {
  return nullptr;
}

}  // namespace serinus::http
