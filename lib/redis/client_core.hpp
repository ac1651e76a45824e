#pragma once

#include "redis/redis_dial.hpp"

#include <cstdint>
#include <memory>

namespace serinus::redis {

/// What the copies of a client share: how connections are made, and what they are found by on each loop.
struct ClientCore {
  std::shared_ptr<const RedisOptions> options;
  Dial dial;
  std::uint64_t key;
};

/// @throws std::invalid_argument  for options that cannot be meant
/// @throws std::logic_error       when the library was built without `redis`
[[nodiscard]] std::shared_ptr<const ClientCore> makeClientCore(RedisOptions options, Dial dial);

}  // namespace serinus::redis
