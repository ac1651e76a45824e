#include <serinus/pipeline/jwt_signer.hpp>
#include <serinus/pipeline/jwt_verifier.hpp>

#include "support/key_pair.hpp"

#include <gtest/gtest.h>

#include <openssl/err.h>

#include <optional>
#include <stdexcept>
#include <string>

namespace serinus {
namespace {

using test::KeyPair;

TEST(ASecretOfTokens, HasAsManyBytesAsItsHash) {
  struct Row {
    JwtAlgorithm algorithm;
    std::size_t least;
  };
  for (const auto& [algorithm, least] :
       {Row{JwtAlgorithm::hs256, 32}, Row{JwtAlgorithm::hs384, 48}, Row{JwtAlgorithm::hs512, 64}}) {
    EXPECT_NO_THROW(static_cast<void>(JwtKey::secret(algorithm, std::string(least, 's'))));
    EXPECT_THROW(static_cast<void>(JwtKey::secret(algorithm, std::string(least - 1, 's'))), std::invalid_argument);
  }
  EXPECT_NO_THROW(static_cast<void>(JwtKey::secret(JwtAlgorithm::hs256, std::string(16 * 1024, 's'))));
  EXPECT_THROW(static_cast<void>(JwtKey::secret(JwtAlgorithm::hs256, std::string(16 * 1024 + 1, 's'))),
               std::invalid_argument);
}

TEST(AKeyOfTokens, IsOfItsAlgorithmAlone) {
  const KeyPair rsa = KeyPair::rsa();
  const KeyPair p256 = KeyPair::curve("P-256");
  const KeyPair p384 = KeyPair::curve("P-384");
  const KeyPair edwards = KeyPair::ed25519();
  const auto isTaken = [](JwtAlgorithm algorithm, const std::string& pem) {
    try {
      static_cast<void>(JwtKey::publicKey(algorithm, pem));
      return true;
    } catch (const std::invalid_argument&) {
      return false;
    }
  };
  EXPECT_TRUE(isTaken(JwtAlgorithm::rs256, rsa.publicPem()));
  EXPECT_TRUE(isTaken(JwtAlgorithm::es256, p256.publicPem()));
  EXPECT_TRUE(isTaken(JwtAlgorithm::es384, p384.publicPem()));
  EXPECT_FALSE(isTaken(JwtAlgorithm::es384, p256.publicPem()));
  EXPECT_FALSE(isTaken(JwtAlgorithm::es256, p384.publicPem()));
  EXPECT_FALSE(isTaken(JwtAlgorithm::es512, p384.publicPem()));
  EXPECT_FALSE(isTaken(JwtAlgorithm::es256, rsa.publicPem()));
  EXPECT_FALSE(isTaken(JwtAlgorithm::es256, edwards.publicPem()));
  EXPECT_FALSE(isTaken(JwtAlgorithm::rs256, edwards.publicPem()));
  EXPECT_FALSE(isTaken(JwtAlgorithm::rs256, p256.publicPem()));
  EXPECT_FALSE(isTaken(JwtAlgorithm::rs256, KeyPair::rsa(1'024).publicPem())) << "too weak";
  EXPECT_FALSE(isTaken(JwtAlgorithm::rs256, rsa.privatePem())) << "a private key is not to be given to who verifies";
  EXPECT_FALSE(isTaken(JwtAlgorithm::rs256, ""));
  EXPECT_FALSE(isTaken(JwtAlgorithm::rs256, "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"));
  EXPECT_FALSE(isTaken(JwtAlgorithm::hs256, std::string(32, 's'))) << "a secret is no public key";
  EXPECT_FALSE(isTaken(JwtAlgorithm::hs256, rsa.publicPem())) << "algorithm confusion (RFC 8725, 2.1)";
  EXPECT_EQ(ERR_peek_error(), 0U) << "nothing is left for TLS to stumble over";
}

TEST(AKeyOfTokens, ThatIsPublicIsNoSecret) {
  const KeyPair rsa = KeyPair::rsa();
  EXPECT_THROW(static_cast<void>(JwtKey::secret(JwtAlgorithm::hs256, rsa.publicPem())), std::invalid_argument);
  EXPECT_THROW(static_cast<void>(JwtKey::secret(JwtAlgorithm::rs256, rsa.publicPem())), std::invalid_argument);
}

TEST(APrivateKeyOfTokens, IsReadWithoutAskingAnybody) {
  const KeyPair rsa = KeyPair::rsa();
  EXPECT_NO_THROW(static_cast<void>(JwtKey::privateKey(JwtAlgorithm::rs256, rsa.privatePem())));
  EXPECT_THROW(static_cast<void>(JwtKey::privateKey(JwtAlgorithm::rs256, rsa.privatePem("open sesame"))),
               std::invalid_argument);
  EXPECT_THROW(static_cast<void>(JwtKey::privateKey(JwtAlgorithm::rs256, rsa.publicPem())), std::invalid_argument);
}

TEST(AnIdOfAKey, IsShortAndPrintable) {
  const auto key = [] { return JwtKey::secret(JwtAlgorithm::hs256, std::string(32, 's')); };
  EXPECT_EQ(key().id(std::string(255, 'k')).id().size(), 255U);
  EXPECT_THROW(key().id(std::string(256, 'k')), std::invalid_argument);
  EXPECT_THROW(key().id(std::string()), std::invalid_argument);
  EXPECT_THROW(key().id("a\n"), std::invalid_argument);
}

struct Pair {
  JwtKey signing;
  JwtKey verifying;
};
Pair pairFor(JwtAlgorithm algorithm) {
  const std::string_view name = jwtAlgorithmName(algorithm);
  if (name.starts_with("HS")) {
    const JwtKey key = JwtKey::secret(algorithm, std::string(64, 's'));
    return {key, key};
  }
  const KeyPair pair = name == "ES256"   ? KeyPair::curve("P-256")
                       : name == "ES384" ? KeyPair::curve("P-384")
                       : name == "ES512" ? KeyPair::curve("P-521")
                                         : KeyPair::rsa();
  return {JwtKey::privateKey(algorithm, pair.privatePem()), JwtKey::publicKey(algorithm, pair.publicPem())};
}

class EveryAlgorithm : public testing::TestWithParam<JwtAlgorithm> {};

TEST_P(EveryAlgorithm, SignsWhatItVerifiesAndNothingElse) {
  std::optional<Pair> pair;
  try {
    pair = pairFor(GetParam());
  } catch (const std::invalid_argument& refused) {
    // libjwt before 1.15 has no RSA-PSS, and says so at once.
    ASSERT_TRUE(jwtAlgorithmName(GetParam()).starts_with("PS")) << refused.what();
    ASSERT_TRUE(std::string_view(refused.what()).ends_with(jwtAlgorithmName(GetParam()))) << refused.what();
    return;
  }
  const JwtVerifier::WallTime now(std::chrono::seconds(1'700'000'000));
  const JwtSigner signer(pair->signing);
  const JwtVerifier verifier({.keys = {pair->verifying}});
  for (int round = 0; round < 20; ++round) {  // leading zeros of an ECDSA signature come now and then
    const std::string token = signer.sign(Principal("ada" + std::to_string(round)), now);
    ASSERT_TRUE(std::holds_alternative<Principal>(verifier.verify(token, now))) << token;
  }
  const std::string token = signer.sign(Principal("ada"), now);
  const std::size_t signature = token.rfind('.') + 1;
  for (std::size_t at = signature; at < token.size(); ++at) {
    std::string changed = token;
    changed[at] = changed[at] == 'A' ? 'B' : 'A';
    EXPECT_TRUE(std::holds_alternative<JwtFault>(verifier.verify(changed, now))) << at;
    EXPECT_TRUE(std::holds_alternative<JwtFault>(verifier.verify(token.substr(0, at), now))) << at;
  }
  EXPECT_EQ(ERR_peek_error(), 0U) << "nothing is left for TLS to stumble over";
}

INSTANTIATE_TEST_SUITE_P(Rfc7518Section31, EveryAlgorithm,
                         testing::Values(JwtAlgorithm::hs256, JwtAlgorithm::hs384, JwtAlgorithm::hs512,
                                         JwtAlgorithm::rs256, JwtAlgorithm::rs384, JwtAlgorithm::rs512,
                                         JwtAlgorithm::es256, JwtAlgorithm::es384, JwtAlgorithm::es512,
                                         JwtAlgorithm::ps256, JwtAlgorithm::ps384, JwtAlgorithm::ps512),
                         [](const auto& row) { return std::string(jwtAlgorithmName(row.param)); });

}  // namespace
}  // namespace serinus
