#include "http/machine.hpp"

#include <serinus/base/ascii.hpp>
#include <serinus/http/trailers.hpp>

#include <llhttp.h>

#include <string>

// 8.1 holds two machines; the loose one reads what others refuse. From 9.0 on there is only the strict one.
#if LLHTTP_VERSION_MAJOR < 9 && !LLHTTP_STRICT_MODE
#error "llhttp must be compiled with LLHTTP_STRICT_MODE=1"
#endif

namespace serinus::http {

struct Machine::State {
  llhttp_t parser;
  Request* request = nullptr;
  std::string trailerName;
  std::string_view refusal;
  std::uint64_t chunkSize = 0;
  std::size_t bodyBytes = 0;
  bool inName = false;
  bool keepsTrailer = false;  // the one whose value comes
  bool headEnd = false;
  bool chunkHead = false;

  State() { llhttp_init(&parser, HTTP_REQUEST, &settings()); }

  static const llhttp_settings_t& settings();
  static State& of(llhttp_t* parser) { return *static_cast<State*>(parser->data); }
  static std::string_view view(const char* at, std::size_t size) { return {at, size}; }
  static int refuse(llhttp_t* parser, std::string_view reason) {
    of(parser).refusal = reason;  // llhttp would put a text of its own over it
    return HPE_USER;
  }

  static int onUrl(llhttp_t* parser, const char* at, std::size_t size) {
    of(parser).request->target_ += view(at, size);
    return HPE_OK;
  }

  static int onName(llhttp_t* parser, const char* at, std::size_t size) {
    State& state = of(parser);
    if (size == 0) return HPE_OK;
    if (state.headEnd) {
      state.trailerName += view(at, size);
      return HPE_OK;
    }
    Fields& fields = state.request->fields_;
    if (!state.inName) fields.openField();
    state.inName = true;
    fields.growName(view(at, size));
    return HPE_OK;
  }

  static int onNameEnd(llhttp_t* parser) {
    State& state = of(parser);
    if (!state.headEnd) {
      if (!state.inName) return refuse(parser, "a field has no name");
      state.inName = false;
      return HPE_OK;
    }
    const std::string name = std::move(state.trailerName);
    state.trailerName.clear();
    if (name.empty()) return refuse(parser, "a field has no name");
    for (const std::string_view framing : {"content-length", "transfer-encoding", "host"}) {
      // RFC 9110, 6.5.1: it comes too late to say how the message is read.
      if (equalsIgnoreCase(name, framing)) return refuse(parser, "a trailer field that belongs into the head");
    }
    state.keepsTrailer = mayTrail(name);
    if (!state.keepsTrailer) return HPE_OK;
    Fields& trailers = state.request->rest_.make().trailers;
    trailers.openField();
    trailers.growName(name);
    return HPE_OK;
  }

  static int onValue(llhttp_t* parser, const char* at, std::size_t size) {
    State& state = of(parser);
    if (!state.headEnd) state.request->fields_.growValue(view(at, size));
    if (state.headEnd && state.keepsTrailer) state.request->rest_.make().trailers.growValue(view(at, size));
    return HPE_OK;
  }

  static int onValueEnd(llhttp_t* parser) {
    State& state = of(parser);
    if (!state.headEnd) state.request->fields_.closeField();
    if (state.headEnd && state.keepsTrailer) state.request->rest_.make().trailers.closeField();
    return HPE_OK;
  }

  static int onHeadEnd(llhttp_t* parser) {
    of(parser).headEnd = true;
    return HPE_PAUSED;
  }

  static int onChunkHead(llhttp_t* parser) {
    State& state = of(parser);
    state.chunkHead = true;
    state.chunkSize = parser->content_length;
    return HPE_OK;
  }

  static int onBody(llhttp_t* parser, const char*, std::size_t size) {
    of(parser).bodyBytes += size;
    return HPE_OK;
  }

  static int onMessageEnd(llhttp_t*) { return HPE_PAUSED; }
};

const llhttp_settings_t& Machine::State::settings() {
  static const llhttp_settings_t table = [] {
    llhttp_settings_t callbacks;
    llhttp_settings_init(&callbacks);
    callbacks.on_url = onUrl;
    callbacks.on_header_field = onName;
    callbacks.on_header_field_complete = onNameEnd;
    callbacks.on_header_value = onValue;
    callbacks.on_header_value_complete = onValueEnd;
    callbacks.on_headers_complete = onHeadEnd;
    callbacks.on_chunk_header = onChunkHead;
    callbacks.on_body = onBody;
    callbacks.on_message_complete = onMessageEnd;
    return callbacks;
  }();
  return table;
}

Machine::Machine() : state_(std::make_unique<State>()) {}
Machine::Machine(Machine&&) noexcept = default;
Machine& Machine::operator=(Machine&&) noexcept = default;
Machine::~Machine() = default;

Machine::Result Machine::feed(std::string_view segment, Request& request) {
  if (segment.empty()) return {};
  State& state = *state_;
  state.request = &request;
  state.parser.data = &state;
  state.bodyBytes = 0;
  state.chunkHead = false;
  const bool hadHead = state.headEnd;

  const llhttp_errno_t error = llhttp_execute(&state.parser, segment.data(), segment.size());
  if (error == HPE_OK) return {state.chunkHead ? Result::Outcome::chunkSize : Result::Outcome::running};
  const char* const stop = llhttp_get_error_pos(&state.parser);
  const auto at = static_cast<std::size_t>(stop - segment.data());
  if (error != HPE_PAUSED) {
    const std::string_view reason =
        error == HPE_USER ? state.refusal : std::string_view(llhttp_get_error_reason(&state.parser));
    return {Result::Outcome::refused, error == HPE_INVALID_METHOD, error == HPE_INVALID_VERSION, at, reason};
  }
  llhttp_resume(&state.parser);
  if (at != segment.size()) return {Result::Outcome::refused, false, false, at, "bytes behind the end of a section"};
  return {hadHead ? Result::Outcome::messageEnd : Result::Outcome::headEnd};
}

void Machine::reset() noexcept {
  State& state = *state_;
  llhttp_init(&state.parser, HTTP_REQUEST, &State::settings());
  state.trailerName.clear();
  state.inName = false;
  state.keepsTrailer = false;
  state.headEnd = false;
}

std::string_view Machine::method() const noexcept {
  return llhttp_method_name(static_cast<llhttp_method_t>(llhttp_get_method(&state_->parser)));
}

int Machine::major() const noexcept {
  return llhttp_get_http_major(&state_->parser);
}
int Machine::minor() const noexcept {
  return llhttp_get_http_minor(&state_->parser);
}
std::uint64_t Machine::chunkSize() const noexcept {
  return state_->chunkSize;
}
std::size_t Machine::bodyBytes() const noexcept {
  return state_->bodyBytes;
}

}  // namespace serinus::http
