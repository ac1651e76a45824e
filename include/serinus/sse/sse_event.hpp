#pragma once

#include <serinus/json/write.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace serinus {

/// An `id` or `event` that would forge a field of the stream, or a negative `retry`.
class SseFieldError : public std::invalid_argument {
public:
  using std::invalid_argument::invalid_argument;
};

/// An event that is larger than its stream allows (`SseModuleOptions::maxEvent`).
class SseEventTooLarge : public std::length_error {
public:
  SseEventTooLarge(std::size_t size, std::size_t limit)
      : std::length_error("an event of " + std::to_string(size) + " bytes: at most " + std::to_string(limit) +
                          " are sent (maxEvent)") {}
};

/// One event of an event stream (WHATWG HTML, 9.2 "Server-sent events").
///
///     co_yield "plain text";
///     co_yield SseEvent("now").event("tick").id("17");
///
/// Empty data is data: a listener hears of an event without text. Line breaks in `data` and `comment` (CRLF, CR or LF)
/// become further lines. In `event` and `id` they cannot be carried and are refused, and so is NUL, which a browser
/// would answer by ignoring the id.
class SseEvent {
public:
  /// An event without data: it carries a comment, an id or a retry time, and no listener hears of it.
  SseEvent() noexcept {}
  SseEvent(const char* data) : data_(data) {}
  SseEvent(std::string data) : data_(std::move(data)) {}
  SseEvent(std::string_view data) : data_(data) {}

  /// Text that has the format of a stream already, passed on as it is: what a relay received of another server, or
  /// lines that no field of ours makes. It is whole, so that the next event does not become part of it.
  /// @throws SseFieldError  when it does not end with an empty line, or holds NUL
  [[nodiscard]] static SseEvent verbatim(std::string text);

  /// An event whose data is `value` as JSON: a plain struct, or what else `json::write` knows.
  ///
  ///     const Tick tick{.price = 17};  // with a name of its own: g++ 12 destroys a temporary twice here
  ///     co_yield SseEvent::json("tick", tick);
  ///
  /// @throws SseFieldError  when the name holds CR, LF or NUL
  /// @throws std::invalid_argument  for an enum's value without a name
  template <class Value>
  [[nodiscard]] static SseEvent json(std::string event, const Value& value) {
    return SseEvent(serinus::json::write(value)).event(std::move(event));
  }
  /// The same for those who listen to `message`.
  template <class Value>
  [[nodiscard]] static SseEvent json(const Value& value) {
    return SseEvent(serinus::json::write(value));
  }

  SseEvent& data(std::string text) &;
  SseEvent&& data(std::string text) && { return std::move(data(std::move(text))); }

  /// The name under which listeners are registered; without one it is `message`. An empty name is the same as none.
  /// @throws SseFieldError  when it holds CR, LF or NUL
  SseEvent& event(std::string name) &;
  SseEvent&& event(std::string name) && { return std::move(event(std::move(name))); }

  /// What the client sends back as `Last-Event-ID`. An empty one resets it.
  /// @throws SseFieldError  when it holds CR, LF or NUL
  SseEvent& id(std::string id) &;
  SseEvent&& id(std::string id) && { return std::move(this->id(std::move(id))); }

  /// How long the client waits before it reconnects.
  /// @throws SseFieldError  when negative
  SseEvent& retry(std::chrono::milliseconds time) &;
  SseEvent&& retry(std::chrono::milliseconds time) && { return std::move(retry(time)); }

  /// Text that clients ignore.
  SseEvent& comment(std::string text) &;
  SseEvent&& comment(std::string text) && { return std::move(comment(std::move(text))); }

  [[nodiscard]] const std::optional<std::string>& data() const noexcept { return data_; }
  [[nodiscard]] const std::string& event() const noexcept { return event_; }
  [[nodiscard]] const std::optional<std::string>& id() const noexcept { return id_; }
  [[nodiscard]] const std::optional<std::chrono::milliseconds>& retry() const noexcept { return retry_; }
  [[nodiscard]] const std::optional<std::string>& comment() const noexcept { return comment_; }
  /// Sent in place of all fields; empty unless this event was made by `verbatim`.
  [[nodiscard]] const std::string& verbatimText() const noexcept { return verbatim_; }

private:
  std::optional<std::string> data_;
  std::string event_;
  std::optional<std::string> id_;
  std::optional<std::chrono::milliseconds> retry_;
  std::optional<std::string> comment_;
  std::string verbatim_;
};

}  // namespace serinus
