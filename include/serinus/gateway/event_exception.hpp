#pragma once

#include <exception>
#include <string>
#include <utility>

namespace serinus {

/// Thrown by the handler of a typed event that wants another answer than its return value: the client gets one error
/// frame with this code and message, and stays connected. (A `WsException` closes it.)
///
///     throw EventException("roomFull", "the room takes 8 people");
class EventException : public std::exception {
public:
  /// @param code  for programs: `roomFull`; those that Serinus uses itself are listed at `EventErrorCode`
  explicit EventException(std::string code, std::string message = {})
      : code_(std::move(code)), message_(std::move(message)) {}

  [[nodiscard]] const std::string& code() const noexcept { return code_; }
  [[nodiscard]] const std::string& message() const noexcept { return message_; }
  [[nodiscard]] const char* what() const noexcept override {
    return message_.empty() ? code_.c_str() : message_.c_str();
  }

private:
  std::string code_;
  std::string message_;
};

/// The codes of the error frames that the library answers with.
struct EventErrorCode {
  static constexpr const char* malformed = "malformed";            ///< no event can be read from the message
  static constexpr const char* unknownEvent = "unknownEvent";      ///< no handler of this name
  static constexpr const char* invalidPayload = "invalidPayload";  ///< `data` is not what the handler takes: see `path`
  static constexpr const char* internal = "internal";              ///< the handler failed; the log says why
  static constexpr const char* timeout = "timeout";                ///< a call was not answered in time
  static constexpr const char* dropped = "dropped";                ///< nor sent: its client has not kept up
};

}  // namespace serinus
