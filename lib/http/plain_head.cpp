#include "http/plain_head.hpp"

#include "http/eight_bytes.hpp"
#include "http/origin_form.hpp"

#include <serinus/base/ascii.hpp>

#include <algorithm>
#include <array>
#include <optional>

namespace serinus::http {

namespace {

using Bytes = std::array<bool, 256>;
constexpr Bytes valueBytes = bytesThat([](char c) { return c == '\t' || (c >= ' ' && c < '\x7F'); });

/// Goes on while the bytes are of those.
const char* past(const Bytes& bytes, const char* at, const char* end) noexcept {
  while (at != end && bytes[static_cast<unsigned char>(*at)]) ++at;
  return at;
}

/// Goes on while the bytes may stand in a field's value.
const char* pastValue(const char* at, const char* end) noexcept {
  while (end - at >= 8 && EightBytes(at).arePrintable()) at += 8;
  return past(valueBytes, at, end);
}

constexpr bool isSpace(char c) noexcept {
  return c == ' ' || c == '\t';
}

std::string_view between(const char* first, const char* last) noexcept {
  return {first, static_cast<std::size_t>(last - first)};
}

}  // namespace

std::size_t PlainHead::read(std::string_view input, const Limits& limits, Request& request) {
  PlainHead head(input.substr(0, limits.maxHeaderBytes));
  if (head.readRequestLine(limits, request) && head.readFields(limits, request.fields_))
    return static_cast<std::size_t>(head.at_ - head.start_);
  request.method_ = Method::get;
  request.target_.clear();
  request.parts_ = {};
  request.fields_.clear();
  return 0;
}

bool PlainHead::readRequestLine(const Limits& limits, Request& request) {
  constexpr std::string_view end = " HTTP/1.1\r\n";
  const char* const methodEnd = past(ascii::tokenChars, at_, end_);
  const std::optional<Method> method = methodNamed(between(at_, methodEnd));
  if (!method || methodEnd == end_ || *methodEnd != ' ') return false;
  at_ = methodEnd + 1;
  const std::string_view target = rest().substr(0, readOriginForm(rest(), request.parts_));
  at_ += target.size();
  if (target.empty() || !rest().starts_with(end)) return false;
  request.method_ = *method;
  request.target_.assign(target);
  at_ += end.size();
  return static_cast<std::size_t>(at_ - start_) <= limits.maxRequestLine;
}

bool PlainHead::readFields(const Limits& limits, Fields& fields) {
  while (!rest().starts_with("\r\n")) {
    if (fields.size() == limits.maxHeaders || !readField(limits, fields)) return false;
  }
  at_ += 2;
  return true;
}

bool PlainHead::readField(const Limits& limits, Fields& fields) {
  const char* const nameEnd = past(ascii::tokenChars, at_, end_);
  if (nameEnd == at_ || nameEnd == end_ || *nameEnd != ':') return false;
  const std::string_view name = between(at_, nameEnd);
  if (name.size() > limits.maxFieldName || isLower(name, "transfer-encoding")) return false;

  const char* value = nameEnd + 1;
  while (value != end_ && isSpace(*value)) ++value;
  at_ = pastValue(value, end_);
  if (!rest().starts_with("\r\n")) return false;
  // llhttp is stricter with it than with other fields.
  if (isLower(name, "content-length") && !std::ranges::all_of(between(value, at_), isDigit)) return false;
  const char* valueEnd = at_;
  while (valueEnd != value && isSpace(valueEnd[-1])) --valueEnd;
  fields.append(name, between(value, valueEnd));
  at_ += 2;
  return true;
}

}  // namespace serinus::http
