#include <serinus/ws/ws_exception.hpp>

#include <stdexcept>

namespace serinus {

WsException::WsException(CloseCode code, std::string_view reason)
    : reason_(ws::fittingCloseReason(reason)), text_(std::to_string(serinus::code(code))), code_(code) {
  if (!ws::isValidOnWire(serinus::code(code))) {
    throw std::invalid_argument("close code " + text_ + " cannot be sent: use 1000-1003, 1007-1014 or 3000-4999");
  }
  if (!reason_.empty()) text_ += ": " + reason_;
}

}  // namespace serinus
