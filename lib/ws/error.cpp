#include <serinus/ws/error.hpp>

#include <array>
#include <cstddef>

namespace serinus::ws {
namespace {

struct Row {
  WsError error;
  CloseCode code;
  std::string_view sentence;
};

constexpr std::array rows{
    Row{WsError::reservedBitSet, CloseCode::protocolError, "a reserved bit is set"},
    Row{WsError::reservedOpcode, CloseCode::protocolError, "the opcode is reserved"},
    Row{WsError::fragmentedControl, CloseCode::protocolError, "a control frame is fragmented"},
    Row{WsError::controlTooLong, CloseCode::protocolError, "a control frame is longer than 125 bytes"},
    Row{WsError::unmaskedFrame, CloseCode::protocolError, "a client's frame is not masked"},
    Row{WsError::maskedFrame, CloseCode::protocolError, "a server's frame is masked"},
    Row{WsError::lengthNotMinimal, CloseCode::protocolError, "the length is not in its shortest form"},
    Row{WsError::lengthTooLarge, CloseCode::protocolError, "the length has its highest bit set"},
    Row{WsError::unexpectedContinuation, CloseCode::protocolError, "there is no message to continue"},
    Row{WsError::unfinishedMessage, CloseCode::protocolError, "a message begins before the last one has ended"},
    Row{WsError::closeOfOneByte, CloseCode::protocolError, "a Close has half a code"},
    Row{WsError::invalidCloseCode, CloseCode::protocolError, "the close code may not be sent"},
    Row{WsError::invalidCloseReason, CloseCode::invalidPayload, "the close reason is not UTF-8"},
    Row{WsError::invalidText, CloseCode::invalidPayload, "a text message is not UTF-8"},
    Row{WsError::invalidDeflate, CloseCode::invalidPayload, "a compressed message cannot be inflated"},
    Row{WsError::messageTooBig, CloseCode::messageTooBig, "the message is larger than this server takes"},
    Row{WsError::tooManyFragments, CloseCode::policyViolation, "the message has too many fragments"},
    Row{WsError::messageTooSlow, CloseCode::policyViolation, "the message took too long to arrive"},
    Row{WsError::tooManyControls, CloseCode::policyViolation, "too many control frames"},
};

constexpr bool inOrder() {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (static_cast<std::size_t>(rows[i].error) != i) return false;
  }
  return rows.size() == static_cast<std::size_t>(WsError::tooManyControls) + 1;
}
static_assert(inOrder(), "the table has one row for each error, in the order of the enum");

}  // namespace

CloseCode closeCode(WsError error) noexcept {
  return rows[static_cast<std::size_t>(error)].code;
}

std::string_view describe(WsError error) noexcept {
  return rows[static_cast<std::size_t>(error)].sentence;
}

}  // namespace serinus::ws
