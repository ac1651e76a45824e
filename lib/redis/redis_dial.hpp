#pragma once

#include "transport/stream.hpp"

#include <serinus/redis/redis_client.hpp>

#include <functional>
#include <memory>

namespace serinus::redis {

/// Makes a connection to what the options name; null when there is none to be had. Destroyed while it waits it gives
/// up.
using Dial = std::function<Task<std::unique_ptr<transport::Stream>>(Loop& loop)>;

[[nodiscard]] Dial dialOf(const RedisOptions& options);

}  // namespace serinus::redis
