#include <serinus/sse/parser.hpp>

#include <algorithm>
#include <charconv>
#include <utility>

namespace serinus::sse {

bool StreamParser::feed(std::string_view bytes) {
  for (const char c : bytes) {
    if (failed_) return false;
    if (std::exchange(afterCr_, false) && c == '\n') continue;  // the LF of a CRLF whose CR ended the line
    if (c == '\r' || c == '\n') {
      afterCr_ = c == '\r';
      endLine();
    } else if (line_.size() < maxEvent_) {
      line_.push_back(c);
    } else {
      failed_ = true;
    }
  }
  return !failed_;
}

void StreamParser::endLine() {
  std::string_view line = line_;
  if (std::exchange(firstLine_, false) && line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
  if (line.empty()) {
    dispatch();
  } else if (line.front() == ':') {
    ++comments_;
  } else {
    const std::size_t colon = line.find(':');
    std::string_view value = colon == std::string_view::npos ? std::string_view() : line.substr(colon + 1);
    if (value.starts_with(' ')) value.remove_prefix(1);
    field(line.substr(0, colon), value);
  }
  line_.clear();
}

void StreamParser::field(std::string_view name, std::string_view value) {
  if (name == "event") {
    type_ = value;
  } else if (name == "data") {
    if (data_.size() + value.size() >= maxEvent_) failed_ = true;
    else data_.append(value).push_back('\n');
  } else if (name == "id") {
    if (value.find('\0') == std::string_view::npos) idBuffer_ = value;
  } else if (name == "retry") {
    const bool digits = !value.empty() && std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
    std::int64_t time = 0;
    if (digits && std::from_chars(value.data(), value.data() + value.size(), time).ec == std::errc())
      retry_ = std::chrono::milliseconds(time);
  }
}

void StreamParser::dispatch() {
  lastEventId_ = idBuffer_;
  std::string type = std::exchange(type_, {});
  std::string data = std::exchange(data_, {});
  if (data.empty()) return;
  data.pop_back();
  onEvent_(ReceivedEvent{type.empty() ? "message" : std::move(type), std::move(data), lastEventId_});
}

}  // namespace serinus::sse
