#include <serinus/http/streamed_body.hpp>

namespace serinus::http {

std::uint64_t sizeOf(const std::vector<BodyPart>& parts) noexcept {
  std::uint64_t size = 0;
  for (const BodyPart& part : parts) size += part.before.size() + part.range.size;
  return size;
}

}  // namespace serinus::http
