#include <serinus/base/base64.hpp>
#include <serinus/base/key_ring.hpp>

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

namespace serinus {
namespace {

const std::string first(32, 'a');
const std::string second(33, 'b');

TEST(KeyRing, WantsSecretsThatAreNone) {
  EXPECT_NO_THROW(KeyRing({first}));
  EXPECT_THROW(KeyRing(std::vector<std::string>()), std::invalid_argument);
  try {
    const KeyRing ring({first, std::string(31, 'c')});
    FAIL() << "31 bytes are too few";
  } catch (const std::invalid_argument& fault) {
    EXPECT_STREQ(fault.what(), "KeyRing: secret 2 has 31 bytes, and needs 32: make one with `openssl rand -base64 32`");
  }
}

TEST(KeyRing, VerifiesWhatItSigned) {
  const KeyRing ring({first});
  const std::string signature = ring.sign("message");
  EXPECT_EQ(signature.size(), 43U);
  EXPECT_TRUE(ring.verifies("message", signature));
  EXPECT_TRUE(KeyRing({first}).verifies("message", signature)) << "in another process too";
  EXPECT_FALSE(ring.verifies("massage", signature));
  EXPECT_FALSE(KeyRing({second}).verifies("message", signature));
  EXPECT_FALSE(ring.forPurpose("another").verifies("message", signature));
}

TEST(KeyRing, BelievesNoOtherSpellingOfASignature) {
  const KeyRing ring({first});
  const std::string signature = ring.sign("message");
  for (std::size_t i = 0; i < signature.size(); ++i) {
    std::string other = signature;
    other[i] = other[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(ring.verifies("message", other)) << i;
    EXPECT_FALSE(ring.verifies("message", signature.substr(0, i))) << i;
  }
  for (const std::string& more :
       {std::string("A"), std::string("="), std::string(1'000'000, 'A'), std::string(21, 'A')})
    EXPECT_FALSE(ring.verifies("message", signature + more));
}

TEST(KeyRing, ReadsWithOldKeysAndWritesWithTheFirst) {
  const KeyRing old({first});
  const KeyRing both({second, first});
  const KeyRing next({second});
  EXPECT_TRUE(both.verifies("message", old.sign("message")));
  EXPECT_TRUE(next.verifies("message", both.sign("message")));
  EXPECT_FALSE(next.verifies("message", old.sign("message")));
  EXPECT_EQ(both.open(old.seal("text", "a"), "a"), "text");
  EXPECT_EQ(next.open(both.seal("text", "a"), "a"), "text");
  EXPECT_EQ(next.open(old.seal("text", "a"), "a"), std::nullopt);
  EXPECT_TRUE(both.forPurpose("p").verifies("message", old.forPurpose("p").sign("message")));
}

TEST(KeyRing, OpensWhatItSealedForTheSame) {
  const KeyRing ring({first});
  const std::string sealed = ring.seal("text", "a");
  EXPECT_EQ(ring.open(sealed, "a"), "text");
  EXPECT_EQ(ring.open(sealed, "b"), std::nullopt);
  EXPECT_EQ(ring.forPurpose("p").open(sealed, "a"), std::nullopt);
  EXPECT_NE(ring.seal("text", "a"), sealed);
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string other = sealed;
    other[i] = other[i] == 'A' ? 'B' : 'A';
    EXPECT_EQ(ring.open(other, "a"), std::nullopt) << i;
    EXPECT_EQ(ring.open(sealed.substr(0, i), "a"), std::nullopt) << i;
  }
  for (const char* const no : {"", "=", "a", "not base64!", "++++"}) EXPECT_EQ(ring.open(no, "a"), std::nullopt) << no;
}

TEST(KeyRing, DrawnByItselfIsLikeNoOther) {
  EXPECT_FALSE(KeyRing::random().verifies("message", KeyRing::random().sign("message")));
}

TEST(Base64Url, IsReadInItsOneSpelling) {
  for (const char* const text : {"", "AA", "AAA", "AAAA", "-_8", "__-_"}) {
    const auto bytes = base64UrlDecode(text);
    ASSERT_TRUE(bytes) << text;
    EXPECT_EQ(base64UrlEncode(*bytes), text);
  }
  for (const char* const text : {"A", "AAAAA", "AA==", "AB", "AAB", "A A", "+/8", "AA\n"})
    EXPECT_FALSE(base64UrlDecode(text)) << text;
}

}  // namespace
}  // namespace serinus
