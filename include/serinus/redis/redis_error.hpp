#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

namespace serinus {

enum class RedisFault : std::uint8_t {
  unreachable,  ///< no connection, or none again yet: the command was not sent
  refused,      ///< Redis refused the password or the database: the command was not sent
  busy,         ///< too many commands wait, or too large ones: the command was not sent
  timeout,      ///< no reply in time: whether it was done is not known
  lost,         ///< the connection ended before the reply: whether it was done is not known
  protocol,     ///< what came is no reply, or a larger one than allowed: whether it was done is not known
};

/// A command that has no reply.
class RedisError : public std::runtime_error {
public:
  explicit RedisError(RedisFault fault);
  /// Whether it is certain that the command had no effect.
  [[nodiscard]] bool wasNotSent() const noexcept { return fault_ <= RedisFault::busy; }
  [[nodiscard]] RedisFault fault() const noexcept { return fault_; }

private:
  RedisFault fault_;
};

}  // namespace serinus
