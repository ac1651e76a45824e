#include "files/file_response.hpp"

#include "files/file_body.hpp"

#include <serinus/http/date_cache.hpp>
#include <serinus/http/entity_tag.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

namespace serinus::files {

namespace {

using Time = std::chrono::system_clock::time_point;

/// Another coding of the same file has another tag, even of the same size and time.
std::string tagOf(const OpenFile& file, std::string_view coding, Time now) {
  const EntityTag tag = EntityTag::of(file.size(), file.modified(), now);
  if (coding.empty()) return tag.text();
  const std::string opaque = std::string(tag.opaque()) + '-' + std::string(coding);
  return (tag.isWeak() ? EntityTag::weak(opaque) : EntityTag::strong(opaque)).text();
}

}  // namespace

Response fileResponse(OpenFile file, std::string_view mediaType, std::string_view coding) {
  const Time now = std::chrono::system_clock::now();
  Response response;
  response.header("Content-Type", mediaType);
  if (!coding.empty()) response.header("Content-Encoding", coding);
  response.header("ETag", tagOf(file, coding, now));
  response.header("Last-Modified", http::formatDate(std::min(file.modified(), now)));  // RFC 9110, 8.8.2.1
  response.header("Accept-Ranges", "bytes").header("X-Content-Type-Options", "nosniff");
  response.body(std::make_shared<FileBody>(std::move(file)));
  return response;
}

}  // namespace serinus::files
