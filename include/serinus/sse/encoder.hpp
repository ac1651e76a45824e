#pragma once

#include <serinus/base/payload.hpp>
#include <serinus/sse/sse_event.hpp>

#include <string>
#include <string_view>

namespace serinus::sse {

/// Appends the text of one event (WHATWG HTML, 9.2.5), complete with the empty line that dispatches it.
///
/// Every value is preceded by one space, which the client removes, so that a value's own leading space survives; and no
/// text of ours begins a stream, so that a byte order mark in a value is data. Empty data is one empty `data:` line,
/// which dispatches an event; an event without data has none, and dispatches nothing. Bytes that are no UTF-8 pass as
/// they are: a browser shows U+FFFD for them.
void appendEvent(std::string& out, const SseEvent& event);

/// The text of one event, made once for a broadcast to many streams.
[[nodiscard]] SharedPayload encodeEvent(const SseEvent& event);

/// Appends a comment that keeps proxies from ending an idle stream. It is no event.
void appendHeartbeat(std::string& out);

}  // namespace serinus::sse
