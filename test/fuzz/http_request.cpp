// Requests on a connection: the parser, its guard and llhttp behind them.

#include "../http/parser_dialogue.hpp"
#include "input.hpp"
#include "target.hpp"

#include <serinus/base/ascii.hpp>

namespace serinus::http {
namespace {

using fuzz::require;
using fuzz::requireSame;

/// The lines of a head without their ends, and without the empty ones before and behind it.
std::vector<std::string_view> linesOf(std::string_view head) {
  std::vector<std::string_view> lines;
  while (!head.empty()) {
    const std::size_t end = head.find("\r\n");
    require(end != std::string_view::npos, "the head ends with a line");
    const std::string_view line = head.substr(0, end);
    require(line.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos, "no CR, LF or NUL in a line");
    head.remove_prefix(end + 2);
    if (!line.empty()) lines.push_back(line);
    if (line.empty() && !lines.empty()) require(head.empty(), "the first empty line ends the head");
  }
  return lines;
}

/// The fields as the simplest reader would find them.
std::vector<Field> fieldsOf(const std::vector<std::string_view>& lines) {
  std::vector<Field> fields;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const std::size_t colon = lines[i].find(':');
    require(colon != std::string_view::npos && colon > 0, "each field has a name");
    require(lines[i].find_first_of(" \t") > colon, "no blank stands in a name or before it");
    fields.push_back({lines[i].substr(0, colon), trim(lines[i].substr(colon + 1))});
  }
  return fields;
}

std::size_t countOf(const std::vector<Field>& fields, std::string_view name) {
  std::size_t count = 0;
  for (const Field& field : fields) count += equalsIgnoreCase(field.name, name) ? 1 : 0;
  return count;
}

/// What every server before us and behind us would agree on about where this message ends.
void judgeFraming(const std::vector<Field>& fields, const HeadComplete& head, const Request& request) {
  const std::size_t lengths = countOf(fields, "Content-Length");
  const std::size_t codings = countOf(fields, "Transfer-Encoding");
  require(lengths + codings <= 1, "one way to frame the body");
  require(countOf(fields, "Host") == 1 || (request.minorVersion() == 0 && countOf(fields, "Host") == 0), "one Host");
  if (codings == 1) {
    require(request.minorVersion() == 1, "no Transfer-Encoding in HTTP/1.0");
    require(equalsIgnoreCase(*request.header("Transfer-Encoding"), "chunked"), "no coding but chunked");
    require(head.body == HeadComplete::Body::chunked, "chunked is chunked");
  } else if (lengths == 1) {
    const std::string_view length = *request.header("Content-Length");
    require(!length.empty() && length.find_first_not_of("0123456789") == std::string_view::npos, "a length is digits");
    const std::size_t first = std::min(length.find_first_not_of('0'), length.size() - 1);
    requireSame(length.substr(first), std::to_string(head.contentLength), "the length is as it was announced");
    require((head.body == HeadComplete::Body::fixed) == (head.contentLength > 0), "a length frames the body");
  } else {
    require(head.body == HeadComplete::Body::none, "a body is announced");
  }
  require(!head.upgrade || head.body == HeadComplete::Body::none, "no body with an upgrade");
}

void judgeHead(std::string_view bytes, const HeadComplete& head, const Request& request) {
  const std::vector<std::string_view> lines = linesOf(bytes);
  require(!lines.empty(), "a head has a request line");
  std::string requestLine(name(request.method()));
  requestLine.append(" ").append(request.target()).append(" HTTP/1.").append(std::to_string(request.minorVersion()));
  requireSame(requestLine, lines.front(), "the request line is read as it was sent");

  const std::vector<Field> fields = fieldsOf(lines);
  std::string again = requestLine + "\r\n";
  require(fields.size() == request.fields().size(), "as many fields as lines");
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const Field field = request.fields()[i];
    requireSame(field.name, fields[i].name, "names are read as they were sent");
    requireSame(field.value, fields[i].value, "values are read as they were sent");
    again.append(field.name).append(": ").append(field.value).append("\r\n");
  }
  again.append("\r\n");
  judgeFraming(fields, head, request);
  require(head.keepAlive == request.keepAlive(), "what the head says of the connection is what its fields say");

  RequestParser parser;
  const RequestParser::Step step = parser.parse(again);
  require(std::holds_alternative<HeadComplete>(step.event) && step.consumed == again.size(),
          "what is accepted is accepted again when it is written anew");
  const auto& second = std::get<HeadComplete>(step.event);
  require(second.body == head.body && second.contentLength == head.contentLength && second.upgrade == head.upgrade &&
              second.expectContinue == head.expectContinue && parser.request().keepAlive() == request.keepAlive(),
          "it means the same when it is written anew");
}

/// Reads all requests and holds each head against the bytes that it was made of.
void judgeHeads(std::string_view input, const Limits& limits) {
  RequestParser parser(limits);
  std::string_view body;
  bool upgraded = false;
  while (!upgraded) {
    const RequestParser::Step step = parser.parse(input);
    if (const auto* head = std::get_if<HeadComplete>(&step.event)) {
      judgeHead(input.substr(0, step.consumed), *head, parser.request());
      body = head->body == HeadComplete::Body::fixed ? input.substr(step.consumed) : std::string_view();
      upgraded = head->upgrade;
    }
    if (const auto* chunk = std::get_if<BodyChunk>(&step.event); chunk != nullptr && !body.empty()) {
      requireSame(chunk->data, body.substr(0, chunk->data.size()), "a body is what was sent");
      body.remove_prefix(chunk->data.size());
    }
    if (std::holds_alternative<Fault>(step.event) || std::holds_alternative<NeedMore>(step.event)) return;
    if (std::holds_alternative<MessageComplete>(step.event)) parser.reset();
    input.remove_prefix(step.consumed);
  }
}

const fuzz::Target target("http_request", [](std::string_view data) {
  fuzz::Input input(data);
  const Limits limits = input.byte() % 2 == 0 ? Limits() : tightLimits;
  const std::string_view cuts = input.text();
  const std::string_view bytes = input.rest();

  const std::string wanted = whole(bytes, limits).text();
  Dialogue byByte(limits);
  fuzz::inPieces(bytes, {}, [&](std::string_view piece) { byByte.receive(piece); });
  requireSame(byByte.text(), wanted, "byte by byte, it is read as at once");
  Dialogue cut(limits);
  fuzz::inPieces(bytes, cuts, [&](std::string_view piece) { cut.receive(piece); });
  requireSame(cut.text(), wanted, "cut anywhere, it is read as at once");

  judgeHeads(bytes, limits);
});

}  // namespace
}  // namespace serinus::http
