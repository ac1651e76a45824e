#include <serinus/http/boundary.hpp>
#include <serinus/http/form_parser.hpp>

#include "form_fault.hpp"
#include "part_head.hpp"

#include <algorithm>
#include <stdexcept>

namespace serinus::http {

namespace {

constexpr bool isBlank(char c) noexcept {
  return c == ' ' || c == '\t';
}

std::size_t commonPrefix(std::string_view a, std::string_view b) noexcept {
  const auto ends = std::ranges::mismatch(a, b);
  return static_cast<std::size_t>(ends.in1 - a.begin());
}

}  // namespace

FormParser::FormParser(std::string_view boundary, const FormLimits& limits)
    : limits_(limits), totalLeft_(limits.maxTotal), partsLeft_(limits.maxParts) {
  if (!isBoundary(boundary)) throw std::invalid_argument("a boundary has 1 to 70 of the characters of RFC 2046");
  delimiter_.append("\r\n--").append(boundary);
}

FormParser::Step FormParser::parse(std::string_view input) {
  std::size_t consumed = 0;
  while (place_ != Place::fault && consumed < input.size()) {
    if (totalLeft_ == 0) return refuse(consumed, tooLargeForm("the form is too large", Excess::formTotal));
    const std::uint64_t size = std::min<std::uint64_t>(totalLeft_, input.size() - consumed);
    const Step step = advance(input.substr(consumed, static_cast<std::size_t>(size)));
    consumed += step.consumed;
    totalLeft_ -= step.consumed;
    if (!std::holds_alternative<NeedMore>(step.event)) return {consumed, step.event};
  }
  if (place_ == Place::fault) return {consumed, fault_};
  return {consumed, NeedMore{}};
}

std::optional<Fault> FormParser::finish() const noexcept {
  if (place_ == Place::fault) return fault_;
  if (place_ == Place::closed || place_ == Place::epilogue) return std::nullopt;
  return malformedForm("the form ends before its last boundary");
}

/// Uses bytes up or has an event, or both.
FormParser::Step FormParser::advance(std::string_view input) {
  switch (place_) {
    case Place::preamble:
    case Place::content:
      return untilBoundary(input);
    case Place::head:
      return readHead(input);
    case Place::epilogue:
      return {input.size(), NeedMore{}};
    case Place::boundary:
    case Place::boundaryDash:
    case Place::boundaryBlank:
    case Place::boundaryCr:
    case Place::closed:
    case Place::closedCr:
      return behindBoundary(input.front());
    case Place::fault:
      break;
  }
  return {0, fault_};
}

FormParser::Step FormParser::refuse(std::size_t consumed, const Fault& fault) noexcept {
  place_ = Place::fault;
  fault_ = fault;
  return {consumed, fault};
}

/// Only the first byte of a delimiter is a CR. So of two that could begin, the later one is the only one that can go
/// on, and when one breaks off, the bytes before that are content and begin no other.
FormParser::Step FormParser::untilBoundary(std::string_view input) noexcept {
  if (matched_ > 0) {
    const std::size_t more = commonPrefix(input, std::string_view(delimiter_).substr(matched_));
    if (matched_ + more == delimiter_.size()) return atBoundary(more);
    if (more == input.size()) {
      matched_ += more;
      return {more, NeedMore{}};
    }
    // Those that came with an earlier input are the same as those of the delimiter.
    const std::string_view held = std::string_view(delimiter_).substr(borrowed_, matched_ - borrowed_);
    matched_ = 0;
    borrowed_ = 0;
    if (!held.empty() && place_ == Place::content) return content(held, 0);
  }

  const std::size_t found = input.find(delimiter_);
  if (found == 0) return atBoundary(delimiter_.size());
  std::size_t end = std::min(found, input.size());
  if (found == std::string_view::npos) {
    const std::size_t lastCr = std::min(input.rfind('\r'), input.size());
    if (std::string_view(delimiter_).starts_with(input.substr(lastCr))) {
      matched_ = input.size() - lastCr;
      end = lastCr;
    }
  }
  if (place_ == Place::preamble || end == 0) return {end + matched_, NeedMore{}};
  const Step step = content(input.substr(0, end), end);
  if (place_ == Place::fault) return step;
  return {end + matched_, step.event};
}

FormParser::Step FormParser::content(std::string_view data, std::size_t consumed) noexcept {
  const Fault fault = tooLargeForm("a part is too large", Excess::formPart);
  if (partLeft_ == 0) return refuse(0, fault);
  if (data.size() > partLeft_) {
    data = data.substr(0, static_cast<std::size_t>(partLeft_));
    consumed = std::min(consumed, data.size());
    static_cast<void>(refuse(consumed, fault));  // told by the next call
  }
  partLeft_ -= data.size();
  return {consumed, PartData{data}};
}

FormParser::Step FormParser::atBoundary(std::size_t consumed) noexcept {
  const bool endsPart = place_ == Place::content;
  place_ = Place::boundary;
  if (endsPart) return {consumed, PartEnd{}};
  return {consumed, NeedMore{}};
}

FormParser::Step FormParser::behindBoundary(char c) noexcept {
  const auto to = [this](Place place) -> Step {
    place_ = place;
    return {1, NeedMore{}};
  };
  switch (place_) {
    case Place::boundary:
      if (c == '-') return to(Place::boundaryDash);
      [[fallthrough]];
    case Place::boundaryBlank:
      if (isBlank(c)) return to(Place::boundaryBlank);
      if (c == '\r') return to(Place::boundaryCr);
      break;
    case Place::boundaryDash:
      if (c == '-') return to(Place::closed);
      break;
    case Place::boundaryCr:
      if (c == '\n') return beginHead();
      break;
    case Place::closed:
      if (isBlank(c)) return to(Place::closed);
      if (c == '\r') return to(Place::closedCr);
      break;
    default:
      if (c == '\n') return to(Place::epilogue);
  }
  return refuse(0, malformedForm("a boundary is followed by more than blanks on its line"));
}

FormParser::Step FormParser::beginHead() noexcept {
  if (partsLeft_ == 0) return refuse(1, tooLargeForm("the form has too many parts", Excess::formParts));
  --partsLeft_;
  head_.clear();
  place_ = Place::head;
  return {1, NeedMore{}};
}

FormParser::Step FormParser::readHead(std::string_view input) {
  const std::size_t lineEnd = input.find('\n');
  const std::size_t wanted = lineEnd == std::string_view::npos ? input.size() : lineEnd + 1;
  const std::size_t taken = std::min(wanted, limits_.maxPartHead - head_.size());
  head_ += input.substr(0, taken);
  if (taken < wanted) return refuse(taken, tooLargeForm("the head of a part is too large", Excess::formPartHead));
  if (head_.ends_with('\n') && !head_.ends_with("\r\n")) {
    return refuse(taken, malformedForm("a line in the head of a part does not end with CR LF"));
  }
  if (head_ == "\r\n" || head_.ends_with("\r\n\r\n")) return beginPart(taken);
  return {taken, NeedMore{}};
}

FormParser::Step FormParser::beginPart(std::size_t consumed) {
  std::variant<FormPart, Fault> read = readPartHead(head_, limits_);
  if (const auto* fault = std::get_if<Fault>(&read)) return refuse(consumed, *fault);
  part_ = std::move(std::get<FormPart>(read));
  partLeft_ = limits_.maxPart;
  place_ = Place::content;
  matched_ = 2;
  borrowed_ = 2;
  return {consumed, PartBegin{}};
}

}  // namespace serinus::http
