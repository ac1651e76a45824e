#include "http/head_rules.hpp"

#include <serinus/base/ascii.hpp>
#include <serinus/http/grammar.hpp>

#include <charconv>

namespace serinus::http {

namespace {

/// What the head says about framing, found in one pass.
struct Findings {
  std::size_t hosts = 0;
  std::size_t lengths = 0;
  std::size_t codings = 0;
  std::string_view host;
  std::string_view length;
  std::string_view coding;
  bool expects = false;
  bool connects = false;  // there is a Connection field
};

Findings findIn(const Fields& fields) noexcept {
  Findings found;
  for (const Field field : fields) {
    const std::string_view name = field.name;
    if (isLower(name, "host")) {
      ++found.hosts;
      found.host = field.value;
    } else if (isLower(name, "content-length")) {
      ++found.lengths;
      found.length = field.value;
    } else if (isLower(name, "transfer-encoding")) {
      ++found.codings;
      found.coding = field.value;
    } else if (isLower(name, "expect")) {
      found.expects = found.expects || listHas(field.value, "100-continue");
    } else if (isLower(name, "connection")) {
      found.connects = true;
    }
  }
  return found;
}

Fault bad(std::string_view reason) noexcept {
  return {Status::badRequest, reason};
}

}  // namespace

std::optional<Fault> judgeHead(const Request& request, HeadComplete& head) {
  const Findings found = findIn(request.fields());
  if (found.hosts > 1) return bad("there is more than one Host field");
  if (found.hosts == 0 && request.minorVersion() > 0) return bad("there is no Host field");
  if (found.hosts == 1 && !isHost(found.host)) return bad("the Host field is not valid");

  head = HeadComplete();
  if (found.codings > 0) {
    if (found.lengths > 0) return bad("Content-Length beside Transfer-Encoding");
    if (request.minorVersion() == 0) return bad("Transfer-Encoding in HTTP/1.0");
    if (found.codings > 1) return bad("there is more than one Transfer-Encoding field");
    if (!equalsIgnoreCase(found.coding, "chunked")) return bad("the transfer coding is not chunked");
    head.body = HeadComplete::Body::chunked;
  } else if (found.lengths > 0) {
    if (found.lengths > 1) return bad("there is more than one Content-Length field");
    if (!parseContentLength(found.length, head.contentLength)) return bad("the Content-Length is not a number");
    if (head.contentLength > 0) head.body = HeadComplete::Body::fixed;
  }
  head.keepAlive = found.connects ? request.keepAlive() : request.minorVersion() > 0;
  head.upgrade = found.connects && request.isUpgrade();
  const bool hasBody = head.body != HeadComplete::Body::none;
  if (head.upgrade && hasBody) {
    // h2c is offered with bodies, too (RFC 9113, 3.1 has done away with it): whoever does not know it stays with
    // HTTP/1.1.
    const bool isOurs = head.body == HeadComplete::Body::chunked || request.fields().listHas("Upgrade", "websocket");
    if (isOurs) return bad("an upgrade with a body");
    head.upgrade = false;
  }
  head.expectContinue = found.expects && hasBody && request.minorVersion() > 0;
  return std::nullopt;
}

bool parseContentLength(std::string_view text, std::uint64_t& length) noexcept {
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, length);  // takes no sign for an unsigned type
  return error == std::errc() && stop == end;
}

}  // namespace serinus::http
