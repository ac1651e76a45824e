#include <serinus/base/base64.hpp>
#include <serinus/base/sha1.hpp>

#include "support/hex.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <vector>

namespace serinus {
namespace {

using test::hex;

TEST(Sha1, GivesTheDigestsOfTheStandard) {
  EXPECT_EQ(hex(sha1(asBytes("abc"))), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(hex(sha1(asBytes("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"))),
            "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
  EXPECT_EQ(hex(sha1(asBytes(std::string(1'000'000, 'a')))), "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
}

TEST(Sha1, AnswersTheKeyOfTheWebSocketStandard) {
  EXPECT_EQ(base64Encode(sha1(asBytes("dGhlIHNhbXBsZSBub25jZQ==258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))),
            "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");  // RFC 6455, 1.3
}

struct Message {
  std::size_t size;  // its byte i is i * 7 + size
  const char* digest;
};

class Sha1Padding : public testing::TestWithParam<Message> {};

TEST_P(Sha1Padding, IsRightAtEveryBoundary) {
  std::vector<std::byte> bytes(GetParam().size);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::byte>(i * 7 + bytes.size());
  EXPECT_EQ(hex(sha1(bytes)), GetParam().digest);
}

INSTANTIATE_TEST_SUITE_P(Fips180Section51, Sha1Padding,
                         testing::Values(Message{0, "da39a3ee5e6b4b0d3255bfef95601890afd80709"},
                                         Message{1, "bf8b4530d8d246dd74ac53a13471bba17941dff7"},
                                         Message{3, "4201de9f98cb0a9b8cf52398be7802b55d45266a"},
                                         Message{54, "7fe50979b12cf9232dda5ca196ac5d968090bc2c"},
                                         Message{55, "63ac9708fb581dd150d3647549f9e0cb51dcf1df"},
                                         Message{56, "5a0c4d0eb2f15e05bbbff6b8dada9ae767fc03f0"},
                                         Message{57, "4e77d3077d2ab5167db3434c31cac3d15a3afc12"},
                                         Message{63, "d94ff3ad53f9b9327704b812ee9c1f3abbba3d48"},
                                         Message{64, "5f55a35e13f1865e7ffc22dca1275b1a49b0ff56"},
                                         Message{65, "d7f8931010f8342a97383e1410a58c47d057708b"},
                                         Message{111, "6f3940d34dd76944c03f3ba2825a385c92d8300e"},
                                         Message{119, "774001b5ad1f46b40c48e1b94cb092c593ead25b"},
                                         Message{120, "6ebf3111dc761f11b13f29df0484848785385973"},
                                         Message{127, "82d007f6e7e5672722c0717b6bea2ba6f17cd35c"},
                                         Message{128, "0a44ac02432f6ead67d86fcb70a4d8ce589e50ec"},
                                         Message{129, "461b146c523c63566b8bf8852dc8462116cf2e3f"},
                                         Message{1000, "7461968a9edb9b418224f1acb305d2feeaa10ba5"}),
                         [](const auto& row) { return "Bytes" + std::to_string(row.param.size); });

}  // namespace
}  // namespace serinus
