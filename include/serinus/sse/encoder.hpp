#pragma once

#include <serinus/sse/sse_event.hpp>

#include <string>
#include <string_view>

namespace serinus::sse {

/// Appends the text of one event (WHATWG HTML, 9.2.5), complete with the empty line that dispatches it.
///
/// Every value is preceded by one space, which the client removes, so that a value's own leading space survives; and no
/// text of ours begins a stream, so that a byte order mark in a value is data.
void appendEvent(std::string& out, const SseEvent& event);

/// Appends a comment that keeps proxies from ending an idle stream. It is no event.
void appendHeartbeat(std::string& out);

}  // namespace serinus::sse
