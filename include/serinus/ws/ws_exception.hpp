#pragma once

#include <serinus/ws/close_code.hpp>

#include <exception>
#include <string>
#include <string_view>

namespace serinus {

/// Thrown by a handler of a gateway: the connection is closed with this code and reason, which the client sees.
///
/// The reason is cut to what a Close frame can carry (`ws::fittingCloseReason`).
class WsException : public std::exception {
public:
  /// @throws std::invalid_argument  when `code` may not be sent (1005, 1006, 1015, what is outside of the registry)
  explicit WsException(CloseCode code, std::string_view reason = {});

  [[nodiscard]] CloseCode code() const noexcept { return code_; }
  [[nodiscard]] const std::string& reason() const noexcept { return reason_; }

  /// `1008: not in this room`
  [[nodiscard]] const char* what() const noexcept override { return text_.c_str(); }

private:
  std::string reason_;
  std::string text_;
  CloseCode code_;
};

/// 1002: the peer broke the protocol spoken in the messages.
class WsProtocolException : public WsException {
public:
  explicit WsProtocolException(std::string_view reason = {}) : WsException(CloseCode::protocolError, reason) {}
};

/// 1003: a kind of message that is not taken here, such as binary.
class WsUnsupportedDataException : public WsException {
public:
  explicit WsUnsupportedDataException(std::string_view reason = {}) : WsException(CloseCode::unsupportedData, reason) {}
};

/// 1007: a message whose content is not what its type says.
class WsInvalidPayloadException : public WsException {
public:
  explicit WsInvalidPayloadException(std::string_view reason = {}) : WsException(CloseCode::invalidPayload, reason) {}
};

/// 1008: not allowed, where no other code fits.
class WsPolicyException : public WsException {
public:
  explicit WsPolicyException(std::string_view reason = {}) : WsException(CloseCode::policyViolation, reason) {}
};

/// 1009: larger than the application takes.
class WsMessageTooBigException : public WsException {
public:
  explicit WsMessageTooBigException(std::string_view reason = {}) : WsException(CloseCode::messageTooBig, reason) {}
};

/// 1010: an extension that the peer did not agree to is needed.
class WsMandatoryExtensionException : public WsException {
public:
  explicit WsMandatoryExtensionException(std::string_view reason = {})
      : WsException(CloseCode::mandatoryExtension, reason) {}
};

/// 1011: the server cannot go on.
class WsInternalErrorException : public WsException {
public:
  explicit WsInternalErrorException(std::string_view reason = {}) : WsException(CloseCode::internalError, reason) {}
};

/// 1013: too busy; the client may come back later.
class WsTryAgainLaterException : public WsException {
public:
  explicit WsTryAgainLaterException(std::string_view reason = {}) : WsException(CloseCode::tryAgainLater, reason) {}
};

}  // namespace serinus
