#include <serinus/base/ascii.hpp>
#include <serinus/http/request_parser.hpp>

#include "http/chunk_line.hpp"
#include "http/head_rules.hpp"
#include "http/line_guard.hpp"
#include "http/machine.hpp"
#include "http/plain_head.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace serinus::http {

namespace {

/// RFC 9112, 2.2 asks for one; some clients send two behind a POST.
constexpr int maxLeadingEmptyLines = 4;

constexpr std::string_view disagreement = "the end of a section is not where it was expected";

using Lines = LineGuard::Step::Outcome;
using Fed = Machine::Result::Outcome;

}  // namespace

/// Each state takes what it can off `rest`. It returns an event, or nothing when another state is to go on at once.
struct RequestParser::Inside {
  enum class State : std::uint8_t {
    start,
    requestLine,
    fields,
    headComplete,
    fixedBody,
    chunkSize,
    chunkData,
    chunkEnd,
    trailers,
    complete,
    closed,
    faulted
  };
  using Next = std::optional<Event>;

  explicit Inside(const Limits& someLimits) : limits(someLimits) {}

  Next advance(std::string_view& rest);
  Next onStart(std::string_view& rest);
  [[nodiscard]] bool takePlainHead(std::string_view& rest);
  Next onRequestLine(std::string_view& rest);
  Next judgeRequestLine();
  Next onFields(std::string_view& rest);
  std::optional<Fault> judgeFields();
  Next onHeadComplete();
  Next onFixedBody(std::string_view& rest);
  Next onChunkSize(std::string_view& rest);
  Next onChunkData(std::string_view& rest);
  Next onChunkEnd(std::string_view& rest);
  Next onTrailers(std::string_view& rest);

  /// Takes lines up to an empty one, or to the end of the input, and feeds them at once.
  LineGuard::Step takeSection(std::string_view& rest, Machine::Result& fed);
  Machine::Result feed(std::string_view& rest, std::size_t size);
  [[nodiscard]] Fault refusal(const Machine::Result& fed, std::string_view segment) const;
  void begin() noexcept;

  Limits limits;
  Request request;
  Machine machine;
  LineGuard lines;
  ChunkLine chunkLine;
  State state = State::start;
  HeadComplete head;
  Fault fault;
  std::uint64_t bodyLimit = limits.maxBody;
  std::uint64_t bodySeen = 0;  // announced by Content-Length or by chunk-size lines
  std::uint64_t bodyLeft = 0;  // of the fixed body or of the chunk
  std::size_t lineFed = 0;     // bytes of the request line that have been fed
  int emptyLines = 0;
  bool cr = false;      // a CR has been seen whose LF is due
  bool closes = false;  // the last head said so
  bool machineIsUsed = false;
};

RequestParser::RequestParser(const Limits& limits) : inside_(std::make_unique<Inside>(limits)) {}
RequestParser::RequestParser(RequestParser&&) noexcept = default;
RequestParser& RequestParser::operator=(RequestParser&&) noexcept = default;
RequestParser::~RequestParser() = default;

RequestParser::Step RequestParser::parse(std::string_view input) {
  std::string_view rest = input;
  Inside::Next event;
  while (!event) event = inside_->advance(rest);
  if (const Fault* const found = std::get_if<Fault>(&*event)) {
    inside_->state = Inside::State::faulted;
    inside_->fault = *found;
    return {0, *found};
  }
  return {input.size() - rest.size(), *event};
}

Request& RequestParser::request() noexcept {
  return inside_->request;
}

void RequestParser::endWithHead() noexcept {
  inside_->state = Inside::State::complete;
}

void RequestParser::reset() noexcept {
  if (inside_->state == Inside::State::faulted || inside_->state == Inside::State::closed) return;
  inside_->begin();
}

void RequestParser::setBodyLimit(std::uint64_t bytes) noexcept {
  inside_->bodyLimit = bytes;
}

bool RequestParser::idle() const noexcept {
  return inside_->state == Inside::State::start || inside_->state == Inside::State::closed;
}

void RequestParser::Inside::begin() noexcept {
  // Who said "close" and goes on may have fooled somebody in between (RFC 9112, 9.6).
  state = closes ? State::closed : State::start;
  if (std::exchange(machineIsUsed, false)) machine.reset();
  request.clear();
  bodyLimit = limits.maxBody;
  emptyLines = 0;
}

