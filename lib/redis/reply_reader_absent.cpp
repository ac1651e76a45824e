// Without hiredis there is no client of Redis, and whoever makes one is told so.
#include "redis/reply_reader.hpp"

#include <stdexcept>

namespace serinus::redis {

struct ReplyReader::State {};

ReplyReader::ReplyReader(std::size_t) {
  throw std::logic_error(
      "Redis needs hiredis, and Serinus was built without it: install it, or set the meson option redis to enabled to "
      "hear why it was not found");
}
ReplyReader::ReplyReader(ReplyReader&&) noexcept = default;
ReplyReader& ReplyReader::operator=(ReplyReader&&) noexcept = default;
ReplyReader::~ReplyReader() = default;

void ReplyReader::feed(ByteView) {}
std::optional<RedisReply> ReplyReader::next() {
  return std::nullopt;
}
bool ReplyReader::hasFailed() const noexcept {
  return true;
}

void appendCommand(std::string&, const std::vector<std::string>&) {}

}  // namespace serinus::redis
