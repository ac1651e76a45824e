#include <serinus/base/ascii.hpp>
#include <serinus/base/crypto.hpp>

#include "support/hex.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

namespace serinus::crypto {
namespace {

using test::hex;

std::vector<std::byte> bytes(std::string_view text) {
  std::vector<std::byte> all;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2)
    all.push_back(static_cast<std::byte>(hexValue(text[i]) * 16 + hexValue(text[i + 1])));
  return all;
}

Key keyOf(std::string_view text) {
  Key key{};
  std::ranges::copy(bytes(text), key.begin());
  return key;
}

TEST(Sha256, GivesTheDigestsOfTheStandard) {
  EXPECT_EQ(hex(sha256({})), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(hex(sha256(asBytes("abc"))), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(HmacSha256, GivesTheCodesOfRfc4231) {
  EXPECT_EQ(hex(hmacSha256(bytes("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b"), asBytes("Hi There"))),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(hex(hmacSha256(asBytes("Jefe"), asBytes("what do ya want for nothing?"))),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(
      hex(hmacSha256(bytes(std::string(262, 'a')), asBytes("Test Using Larger Than Block-Size Key - Hash Key First"))),
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(HkdfSha256, GivesTheKeysOfRfc5869) {
  const auto secret = bytes("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b");
  EXPECT_EQ(hex(hkdfSha256(secret, bytes("000102030405060708090a0b0c"), bytes("f0f1f2f3f4f5f6f7f8f9"), 42)),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
  EXPECT_EQ(hex(hkdfSha256(secret, {}, {}, 42)),
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
}

TEST(HkdfSha256, HasTheLimitsOfItsDefinition) {
  EXPECT_THROW(static_cast<void>(hkdfSha256(asBytes("secret"), {}, {}, 0)), std::invalid_argument);
  EXPECT_EQ(hkdfSha256(asBytes("secret"), {}, {}, 1).size(), 1U);
  EXPECT_EQ(hkdfSha256(asBytes("secret"), {}, {}, 8160).size(), 8160U);
  EXPECT_THROW(static_cast<void>(hkdfSha256(asBytes("secret"), {}, {}, 8161)), std::invalid_argument);
}

// Test cases 13, 14 and 16 of "The Galois/Counter Mode of Operation" by McGrew and Viega, nonce first and tag last.
TEST(Open, ReadsWhatOthersSealed) {
  const Key zero{};
  EXPECT_EQ(open(zero, bytes("000000000000000000000000530f8afbc74536b9a963b4f1c4cb738b"), {}), "");
  const auto sealed = bytes("000000000000000000000000cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919");
  EXPECT_EQ(open(zero, sealed, {}), std::string(16, '\0'));
  const Key key = keyOf("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
  const auto opened =
      open(key,
           bytes("cafebabefacedbaddecaf888522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                 "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b"),
           bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2"));
  ASSERT_TRUE(opened);
  EXPECT_EQ(hex(asBytes(*opened)),
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa"
            "0de657ba63"
            "7b39");
}

TEST(Seal, IsOpenedByItsKeyAndForItsPurposeAlone) {
  const Key key = keyOf("01");
  for (const std::string& plain : {std::string(), std::string("x"), std::string(4'096, 'y')}) {
    const std::string sealed = seal(key, asBytes(plain), asBytes("for a"));
    EXPECT_EQ(sealed.size(), plain.size() + sealOverhead);
    EXPECT_EQ(open(key, asBytes(sealed), asBytes("for a")), plain);
    EXPECT_EQ(open(key, asBytes(sealed), asBytes("for b")), std::nullopt);
    EXPECT_EQ(open(key, asBytes(sealed), {}), std::nullopt);
    EXPECT_EQ(open(keyOf("02"), asBytes(sealed), asBytes("for a")), std::nullopt);
    EXPECT_NE(seal(key, asBytes(plain), asBytes("for a")), sealed) << "the nonce is random";
  }
}

TEST(Seal, BreaksByAnyChangeAndAnyCut) {
  const Key key = keyOf("01");
  const std::string sealed = seal(key, asBytes("secret"), asBytes("for a"));
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string other = sealed;
    other[i] = static_cast<char>(other[i] ^ 1);
    EXPECT_EQ(open(key, asBytes(other), asBytes("for a")), std::nullopt) << i;
    const std::vector<char> cut(sealed.begin(), sealed.begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_EQ(open(key, std::as_bytes(std::span(cut)), asBytes("for a")), std::nullopt) << i;
  }
  EXPECT_EQ(open(key, asBytes(sealed + "x"), asBytes("for a")), std::nullopt);
}

TEST(SameBytes, ComparesAllOfThem) {
  EXPECT_TRUE(sameBytes({}, {}));
  EXPECT_TRUE(sameBytes(asBytes("abc"), asBytes("abc")));
  for (const char* const other : {"", "ab", "abd", "xbc", "abcd"})
    EXPECT_FALSE(sameBytes(asBytes("abc"), asBytes(other)));
}

}  // namespace
}  // namespace serinus::crypto
