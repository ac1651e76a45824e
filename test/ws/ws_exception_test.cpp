#include <serinus/ws/ws_exception.hpp>

#include <gtest/gtest.h>

#include <stdexcept>

namespace serinus {
namespace {

TEST(WsExceptions, CarryTheirCode) {
  EXPECT_EQ(code(WsProtocolException("x").code()), 1002);
  EXPECT_EQ(code(WsUnsupportedDataException("x").code()), 1003);
  EXPECT_EQ(code(WsInvalidPayloadException("x").code()), 1007);
  EXPECT_EQ(code(WsPolicyException("x").code()), 1008);
  EXPECT_EQ(code(WsMessageTooBigException("x").code()), 1009);
  EXPECT_EQ(code(WsMandatoryExtensionException("x").code()), 1010);
  EXPECT_EQ(code(WsInternalErrorException("x").code()), 1011);
  EXPECT_EQ(code(WsTryAgainLaterException("x").code()), 1013);
}

TEST(WsExceptions, SayTheirCodeAndReason) {
  EXPECT_STREQ(WsPolicyException("not in this room").what(), "1008: not in this room");
  EXPECT_STREQ(WsTryAgainLaterException().what(), "1013");
  EXPECT_EQ(WsException(static_cast<CloseCode>(4001), "mine").reason(), "mine");
}

TEST(WsExceptions, RefuseACodeThatCannotBeSent) {
  for (const int value : {0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535}) {
    EXPECT_THROW(WsException(static_cast<CloseCode>(value)), std::invalid_argument) << value;
  }
  for (const int value : {1000, 1003, 1007, 1014, 3000, 4999}) {
    EXPECT_NO_THROW(WsException(static_cast<CloseCode>(value))) << value;
  }
}

TEST(WsExceptions, CutAReasonThatIsTooLong) {
  EXPECT_EQ(WsException(CloseCode::normal, std::string(124, 'x')).reason(), std::string(123, 'x'));
  EXPECT_EQ(WsException(CloseCode::normal, std::string(122, 'x') + "\xC3\xA4").reason(), std::string(122, 'x'));
}

}  // namespace
}  // namespace serinus
