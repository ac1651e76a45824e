#include <serinus/ws/error.hpp>

#include <gtest/gtest.h>

#include <set>

namespace serinus::ws {
namespace {

struct Row {
  WsError error;
  int code;
};

constexpr Row rows[] = {
    {WsError::reservedBitSet, 1002},     {WsError::reservedOpcode, 1002},   {WsError::fragmentedControl, 1002},
    {WsError::controlTooLong, 1002},     {WsError::unmaskedFrame, 1002},    {WsError::maskedFrame, 1002},
    {WsError::lengthNotMinimal, 1002},   {WsError::lengthTooLarge, 1002},   {WsError::unexpectedContinuation, 1002},
    {WsError::unfinishedMessage, 1002},  {WsError::closeOfOneByte, 1002},   {WsError::invalidCloseCode, 1002},
    {WsError::invalidCloseReason, 1007}, {WsError::invalidText, 1007},      {WsError::invalidDeflate, 1007},
    {WsError::messageTooBig, 1009},      {WsError::tooManyFragments, 1008}, {WsError::messageTooSlow, 1008},
    {WsError::tooManyControls, 1008},
};

TEST(EveryError, HasItsCloseCode) {
  for (const Row& row : rows) EXPECT_EQ(code(closeCode(row.error)), row.code) << describe(row.error);
}

TEST(EveryError, HasASentenceOfItsOwnThatFitsIntoAClose) {
  std::set<std::string_view> seen;
  for (const Row& row : rows) {
    EXPECT_TRUE(seen.insert(describe(row.error)).second) << describe(row.error);
    EXPECT_EQ(fittingCloseReason(describe(row.error)), describe(row.error));
    EXPECT_FALSE(describe(row.error).empty());
  }
}

}  // namespace
}  // namespace serinus::ws