RequestParser::Inside::Next RequestParser::Inside::advance(std::string_view& rest) {
  switch (state) {
    case State::start:
      return onStart(rest);
    case State::requestLine:
      return onRequestLine(rest);
    case State::fields:
      return onFields(rest);
    case State::headComplete:
      return onHeadComplete();
    case State::fixedBody:
      return onFixedBody(rest);
    case State::chunkSize:
      return onChunkSize(rest);
    case State::chunkData:
      return onChunkData(rest);
    case State::chunkEnd:
      return onChunkEnd(rest);
    case State::trailers:
      return onTrailers(rest);
    case State::complete:
      return MessageComplete{};
    case State::closed:
      if (rest.empty()) return NeedMore{};
      return Fault{Status::badRequest, "bytes behind the last request of the connection"};
    case State::faulted:
      break;
  }
  return fault;
}

RequestParser::Inside::Next RequestParser::Inside::onStart(std::string_view& rest) {
  for (; !rest.empty(); rest.remove_prefix(1)) {
    const char c = rest.front();
    if (cr) {
      if (c != '\n') return Fault{Status::badRequest, "CR without LF before the request line"};
      cr = false;
    } else if (c == '\r') {
      if (++emptyLines > maxLeadingEmptyLines) return Fault{Status::badRequest, "empty lines instead of a request"};
      cr = true;
    } else {
      if (takePlainHead(rest)) return head;
      lines.beginHead(limits);
      lineFed = 0;
      state = State::requestLine;
      return std::nullopt;
    }
  }
  return NeedMore{};
}

/// The short way through a head. What is wrong with one the others are to say, so that it does not depend on its cuts.
bool RequestParser::Inside::takePlainHead(std::string_view& rest) {
  const std::size_t size = PlainHead::read(rest, limits, request);
  if (size == 0) return false;
  request.minorVersion_ = 1;
  if (judgeFields()) {
    request.clear();
    return false;
  }
  rest.remove_prefix(size);
  return true;
}

RequestParser::Inside::Next RequestParser::Inside::onRequestLine(std::string_view& rest) {
  const LineGuard::Step line = lines.next(rest);
  const std::string_view segment = rest.substr(0, line.size);
  const Machine::Result fed = feed(rest, line.size);
  if (fed.outcome == Fed::refused) return refusal(fed, segment);
  if (line.outcome == Lines::fault) return line.fault;
  lineFed += line.size;
  if (fed.outcome != Fed::running) return Fault{Status::badRequest, disagreement};
  if (line.outcome == Lines::more) return NeedMore{};
  return judgeRequestLine();
}

RequestParser::Inside::Next RequestParser::Inside::judgeRequestLine() {
  const std::string_view sent = machine.method();
  const std::optional<Method> method = methodNamed(sent);
  if (!method) {
    const bool known = sent == "TRACE" || sent == "CONNECT";
    return Fault{known ? Status::methodNotAllowed : Status::notImplemented, "the method is not taken here"};
  }
  if (machine.major() != 1 || machine.minor() > 1) {
    return Fault{Status::httpVersionNotSupported, "only HTTP/1.0 and HTTP/1.1 are spoken here"};
  }
  request.method_ = *method;
  request.minorVersion_ = static_cast<std::uint8_t>(machine.minor());
  const std::string_view reason = parseTarget(*method, request.target_, request.parts_);
  if (!reason.empty()) return Fault{Status::badRequest, reason};
  state = State::fields;
  return std::nullopt;
}

RequestParser::Inside::Next RequestParser::Inside::onFields(std::string_view& rest) {
  Machine::Result fed;
  const std::string_view before = rest;
  const LineGuard::Step section = takeSection(rest, fed);
  if (fed.outcome == Fed::refused) return refusal(fed, before);
  if (section.outcome == Lines::fault) return section.fault;
  const bool ended = section.outcome == Lines::emptyLine;
  if (ended != (fed.outcome == Fed::headEnd)) return Fault{Status::badRequest, disagreement};
  if (!ended) return NeedMore{};
  if (const std::optional<Fault> found = judgeFields()) return *found;
  return head;
}

std::optional<Fault> RequestParser::Inside::judgeFields() {
  std::optional<Fault> found = judgeHead(request, head);
  if (!found) {
    closes = !head.keepAlive;
    state = State::headComplete;
  }
  return found;
}

RequestParser::Inside::Next RequestParser::Inside::onHeadComplete() {
  bodySeen = 0;
  bodyLeft = head.contentLength;
  if (bodyLeft > bodyLimit) return Fault{Status::payloadTooLarge, "the body is too large", Excess::body};
  chunkLine.begin(limits.maxChunkOverhead);
  state = head.body == HeadComplete::Body::fixed     ? State::fixedBody
          : head.body == HeadComplete::Body::chunked ? State::chunkSize
                                                     : State::complete;
  return std::nullopt;
}

