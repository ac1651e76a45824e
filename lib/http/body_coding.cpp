#include "http/body_decoder.hpp"

#include <serinus/base/ascii.hpp>

namespace serinus::http {

BodyCoding bodyCodingOf(const Request& request) {
  const std::size_t count = request.fields().count("Content-Encoding");
  if (count == 0) return BodyCoding::none;
  const std::string_view coding = *request.header("Content-Encoding");
  if (count > 1) return BodyCoding::unknown;
  if (equalsIgnoreCase(coding, "identity")) return BodyCoding::none;
  for (const std::string_view known : {"gzip", "x-gzip", "deflate"}) {
    if (equalsIgnoreCase(coding, known)) return BodyCoding::zlib;
  }
  return BodyCoding::unknown;
}

}  // namespace serinus::http
