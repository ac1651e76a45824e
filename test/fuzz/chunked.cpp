// Chunked bodies and the trailers behind them, against a naive decoder.

#include "../http/parser_dialogue.hpp"
#include "input.hpp"
#include "target.hpp"

#include <serinus/base/ascii.hpp>
#include <serinus/http/trailers.hpp>

#include <optional>

namespace serinus::http {
namespace {

using fuzz::require;
using fuzz::requireSame;

constexpr Limits tight{
    .maxHeaders = 4, .maxFieldName = 18, .maxBody = 20, .maxChunkOverhead = 8, .maxTrailerBytes = 40};
constexpr std::string_view head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

struct Decoded {
  std::string body;
  std::string trailers;
  std::size_t size = 0;  // of what was decoded
  bool isPlain = true;   // without extensions and trailers
};

/// The next line without its end; nothing when it does not end.
std::optional<std::string_view> takeLine(std::string_view& text) {
  const std::size_t end = text.find("\r\n");
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 2);
  return line;
}

/// The simplest reading of RFC 9112, 7.1; nothing where there is none.
std::optional<Decoded> decode(std::string_view text) {
  Decoded decoded;
  std::string_view rest = text;
  while (true) {
    const std::optional<std::string_view> line = takeLine(rest);
    if (!line) return std::nullopt;
    const std::string_view digits = line->substr(0, line->find(';'));
    decoded.isPlain = decoded.isPlain && digits.size() == line->size();
    if (digits.empty()) return std::nullopt;
    std::size_t size = 0;
    for (const char digit : digits) {
      if (hexValue(digit) < 0 || size > text.size()) return std::nullopt;
      size = size * 16 + static_cast<std::size_t>(hexValue(digit));
    }
    if (size == 0) break;
    if (rest.size() < size + 2 || rest.substr(size, 2) != "\r\n") return std::nullopt;
    decoded.body += rest.substr(0, size);
    rest.remove_prefix(size + 2);
  }
  while (true) {
    const std::optional<std::string_view> line = takeLine(rest);
    if (!line) return std::nullopt;
    if (line->empty()) break;
    decoded.isPlain = false;
    const std::size_t colon = std::min(line->find(':'), line->size());
    const std::string_view name = line->substr(0, colon);
    const std::string_view value = trim(line->substr(std::min(colon + 1, line->size())));
    if (mayTrail(name)) decoded.trailers.append(name).append("=").append(value).append("\n");
  }
  decoded.size = text.size() - rest.size();
  return decoded;
}

/// What the parser makes of it; nothing where it refuses it, or waits for more.
std::optional<Decoded> parse(std::string_view text, const Limits& limits) {
  RequestParser parser(limits);
  require(parser.parse(head).consumed == head.size(), "the head is in order");
  Decoded decoded;
  while (true) {
    const RequestParser::Step step = parser.parse(text.substr(decoded.size));
    decoded.size += step.consumed;
    if (const auto* chunk = std::get_if<BodyChunk>(&step.event)) decoded.body += chunk->data;
    if (std::holds_alternative<Fault>(step.event) || std::holds_alternative<NeedMore>(step.event)) return std::nullopt;
    if (std::holds_alternative<MessageComplete>(step.event)) break;
    require(decoded.body.size() <= limits.maxBody, "no body is larger than allowed");
  }
  for (const Field field : parser.request().trailers()) {
    decoded.trailers.append(field.name).append("=").append(field.value).append("\n");
  }
  return decoded;
}

const fuzz::Target target("chunked", [](std::string_view data) {
  fuzz::Input input(data);
  const bool isTight = input.byte() % 2 != 0;
  const Limits limits = isTight ? tight : Limits();
  const std::string_view cuts = input.text();
  const std::string_view text = input.rest();

  const std::string request = std::string(head).append(text);
  const std::string wanted = whole(request, limits).text();
  for (const std::string_view sizes : {std::string_view(), cuts}) {
    Dialogue dialogue(limits);
    dialogue.receive(head);
    fuzz::inPieces(text, sizes, [&](std::string_view piece) { dialogue.receive(piece); });
    requireSame(dialogue.text(), wanted, "cut anywhere, it is read as at once");
  }

  const std::optional<Decoded> reference = decode(text);
  const std::optional<Decoded> ours = parse(text, limits);
  if (ours) {
    require(reference.has_value(), "what is accepted can be read by everybody");
    requireSame(ours->body, reference->body, "a body is what everybody reads");
    requireSame(ours->trailers, reference->trailers, "trailers are what everybody reads");
    require(ours->size == reference->size, "a request ends where everybody ends it");
  }
  const bool isSound = reference && reference->isPlain && !isTight && text.size() < 4'096;
  require(ours || !isSound, "a plain body is accepted");
});

}  // namespace
}  // namespace serinus::http