RequestParser::Inside::Next RequestParser::Inside::onFixedBody(std::string_view& rest) {
  if (rest.empty()) return NeedMore{};
  const std::string_view data = rest.substr(0, std::min<std::uint64_t>(bodyLeft, rest.size()));
  rest.remove_prefix(data.size());
  bodyLeft -= data.size();
  if (bodyLeft == 0) state = State::complete;
  return BodyChunk{data};
}

RequestParser::Inside::Next RequestParser::Inside::onChunkSize(std::string_view& rest) {
  const ChunkLine::Step line = chunkLine.next(rest);
  const Machine::Result fed = feed(rest, line.size);
  if (fed.outcome == Fed::refused) return Fault{Status::badRequest, fed.reason};
  if (!line.fault.reason.empty()) return line.fault;
  if (line.complete != (fed.outcome == Fed::chunkSize)) return Fault{Status::badRequest, disagreement};
  if (!line.complete) return NeedMore{};

  bodyLeft = machine.chunkSize();
  if (bodyLeft > bodyLimit || bodySeen > bodyLimit - bodyLeft) {
    return Fault{Status::payloadTooLarge, "the body is too large", Excess::body};
  }
  bodySeen += bodyLeft;
  state = bodyLeft == 0 ? State::trailers : State::chunkData;
  if (bodyLeft == 0) lines.beginTrailers(limits);
  return std::nullopt;
}

RequestParser::Inside::Next RequestParser::Inside::onChunkData(std::string_view& rest) {
  if (rest.empty()) return NeedMore{};
  const std::string_view data = rest.substr(0, std::min<std::uint64_t>(bodyLeft, rest.size()));
  const Machine::Result fed = feed(rest, data.size());
  if (fed.outcome != Fed::running || machine.bodyBytes() != data.size()) return Fault{Status::badRequest, disagreement};
  bodyLeft -= data.size();
  if (bodyLeft == 0) state = State::chunkEnd;
  return BodyChunk{data};
}

RequestParser::Inside::Next RequestParser::Inside::onChunkEnd(std::string_view& rest) {
  if (rest.empty()) return NeedMore{};
  if (rest.front() != (cr ? '\n' : '\r')) return Fault{Status::badRequest, "a chunk does not end with CR LF"};
  const Machine::Result fed = feed(rest, 1);
  if (fed.outcome != Fed::running) return Fault{Status::badRequest, disagreement};
  if (cr) state = State::chunkSize;
  cr = !cr;
  return std::nullopt;
}

RequestParser::Inside::Next RequestParser::Inside::onTrailers(std::string_view& rest) {
  Machine::Result fed;
  const LineGuard::Step section = takeSection(rest, fed);
  if (fed.outcome == Fed::refused) return Fault{Status::badRequest, fed.reason};
  if (section.outcome == Lines::fault) return section.fault;
  const bool ended = section.outcome == Lines::emptyLine;
  if (ended != (fed.outcome == Fed::messageEnd)) return Fault{Status::badRequest, disagreement};
  if (!ended) return NeedMore{};
  state = State::complete;
  return std::nullopt;
}

LineGuard::Step RequestParser::Inside::takeSection(std::string_view& rest, Machine::Result& fed) {
  std::size_t size = 0;
  LineGuard::Step line{0, Lines::line};
  while (line.outcome == Lines::line) {
    line = lines.next(rest.substr(size));
    size += line.size;
  }
  fed = feed(rest, size);
  return line;
}

Machine::Result RequestParser::Inside::feed(std::string_view& rest, std::size_t size) {
  const std::string_view segment = rest.substr(0, size);
  rest.remove_prefix(size);
  machineIsUsed = true;
  return machine.feed(segment, request);
}

Fault RequestParser::Inside::refusal(const Machine::Result& fed, std::string_view segment) const {
  // A version that was read but is not ours, against one that could not be read.
  const bool otherVersion = machine.major() != 1 || machine.minor() > 1;
  if (fed.badVersion) return {otherVersion ? Status::httpVersionNotSupported : Status::badRequest, fed.reason};
  if (!fed.badMethod || fed.at >= segment.size()) return {Status::badRequest, fed.reason};
  // A token that is no method of ours, as far as it goes, is a method we do not know; anything else is noise.
  const char c = segment[fed.at];
  const bool token = isTokenChar(c) || (c == ' ' && lineFed + fed.at > 0);
  return {token ? Status::notImplemented : Status::badRequest, fed.reason};
}

}  // namespace serinus::http
