#include "http/line_guard.hpp"

#include <algorithm>

namespace serinus::http {

namespace {

using Outcome = LineGuard::Step::Outcome;

/// Keeps the fault that stands first.
void note(LineGuard::Step& step, std::size_t at, const Fault& fault) noexcept {
  if (step.outcome == Outcome::fault && step.size <= at) return;
  step = {at, Outcome::fault, fault};
}

void note(LineGuard::Step& step, std::size_t at, std::string_view reason) noexcept {
  note(step, at, {Status::badRequest, reason});
}

}  // namespace

void LineGuard::beginHead(const Limits& limits) noexcept {
  beginTrailers(limits);
  sectionLeft_ = limits.maxHeaderBytes;
  requestLine_ = true;
}

void LineGuard::beginTrailers(const Limits& limits) noexcept {
  *this = LineGuard();
  sectionLeft_ = limits.maxTrailerBytes;
  linesLeft_ = limits.maxHeaders;
  maxRequestLine_ = limits.maxRequestLine;
  maxName_ = limits.maxFieldName;
}

LineGuard::Step LineGuard::next(std::string_view input) noexcept {
  if (input.empty()) return {0, Outcome::more};
  if (line_ == 0 && !requestLine_) {
    const Fault fault = judgeFirst(input.front());
    if (!fault.reason.empty()) return {0, Outcome::fault, fault};
  }
  const std::string_view window = input.substr(0, sectionLeft_);
  const std::size_t lf = window.find('\n');
  const std::string_view text = lf == std::string_view::npos ? window : window.substr(0, lf + 1);

  Step step{text.size(), Outcome::more};
  judgeLineEnd(text, step);
  judgeSpaces(text, step);
  judgeLengths(text, step);
  const bool unfinished = text.empty() || text.back() != '\n';
  if (unfinished && input.size() > text.size()) {
    note(step, text.size(),
         {Status::requestHeaderFieldsTooLarge, "the field section is too large", Excess::headerBytes});
  }
  if (step.outcome != Outcome::fault) advance(text, step);
  return step;
}

Fault LineGuard::judgeFirst(char first) noexcept {
  if (first == ' ' || first == '\t') {
    return {Status::badRequest, "a field line begins with space"};  // obs-fold and worse: RFC 9112, 2.2 and 5.2
  }
  if (first == '\r') return {};
  if (linesLeft_ == 0) return {Status::requestHeaderFieldsTooLarge, "there are too many fields", Excess::headers};
  --linesLeft_;
  return {};
}

void LineGuard::judgeLineEnd(std::string_view text, Step& step) const noexcept {
  if (text.empty()) return;
  if (cr_) {
    if (text.front() != '\n') note(step, 0, "CR without LF");
    return;
  }
  const std::size_t cr = text.find('\r');
  if (cr != std::string_view::npos) {
    if (cr + 1 < text.size() && text[cr + 1] != '\n') note(step, cr + 1, "CR without LF");
  } else if (text.back() == '\n') {
    note(step, text.size() - 1, "LF without CR");
  }
}

void LineGuard::judgeSpaces(std::string_view text, Step& step) const noexcept {
  if (!requestLine_) return;
  const bool behindSpace = space_ && text.starts_with(' ');
  const std::size_t pair = behindSpace ? 0 : text.find("  ");
  if (pair == std::string_view::npos) return;
  note(step, behindSpace ? 0 : pair + 1, "two spaces in the request line");
}

void LineGuard::judgeLengths(std::string_view text, Step& step) noexcept {
  if (cr_) return;  // what follows can only be the line's last byte
  if (requestLine_) {
    const std::size_t excess = maxRequestLine_ - line_;
    if (excess < std::min(text.find('\r'), text.size())) {
      note(step, excess, {Status::uriTooLong, "the request line is too long", Excess::requestLine});
    }
  } else if (!named_) {
    const std::size_t excess = maxName_ - line_;
    named_ = text.substr(0, excess + 1).find(':') != std::string_view::npos;
    if (!named_ && excess < text.size()) {
      note(step, excess, {Status::requestHeaderFieldsTooLarge, "a field name is too long", Excess::fieldName});
    }
  }
}

void LineGuard::advance(std::string_view text, Step& step) noexcept {
  sectionLeft_ -= text.size();
  line_ += text.size();
  cr_ = text.back() == '\r';
  space_ = text.back() == ' ';
  if (text.back() != '\n') return;
  step.outcome = line_ == 2 ? Outcome::emptyLine : Outcome::line;
  line_ = 0;
  named_ = false;
  requestLine_ = false;
}

}  // namespace serinus::http
