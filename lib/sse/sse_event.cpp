#include <serinus/sse/sse_event.hpp>

namespace serinus {

namespace {

void refuseForgedField(std::string_view field, std::string_view value) {
  const std::size_t at = value.find_first_of(std::string_view("\r\n\0", 3));
  if (at == std::string_view::npos) return;
  const char* const what = value[at] == '\r' ? "CR" : value[at] == '\n' ? "LF" : "NUL";
  throw SseFieldError("SseEvent: the " + std::string(field) + " holds " + what + " at position " + std::to_string(at) +
                      "; it would end or break the field. Put such text into the data.");
}

}  // namespace

SseEvent SseEvent::verbatim(std::string text) {
  const std::string_view view = text;
  if (view != "\n" && !view.ends_with("\n\n") && !view.ends_with("\r\n\r\n")) {
    throw SseFieldError(
        "SseEvent::verbatim: the text does not end with an empty line; the next event would become part "
        "of its last one.");
  }
  if (view.find('\0') != std::string_view::npos) throw SseFieldError("SseEvent::verbatim: the text holds NUL.");
  SseEvent event;
  event.verbatim_ = std::move(text);
  return event;
}

SseEvent& SseEvent::data(std::string text) & {
  data_ = std::move(text);
  return *this;
}

SseEvent& SseEvent::event(std::string name) & {
  refuseForgedField("event name", name);
  event_ = std::move(name);
  return *this;
}

SseEvent& SseEvent::id(std::string id) & {
  refuseForgedField("id", id);
  id_ = std::move(id);
  return *this;
}

SseEvent& SseEvent::retry(std::chrono::milliseconds time) & {
  if (time.count() < 0) {
    throw SseFieldError("SseEvent: a retry time of " + std::to_string(time.count()) +
                        " ms is negative; give 0 or more.");
  }
  retry_ = time;
  return *this;
}

SseEvent& SseEvent::comment(std::string text) & {
  comment_ = std::move(text);
  return *this;
}

}  // namespace serinus
