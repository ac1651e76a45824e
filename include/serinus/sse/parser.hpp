#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace serinus::sse {

/// An event as a client dispatches it.
struct ReceivedEvent {
  std::string type;  ///< `message` when the stream named none
  std::string data;
  std::string lastEventId;  ///< as it stands after this event
};

struct StreamLimits {
  std::size_t maxLine = std::size_t{64} * 1024;     ///< Bytes of one line, without its end.
  std::size_t maxEvent = std::size_t{1024} * 1024;  ///< Bytes of the data of one event.
};

/// Why a stream is read no further.
enum class StreamFault : std::uint8_t { none, lineTooLong, eventTooLarge };

/// Reads an event stream exactly as WHATWG HTML 9.2.6 says, in any cut. A value; for clients and tests.
///
/// One leading byte order mark is skipped; CR, LF and CRLF end a line; an event is dispatched at an empty line, so one
/// that the end of the stream cuts off is never seen. Values are given as the bytes that came: who needs text replaces
/// what is no UTF-8.
class StreamParser {
public:
  using OnEvent = std::function<void(ReceivedEvent)>;

  /// @param lastEventId  of the connection before, which stays until an event names another
  explicit StreamParser(OnEvent onEvent, StreamLimits limits = {}, std::string lastEventId = {})
      : onEvent_(std::move(onEvent)), limits_(limits), idBuffer_(lastEventId), lastEventId_(std::move(lastEventId)) {}

  /// Takes the next bytes and hands over each event that they complete.
  /// @returns false once a line or an event is too large; nothing more is read then.
  bool feed(std::string_view bytes);

  [[nodiscard]] StreamFault fault() const noexcept { return fault_; }

  [[nodiscard]] const std::string& lastEventId() const noexcept { return lastEventId_; }
  /// The reconnection time the stream asked for last; one too long for `Duration` is as long as that can be.
  [[nodiscard]] const std::optional<std::chrono::milliseconds>& retry() const noexcept { return retry_; }
  /// Comments seen so far: heartbeats among them.
  [[nodiscard]] std::size_t comments() const noexcept { return comments_; }

private:
  void append(std::string_view part);
  void endLine();
  void field(std::string_view name, std::string_view value);
  void dispatch();

  OnEvent onEvent_;
  StreamLimits limits_;
  std::string line_;
  std::string data_;
  std::string type_;
  std::string idBuffer_;
  std::string lastEventId_;
  std::optional<std::chrono::milliseconds> retry_;
  std::size_t comments_ = 0;
  bool afterCr_ = false;
  std::size_t markSize_ = 0;  ///< bytes of the byte order mark seen, as long as nothing else was
  bool atStart_ = true;
  StreamFault fault_ = StreamFault::none;
};

}  // namespace serinus::sse
