#include <serinus/http/boundary.hpp>
#include <serinus/http/grammar.hpp>
#include <serinus/http/multipart_ranges.hpp>

namespace serinus {

MultipartRanges::MultipartRanges(std::string_view boundary, std::string_view mediaType, std::uint64_t length)
    : boundary_(boundary), mediaType_(mediaType), length_(length) {
  if (!http::isBoundary(boundary)) throw InvalidFieldError("a boundary has 1 to 70 of the characters of RFC 2046");
  if (!http::isFieldValue(mediaType)) throw InvalidFieldError("a media type has a control byte (RFC 9110, 5.5)");
}

std::string MultipartRanges::contentType() const {
  return "multipart/byteranges; boundary=\"" + boundary_ + "\"";
}

std::string MultipartRanges::partHead(const ByteRange& range) const {
  std::string head = "\r\n--" + boundary_ + "\r\n";  // before the first part, an empty preamble (RFC 2046, 5.1.1)
  if (!mediaType_.empty()) head.append("Content-Type: ").append(mediaType_).append("\r\n");
  return head.append("Content-Range: ").append(contentRange(range, length_)).append("\r\n\r\n");
}

std::string MultipartRanges::end() const {
  return "\r\n--" + boundary_ + "--\r\n";
}

std::uint64_t MultipartRanges::size(std::span<const ByteRange> ranges) const {
  std::uint64_t size = end().size();
  for (const ByteRange& range : ranges) size += partHead(range).size() + range.size;
  return size;
}

}  // namespace serinus
