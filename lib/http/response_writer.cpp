#include <serinus/base/ascii.hpp>
#include <serinus/http/grammar.hpp>
#include <serinus/http/response_writer.hpp>

#include <array>
#include <charconv>
#include <cstdint>

namespace serinus::http {

namespace {

template <typename Number>
void appendNumber(std::string& out, Number number, int base = 10) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number, base).ptr;
  out.append(digits.data(), end);
}

/// The names whose fields we write ourselves: a second one would let two readers see two messages.
bool isOurs(std::string_view name) noexcept {
  switch (name.size()) {
    case 4:
      return equalsIgnoreCase(name, "date");
    case 7:
      return equalsIgnoreCase(name, "trailer");
    case 10:
      return equalsIgnoreCase(name, "connection") || equalsIgnoreCase(name, "keep-alive");
    case 14:
      return equalsIgnoreCase(name, "content-length");
    case 17:
      return equalsIgnoreCase(name, "transfer-encoding");
    default:
      return false;
  }
}

/// The one place where text of others gets into a head.
void appendText(std::string& out, std::string_view text) {
  if (!isFieldValue(text)) throw InvalidFieldError("a control byte in a response head");
  out += text;
}

void appendField(std::string& out, std::string_view name, std::string_view value) {
  appendText(out, name);
  out += ": ";
  appendText(out, value);
  out += "\r\n";
}

void appendConnection(std::string& out, const Response& response, int minorVersion, bool keepAlive) {
  const bool upgrade = response.fields().has("Upgrade");
  if (response.status() == Status::switchingProtocols || (upgrade && keepAlive && minorVersion > 0)) {
    out += "Connection: Upgrade\r\n";
  } else if (!keepAlive) {
    out += upgrade ? "Connection: Upgrade, close\r\n" : "Connection: close\r\n";
  } else if (minorVersion == 0) {
    out += "Connection: keep-alive\r\n";
  }
}

/// Status line and fields, without the empty line.
void appendHead(std::string& out, const Response& response, const ResponseFraming& framing, bool keepAlive) {
  out += "HTTP/1.1 ";
  appendNumber(out, code(response.status()));
  out += ' ';
  appendText(out, response.reason());
  out += "\r\n";
  if (!framing.date.empty()) appendField(out, "Date", framing.date);
  for (const Field field : response.fields()) {
    if (!isOurs(field.name)) appendField(out, field.name, field.value);
  }
  appendConnection(out, response, framing.minorVersion, keepAlive);
}

void appendLength(std::string& out, std::uint64_t length) {
  out += "Content-Length: ";
  appendNumber(out, length);
  out += "\r\n";
}

void appendTrailer(std::string& out, const Trailers& trailers) {
  if (trailers.names.empty()) return;
  std::string names;
  for (const std::string& name : trailers.names) names.append(names.empty() ? "" : ", ").append(name);
  appendField(out, "Trailer", names);
}

/// Takes back what was appended when a field is refused half-way.
class Rollback {
public:
  explicit Rollback(std::string& out) noexcept : out_(out), size_(out.size()) {}
  Rollback(const Rollback&) = delete;
  Rollback& operator=(const Rollback&) = delete;
  ~Rollback() {
    if (!kept_) out_.resize(size_);
  }
  void keep() noexcept { kept_ = true; }

private:
  std::string& out_;
  std::size_t size_;
  bool kept_ = false;
};

}  // namespace

bool hasBody(Status status, Method method) noexcept {
  return !isBodiless(status) && status != Status::resetContent && method != Method::head;
}

void writeResponse(std::string& out, const Response& response, const ResponseFraming& framing) {
  if (writeHead(out, response, framing)) out += response.body();
}

bool writeHead(std::string& out, const Response& response, const ResponseFraming& framing) {
  Rollback rollback(out);
  const Status status = response.status();
  appendHead(out, response, framing, framing.keepAlive && !response.closes());
  const bool bodiless = isBodiless(status);             // RFC 9110, 8.6: no Content-Length with 1xx and 204
  const bool emptied = status == Status::resetContent;  // RFC 9110, 15.3.6: no content, and it must be said
  if (!bodiless) appendLength(out, emptied ? 0 : response.body().size());
  out += "\r\n";
  rollback.keep();
  return hasBody(status, framing.method) && !response.body().empty();
}

StreamCoding writeStreamHead(std::string& out, const Response& response, const ResponseFraming& framing) {
  Rollback rollback(out);
  const bool chunks = framing.minorVersion > 0;
  const bool bodiless = !hasBody(response.status(), Method::get);
  const bool endsWithHead = !hasBody(response.status(), framing.method);
  const bool trails = chunks && framing.takesTrailers && response.trailers() != nullptr;
  // Nothing can stand behind a body whose end is counted.
  const auto size = response.stream() != nullptr && !trails ? response.stream()->size() : std::nullopt;
  const bool endIsTold = chunks || endsWithHead || size.has_value();
  appendHead(out, response, framing, endIsTold && framing.keepAlive && !response.closes());
  if (response.status() == Status::resetContent) appendLength(out, 0);
  if (!bodiless && size) {
    appendLength(out, *size);
  } else if (!bodiless && chunks) {
    out += "Transfer-Encoding: chunked\r\n";
    if (trails) appendTrailer(out, *response.trailers());
  }
  out += "\r\n";
  rollback.keep();
  if (endsWithHead) return StreamCoding::none;
  if (size) return StreamCoding::counted;
  if (trails) return StreamCoding::trailed;
  return chunks ? StreamCoding::chunked : StreamCoding::close;
}

void writeContinue(std::string& out) {
  out += "HTTP/1.1 100 Continue\r\n\r\n";
}

void appendChunk(std::string& out, std::string_view data) {
  if (data.empty()) return;
  appendChunkHead(out, data.size());
  out.append(data).append("\r\n");
}

void appendChunkHead(std::string& out, std::size_t size) {
  appendNumber(out, size, 16);
  out += "\r\n";
}

void appendLastChunk(std::string& out, const Fields& trailers) {
  out += "0\r\n";
  for (const Field field : trailers) appendField(out, field.name, field.value);
  out += "\r\n";
}

}  // namespace serinus::http
