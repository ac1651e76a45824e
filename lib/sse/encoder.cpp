#include <serinus/sse/encoder.hpp>

namespace serinus::sse {

namespace {

// One line a line of `text`; CRLF, CR and LF all end one. The text after the last break is a line too, also when empty.
void appendLines(std::string& out, std::string_view field, std::string_view text) {
  for (;;) {
    const std::size_t end = text.find_first_of("\r\n");
    out.append(field).append(": ").append(text.substr(0, end)).push_back('\n');
    if (end == std::string_view::npos) return;
    const bool crlf = text[end] == '\r' && end + 1 < text.size() && text[end + 1] == '\n';
    text.remove_prefix(end + (crlf ? 2 : 1));
  }
}

}  // namespace

void appendEvent(std::string& out, const SseEvent& event) {
  if (!event.verbatimText().empty()) {
    out.append(event.verbatimText());
    return;
  }
  if (event.comment()) appendLines(out, "", *event.comment());
  if (event.retry()) out.append("retry: ").append(std::to_string(event.retry()->count())).push_back('\n');
  if (event.id()) appendLines(out, "id", *event.id());
  if (!event.event().empty()) appendLines(out, "event", event.event());
  if (event.data()) appendLines(out, "data", *event.data());
  out.push_back('\n');
}

SharedPayload encodeEvent(const SseEvent& event) {
  std::string text;
  appendEvent(text, event);
  return SharedPayload::copy(asBytes(text));
}

void appendHeartbeat(std::string& out) {
  out.append(":\n\n");
}

}  // namespace serinus::sse
