#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace serinus::sse {

/// An event as a client dispatches it.
struct ReceivedEvent {
  std::string type;         ///< `message` when the stream named none
  std::string data;
  std::string lastEventId;  ///< as it stands after this event
};

/// Reads an event stream exactly as WHATWG HTML 9.2.6 says, in any cut. A value; for clients and tests.
class StreamParser {
public:
  using OnEvent = std::function<void(ReceivedEvent)>;

  /// @param maxEvent  bytes of one line, and of the data of one event, that are accepted
  explicit StreamParser(OnEvent onEvent, std::size_t maxEvent = std::size_t{1024} * 1024)
      : onEvent_(std::move(onEvent)), maxEvent_(maxEvent) {}

  /// @returns false once a line or an event is too large; nothing more is read then.
  bool feed(std::string_view bytes);

  [[nodiscard]] const std::string& lastEventId() const noexcept { return lastEventId_; }
  [[nodiscard]] const std::optional<std::chrono::milliseconds>& retry() const noexcept { return retry_; }
  /// Comments seen so far: heartbeats among them.
  [[nodiscard]] std::size_t comments() const noexcept { return comments_; }

private:
  void endLine();
  void field(std::string_view name, std::string_view value);
  void dispatch();

  OnEvent onEvent_;
  std::size_t maxEvent_;
  std::string line_;
  std::string data_;
  std::string type_;
  std::string idBuffer_;
  std::string lastEventId_;
  std::optional<std::chrono::milliseconds> retry_;
  std::size_t comments_ = 0;
  bool afterCr_ = false;
  bool firstLine_ = true;
  bool failed_ = false;
};

}  // namespace serinus::sse
