#pragma once

#include <serinus/base/ascii.hpp>
#include <serinus/http/grammar.hpp>
#include <serinus/http/method.hpp>

#include <charconv>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace serinus::test {

/// Reads one response as strictly as RFC 9112 allows, and throws std::runtime_error with the reason when it is not one.
class StrictResponse {
public:
  /// @param wire  takes the response off its beginning; all of it when the end of the connection ends the body
  StrictResponse(std::string_view& wire, Method method) : rest_(wire) {
    readStatusLine();
    for (std::string_view line = takeLine(); !line.empty(); line = takeLine()) readField(line);
    readBody(method);
    wire = rest_;
  }

  [[nodiscard]] int status() const { return status_; }
  [[nodiscard]] const std::string& reason() const { return reason_; }
  [[nodiscard]] const std::string& body() const { return body_; }
  /// The lines behind a chunked body, each with a line feed.
  [[nodiscard]] const std::string& trailers() const { return trailers_; }
  [[nodiscard]] std::size_t fieldCount() const { return fields_.size(); }
  [[nodiscard]] std::optional<std::string> field(std::string_view name) const {
    std::optional<std::string> found;
    for (const auto& [other, value] : fields_) {
      if (!equalsIgnoreCase(other, name)) continue;
      check(!found, "a field stands twice");
      found = value;
    }
    return found;
  }

private:
  static void check(bool good, const char* reason) {
    if (!good) throw std::runtime_error(reason);
  }

  std::string_view take(std::size_t size) {
    check(rest_.size() >= size, "the response is cut off");
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }

  std::string_view takeLine() {
    const std::size_t end = rest_.find("\r\n");
    check(end != std::string_view::npos, "a line has no end");
    const std::string_view line = take(end);
    take(2);
    check(http::isFieldValue(line), "a control byte in a line");
    return line;
  }

  void readStatusLine() {
    const std::string_view line = takeLine();
    check(line.size() >= 13 && line.substr(0, 9) == "HTTP/1.1 " && line[12] == ' ', "no status line");
    for (const char c : line.substr(9, 3)) {
      check(isDigit(c), "no status code");
      status_ = status_ * 10 + (c - '0');
    }
    reason_ = line.substr(13);
  }

  void readField(std::string_view line) {
    const std::size_t colon = line.find(':');
    check(colon != std::string_view::npos && isToken(line.substr(0, colon)), "no field name");
    fields_.emplace_back(line.substr(0, colon), trim(line.substr(colon + 1)));
  }

  void readBody(Method method) {
    const auto length = field("Content-Length");
    const auto coding = field("Transfer-Encoding");
    check(!length || !coding, "two framings");
    const bool mayHaveNoLength = status_ < 200 || status_ == 204;
    check(!mayHaveNoLength || (!length && !coding), "framing where none may be");
    if (mayHaveNoLength || status_ == 304 || method == Method::head) return;
    if (coding) {
      check(*coding == "chunked", "an unknown coding");
      while (readChunk()) {
      }
    } else if (length) {
      body_ = take(number(*length, 10));
    } else {
      check(field("Connection") == "close", "the end of the body cannot be seen");
      body_ = take(rest_.size());
    }
  }

  bool readChunk() {
    const std::size_t size = number(takeLine(), 16);
    if (size == 0) {
      for (std::string_view line = takeLine(); !line.empty(); line = takeLine()) trailers_.append(line).append("\n");
      return false;
    }
    body_ += take(size);
    check(take(2) == "\r\n", "a chunk does not end");
    return true;
  }

  static std::size_t number(std::string_view text, int base) {
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    check(error == std::errc() && end == text.data() + text.size(), "no number");
    return value;
  }

  std::string_view rest_;
  int status_ = 0;
  std::string reason_;
  std::vector<std::pair<std::string, std::string>> fields_;
  std::string body_;
  std::string trailers_;
};

}  // namespace serinus::test
