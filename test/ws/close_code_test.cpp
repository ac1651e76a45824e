#include <serinus/ws/close_code.hpp>

#include <gtest/gtest.h>

#include <string>

namespace serinus::ws {
namespace {

TEST(CloseCodes, OnTheWireAreThoseOfTheRegistryAndThePrivateOnes) {
  for (int value = 0; value <= 0xFFFF; ++value) {
    const bool registered = (value >= 1000 && value <= 1003) || (value >= 1007 && value <= 1014);
    const bool open = value >= 3000 && value <= 4999;
    ASSERT_EQ(isValidOnWire(static_cast<std::uint16_t>(value)), registered || open) << value;
  }
}

TEST(CloseCodes, HaveTheNumbersOfTheRfc) {
  EXPECT_EQ(code(CloseCode::normal), 1000);
  EXPECT_EQ(code(CloseCode::goingAway), 1001);
  EXPECT_EQ(code(CloseCode::protocolError), 1002);
  EXPECT_EQ(code(CloseCode::unsupportedData), 1003);
  EXPECT_EQ(code(CloseCode::noStatus), 1005);
  EXPECT_EQ(code(CloseCode::abnormal), 1006);
  EXPECT_EQ(code(CloseCode::invalidPayload), 1007);
  EXPECT_EQ(code(CloseCode::policyViolation), 1008);
  EXPECT_EQ(code(CloseCode::messageTooBig), 1009);
  EXPECT_EQ(code(CloseCode::mandatoryExtension), 1010);
  EXPECT_EQ(code(CloseCode::internalError), 1011);
  EXPECT_EQ(code(CloseCode::serviceRestart), 1012);
  EXPECT_EQ(code(CloseCode::tryAgainLater), 1013);
  EXPECT_EQ(code(CloseCode::badGateway), 1014);
  EXPECT_EQ(code(CloseCode::tlsFailure), 1015);
}

TEST(CloseReason, OfAtMost123BytesIsLeftAlone) {
  for (const std::size_t size : {0U, 1U, 122U, 123U}) {
    EXPECT_EQ(fittingCloseReason(std::string(size, 'x')).size(), size);
  }
  EXPECT_EQ(fittingCloseReason(std::string(124, 'x')).size(), 123U);
  EXPECT_EQ(fittingCloseReason(std::string(5000, 'x')).size(), 123U);
}

TEST(CloseReason, IsCutBetweenCodePoints) {
  const std::string two = "\xC3\xA4", three = "\xE2\x82\xAC", four = "\xF0\x9F\x90\xA4";
  EXPECT_EQ(fittingCloseReason(std::string(121, 'x') + two), std::string(121, 'x') + two);
  EXPECT_EQ(fittingCloseReason(std::string(122, 'x') + two), std::string(122, 'x'));
  EXPECT_EQ(fittingCloseReason(std::string(120, 'x') + three), std::string(120, 'x') + three);
  EXPECT_EQ(fittingCloseReason(std::string(121, 'x') + three), std::string(121, 'x'));
  EXPECT_EQ(fittingCloseReason(std::string(119, 'x') + four), std::string(119, 'x') + four);
  EXPECT_EQ(fittingCloseReason(std::string(120, 'x') + four), std::string(120, 'x'));
  EXPECT_EQ(fittingCloseReason(std::string(122, 'x') + four), std::string(122, 'x'));
}

TEST(CloseReason, EndsBeforeTheFirstByteThatIsNotUtf8) {
  EXPECT_EQ(fittingCloseReason("ab\xFF"
                               "cd"),
            "ab");
  EXPECT_EQ(fittingCloseReason("ab\xC3"), "ab");
  EXPECT_EQ(fittingCloseReason("ab\xED\xA0\x80"), "ab");
  EXPECT_EQ(fittingCloseReason("\x80"), "");
}

}  // namespace
}  // namespace serinus::ws
