#include <serinus/sse_module/sse_context.hpp>

#include <serinus/http/response.hpp>

#include <algorithm>

namespace serinus {

namespace {

constexpr std::size_t longestEventId = 256;

bool isControl(char c) noexcept {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

}  // namespace

std::string_view SseContext::lastEventId() const {
  const std::string_view id = header("Last-Event-ID").value_or(query("lastEventId").value_or(std::string_view()));
  const bool isUsable = id.size() <= longestEventId && std::ranges::none_of(id, isControl);
  return isUsable ? id : std::string_view();
}

void SseContext::setStatus(Status status) {
  Response().status(status);  // throws for what is none
  status_ = status;
}

}  // namespace serinus
