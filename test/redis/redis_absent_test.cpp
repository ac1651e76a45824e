#include <serinus/redis/redis_client.hpp>

#include <gtest/gtest.h>

#include <stdexcept>

namespace serinus {
namespace {

TEST(ARedisClient, CannotBeMadeWithoutHiredis) {
  EXPECT_THROW(RedisClient(), std::logic_error);
}

}  // namespace
}  // namespace serinus
