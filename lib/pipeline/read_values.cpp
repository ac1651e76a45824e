#include <serinus/pipeline/read_values.hpp>

#include "pipeline/fault_details.hpp"

#include <serinus/http/http_exception.hpp>
#include <serinus/json/json_quote.hpp>

#include <algorithm>

namespace serinus::pipeline {

namespace {

using json::binding::kindBit;
using json::binding::Kinds;

constexpr Kinds numbers = kindBit(JsonKind::integer) | kindBit(JsonKind::floating);

std::string_view takeDigits(std::string_view& text) noexcept {
  const std::size_t end = std::min(text.find_first_not_of("0123456789"), text.size());
  const std::string_view digits = text.substr(0, end);
  text.remove_prefix(end);
  return digits;
}

/// A number as JSON writes it (RFC 8259, 6): what is none is text, and the fault says so.
bool isNumber(std::string_view text) noexcept {
  if (text.starts_with('-')) text.remove_prefix(1);
  const std::string_view whole = takeDigits(text);
  if (whole.empty() || (whole.size() > 1 && whole.front() == '0')) return false;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    if (takeDigits(text).empty()) return false;
  }
  if (text.starts_with('e') || text.starts_with('E')) {
    text.remove_prefix(1);
    if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
    if (takeDigits(text).empty()) return false;
  }
  return text.empty();
}

void appendValue(std::string& out, std::string_view value, Kinds kinds) {
  const bool takesText = (kinds & kindBit(JsonKind::string)) != 0;
  const bool isFlag = (kinds & kindBit(JsonKind::boolean)) != 0 && (value == "true" || value == "false");
  const bool isBare = !takesText && (isFlag || ((kinds & numbers) != 0 && isNumber(value)));
  if (isBare)
    out.append(value);
  else
    appendJsonQuoted(out, value);
}

void appendName(std::string& out, std::string_view name) {
  if (out.size() > 1) out += ',';
  appendJsonQuoted(out, name);
  out += ':';
}

void appendList(std::string& out, const std::vector<std::string_view>& values, const ValueField& field) {
  appendName(out, field.name);
  out += '[';
  bool isFirst = true;
  for (const std::string_view value : values) {
    if (!isFirst) out += ',';
    isFirst = false;
    appendValue(out, value, field.kinds);
  }
  out += ']';
}

}  // namespace

std::string valuesAsJson(const ValuesOf& values, std::span<const ValueField> fields) {
  std::string out = "{";
  for (const ValueField& field : fields) {
    const std::vector<std::string_view> all = values(field);
    if (field.isList) {
      appendList(out, all, field);
      continue;
    }
    // One that stands twice is written twice, and refused as such.
    for (const std::string_view value : all) {
      appendName(out, field.name);
      appendValue(out, value, field.kinds);
    }
  }
  out += '}';
  return out;
}

std::string valueAsJson(std::string_view value, Kinds kinds) {
  std::string out;
  appendValue(out, value, kinds);
  return out;
}

void requireFlawless(const UrlParameters& parameters, std::string_view where) {
  const std::string place(where);
  if (parameters.fault() == UrlParameters::Fault::badEscape)
    throw BadRequestException(place + ": a % without two hexadecimal digits");
  if (parameters.fault() == UrlParameters::Fault::tooManyParameters)
    throw BadRequestException(place + ": too many parameters");
}

void throwValueFault(const json::ReadFault& fault) {
  throw withDetails(BadRequestException(fault.message()), fault);
}

void throwMissingValue(const std::string& where) {
  throw BadRequestException(where + ": is missing").detail(where, "is missing");
}

}  // namespace serinus::pipeline
