#include <serinus/base/ascii.hpp>
#include <serinus/http/response_writer.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <utility>

namespace serinus::http {

namespace {

/// Writes text where room for it was made.
class Pen {
public:
  explicit Pen(char* at) noexcept : at_(at) {}

  Pen& operator<<(std::string_view text) noexcept {
    if (!text.empty()) std::memcpy(at_, text.data(), text.size());
    at_ += text.size();
    return *this;
  }
  template <std::size_t size>
  Pen& operator<<(const char (&literal)[size]) noexcept {
    copy<size - 1>(literal);
    return *this;
  }
  template <std::size_t size>
  void copy(const char* from) noexcept {
    std::memcpy(at_, from, size);
    at_ += size;
  }
  Pen& operator<<(char c) noexcept {
    *at_++ = c;
    return *this;
  }
  Pen& operator<<(std::uint64_t number) noexcept {
    at_ = std::to_chars(at_, at_ + maxDigits, number).ptr;
    return *this;
  }
  [[nodiscard]] char* at() const noexcept { return at_; }

  static constexpr std::size_t maxDigits = 20;

private:
  char* at_;
};

constexpr std::string_view lineEnd = "\r\n";
constexpr std::string_view connectionBoth = "Connection: Upgrade, close\r\n";  // the longest
constexpr std::size_t usualDate = 29;                                          // of `Sun, 06 Nov 1994 08:49:37 GMT`
constexpr std::string_view lengthName = "Content-Length: ";
constexpr std::string_view chunked = "Transfer-Encoding: chunked\r\n";

/// The names whose fields we write ourselves: a second one would let two readers see two messages.
bool isOurs(std::string_view name) noexcept {
  switch (name.size()) {
    case 4:
      return isLower(name, "date");
    case 7:
      return isLower(name, "trailer");
    case 10:
      return isLower(name, "connection") || isLower(name, "keep-alive");
    case 14:
      return isLower(name, "content-length");
    case 17:
      return isLower(name, "transfer-encoding");
    default:
      return false;
  }
}

void writeField(Pen& pen, std::string_view name, std::string_view value) noexcept {
  pen << name << ": " << value << lineEnd;
}

void writeConnection(Pen& pen, const Response& response, bool upgrade, int minorVersion, bool keepAlive) noexcept {
  if (response.status() == Status::switchingProtocols || (upgrade && keepAlive && minorVersion > 0)) {
    pen << "Connection: Upgrade\r\n";
  } else if (!keepAlive) {
    pen << (upgrade ? connectionBoth : "Connection: close\r\n");
  } else if (minorVersion == 0) {
    pen << "Connection: keep-alive\r\n";
  }
}

void writeStatusLine(Pen& pen, const Response& response) noexcept {
  const unsigned status = code(response.status());
  const std::string_view reason = response.reason();
  if (status == 200 && reason == "OK") {
    pen << "HTTP/1.1 200 OK\r\n";
    return;
  }
  const auto digit = [](unsigned value) { return static_cast<char>('0' + value % 10); };
  pen << "HTTP/1.1 " << digit(status / 100) << digit(status / 10) << digit(status) << ' ' << reason << lineEnd;
}

/// Status line and fields, without the empty line.
void writeFields(Pen& pen, const Response& response, const ResponseFraming& framing, bool keepAlive) noexcept {
  writeStatusLine(pen, response);
  if (framing.date.size() == usualDate) {
    pen << "Date: ";
    pen.copy<usualDate>(framing.date.data());
    pen << lineEnd;
  } else if (!framing.date.empty()) {
    writeField(pen, "Date", framing.date);
  }
  bool upgrade = false;
  for (const Field field : response.fields()) {
    if (isOurs(field.name)) continue;
    upgrade = upgrade || isLower(field.name, "upgrade");
    writeField(pen, field.name, field.value);
  }
  writeConnection(pen, response, upgrade, framing.minorVersion, keepAlive);
}

void writeLength(Pen& pen, std::uint64_t length) noexcept {
  pen << lengthName << length << lineEnd;
}

void writeTrailer(Pen& pen, const Trailers& trailers) noexcept {
  std::string_view before = "Trailer: ";
  for (const std::string& name : trailers.names) pen << std::exchange(before, ", ") << name;
  if (!trailers.names.empty()) pen << lineEnd;
}

/// Makes room for a head behind `out`, has it written, and takes the rest of the room back.
template <class Write>
void appendHead(std::string& out, const Response& response, const ResponseFraming& framing, Write write) {
  const std::size_t before = out.size();
  out.resize(before + roomForHead(response, framing));
  Pen pen(out.data() + before);
  write(pen);
  out.resize(static_cast<std::size_t>(pen.at() - out.data()));
}

template <typename Number>
void appendNumber(std::string& out, Number number, int base = 10) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number, base).ptr;
  out.append(digits.data(), end);
}

}  // namespace

