#include <serinus/di/initialization_error.hpp>

#include <gtest/gtest.h>

namespace serinus {
namespace {

TEST(InitializationError, NumbersItsFaults) {
  const InitializationError error({"the first", "the second"});
  EXPECT_EQ(error.faults().size(), 2U);
  EXPECT_STREQ(error.what(), "Initialization failed:\n  1. the first\n  2. the second");
}

}  // namespace
}  // namespace serinus
