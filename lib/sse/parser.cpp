#include <serinus/base/ascii.hpp>
#include <serinus/base/clock.hpp>
#include <serinus/sse/parser.hpp>

#include <algorithm>
#include <charconv>
#include <system_error>
#include <utility>

namespace serinus::sse {
namespace {

constexpr std::string_view byteOrderMark = "\xEF\xBB\xBF";
constexpr auto longestRetry = std::chrono::duration_cast<std::chrono::milliseconds>(Duration::max());

/// Decimal digits and nothing else.
std::optional<std::chrono::milliseconds> parseRetry(std::string_view value) {
  if (value.empty() || !std::all_of(value.begin(), value.end(), [](char c) { return isDigit(c); })) return std::nullopt;
  std::chrono::milliseconds::rep count = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), count);
  if (error == std::errc::result_out_of_range) return longestRetry;
  return std::min(std::chrono::milliseconds(count), longestRetry);
}

}  // namespace

bool StreamParser::feed(std::string_view bytes) {
  while (!bytes.empty() && fault_ == StreamFault::none) {
    if (atStart_ && bytes.front() == byteOrderMark[markSize_]) {
      bytes.remove_prefix(1);
      atStart_ = ++markSize_ < byteOrderMark.size();
      continue;
    }
    if (std::exchange(atStart_, false)) append(byteOrderMark.substr(0, markSize_));  // it was none
    if (std::exchange(afterCr_, false) && bytes.front() == '\n') {  // the LF of a CRLF whose CR ended the line
      bytes.remove_prefix(1);
      continue;
    }
    const std::size_t end = std::min(bytes.find_first_of("\r\n"), bytes.size());
    append(bytes.substr(0, end));
    bytes.remove_prefix(end);
    if (bytes.empty() || fault_ != StreamFault::none) break;
    afterCr_ = bytes.front() == '\r';
    bytes.remove_prefix(1);
    endLine();
  }
  return fault_ == StreamFault::none;
}

void StreamParser::append(std::string_view part) {
  if (part.size() > limits_.maxLine - line_.size())
    fault_ = StreamFault::lineTooLong;
  else
    line_.append(part);
}

void StreamParser::endLine() {
  const std::string_view line = line_;
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
    if (data_.size() + value.size() > limits_.maxEvent)
      fault_ = StreamFault::eventTooLarge;
    else
      data_.append(value).push_back('\n');  // the last of these ends is no data: it is not counted
  } else if (name == "id") {
    if (value.find('\0') == std::string_view::npos) idBuffer_ = value;
  } else if (name == "retry") {
    if (const auto time = parseRetry(value)) retry_ = time;
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
