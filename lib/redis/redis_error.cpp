#include <serinus/redis/redis_error.hpp>

#include <array>

namespace serinus {

namespace {
constexpr std::array<const char*, 6> texts{
    "Redis cannot be reached",          "Redis refused the password or the database",
    "too many commands wait for Redis", "Redis did not reply in time",
    "the connection to Redis was lost", "what Redis sent is no reply, or too large a one"};
}

RedisError::RedisError(RedisFault fault) : std::runtime_error(texts[static_cast<std::size_t>(fault)]), fault_(fault) {}

}  // namespace serinus
