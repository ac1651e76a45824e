#pragma once

#include <serinus/base/bytes.hpp>
#include <serinus/redis/redis_reply.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace serinus::redis {

/// Makes replies from bytes (RESP2), by the reader of hiredis. A value: it touches no socket.
class ReplyReader {
public:
  /// @param maxReply  bytes of one reply; its parts take memory as they come, not as they are announced
  /// @throws std::logic_error  when the library was built without `redis`
  explicit ReplyReader(std::size_t maxReply);
  ReplyReader(ReplyReader&&) noexcept;
  ReplyReader& operator=(ReplyReader&&) noexcept;
  ~ReplyReader();

  void feed(ByteView bytes);

  /// The next whole reply; nothing when it needs more bytes, or has failed.
  [[nodiscard]] std::optional<RedisReply> next();

  /// What came is no reply, or too large a one. Nothing follows.
  [[nodiscard]] bool hasFailed() const noexcept;

private:
  struct State;
  std::unique_ptr<State> state_;
};

/// A command as it is sent: an array of texts.
void appendCommand(std::string& out, const std::vector<std::string>& arguments);

}  // namespace serinus::redis
