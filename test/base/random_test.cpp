#include <serinus/base/random.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace serinus {
namespace {

TEST(RandomToken, HasTheLengthOfItsBytesInBase64Url) {
  EXPECT_EQ(randomToken(0), "");
  EXPECT_EQ(randomToken(1).size(), 2U);
  EXPECT_EQ(randomToken(16).size(), 22U);
  EXPECT_EQ(randomToken(32).size(), 43U);
}

TEST(RandomToken, IsSafeInUrls) {
  const std::string token = randomToken(4096);
  EXPECT_EQ(token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
            std::string::npos);
}

TEST(RandomToken, IsNeverTheSame) {
  std::set<std::string> tokens;
  for (int i = 0; i < 1000; ++i) tokens.insert(randomToken(16));
  EXPECT_EQ(tokens.size(), 1000U);
}

// The chance that one of the blocks of eight bytes stays zero by accident is below 2^-55.
TEST(FillRandom, ReachesEveryPartOfABufferLargerThanTheSystemGivesAtOnce) {
  for (const std::size_t size : {8U, 256U, 264U, 512U, 1000U}) {
    std::vector<std::byte> bytes(size, std::byte{0});
    fillRandom(bytes);
    for (std::size_t i = 0; i + 8 <= size; i += 8) {
      const auto block = MutableBytes(bytes).subspan(i, 8);
      EXPECT_TRUE(std::any_of(block.begin(), block.end(), [](std::byte b) { return b != std::byte{0}; })) << i;
    }
  }
}

TEST(FillRandom, LeavesWhatIsBehindAlone) {
  std::vector<std::byte> bytes(600, std::byte{7});
  fillRandom(MutableBytes(bytes).subspan(0, 300));
  EXPECT_TRUE(std::all_of(bytes.begin() + 300, bytes.end(), [](std::byte b) { return b == std::byte{7}; }));
}

}  // namespace
}  // namespace serinus