bool hasBody(Status status, Method method) noexcept {
  return !isBodiless(status) && status != Status::resetContent && method != Method::head;
}

void writeResponse(std::string& out, const Response& response, const ResponseFraming& framing) {
  if (writeHead(out, response, framing)) out += response.body();
}

std::size_t roomForHead(const Response& response, const ResponseFraming& framing) noexcept {
  constexpr std::size_t fixed = std::string_view("HTTP/1.1 200 ").size() + std::string_view("Date: ").size() +
                                connectionBoth.size() +
                                std::max(chunked.size(), lengthName.size() + Pen::maxDigits + 2) + lineEnd.size() * 3;
  std::size_t room = fixed + response.reason().size() + framing.date.size();
  if (const Trailers* const trailers = response.trailers(); trailers != nullptr && framing.takesTrailers) {
    room += std::string_view("Trailer: ").size() + 2;
    for (const std::string& name : trailers->names) room += name.size() + 2;
  }
  for (const Field field : response.fields()) room += field.name.size() + field.value.size() + 4;
  return room;
}

char* writeHead(char* at, const Response& response, const ResponseFraming& framing) noexcept {
  const Status status = response.status();
  const bool bodiless = isBodiless(status);             // RFC 9110, 8.6: no Content-Length with 1xx and 204
  const bool emptied = status == Status::resetContent;  // RFC 9110, 15.3.6: no content, and it must be said
  Pen pen(at);
  writeFields(pen, response, framing, framing.keepAlive && !response.closes());
  if (!bodiless) writeLength(pen, emptied ? 0 : response.body().size());
  pen << lineEnd;
  return pen.at();
}

bool writeHead(std::string& out, const Response& response, const ResponseFraming& framing) {
  appendHead(out, response, framing, [&](Pen& pen) { pen = Pen(writeHead(pen.at(), response, framing)); });
  return hasBody(response.status(), framing.method) && !response.body().empty();
}

StreamCoding writeStreamHead(std::string& out, const Response& response, const ResponseFraming& framing) {
  const bool chunks = framing.minorVersion > 0;
  const bool bodiless = !hasBody(response.status(), Method::get);
  const bool endsWithHead = !hasBody(response.status(), framing.method);
  const bool trails = chunks && framing.takesTrailers && response.trailers() != nullptr;
  // Nothing can stand behind a body whose end is counted.
  const auto size = response.stream() != nullptr && !trails ? response.stream()->size() : std::nullopt;
  const bool endIsTold = chunks || endsWithHead || size.has_value();
  appendHead(out, response, framing, [&](Pen& pen) {
    writeFields(pen, response, framing, endIsTold && framing.keepAlive && !response.closes());
    if (response.status() == Status::resetContent) writeLength(pen, 0);
    if (!bodiless && size) {
      writeLength(pen, *size);
    } else if (!bodiless && chunks) {
      pen << chunked;
      if (trails) writeTrailer(pen, *response.trailers());
    }
    pen << lineEnd;
  });
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
  for (const Field field : trailers) out.append(field.name).append(": ").append(field.value).append(lineEnd);
  out += "\r\n";
}

}  // namespace serinus::http
