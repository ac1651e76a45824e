// Targets of requests, percent-encoding and queries, against naive readers.

#include "../http/parser_dialogue.hpp"
#include "input.hpp"
#include "target.hpp"

#include <serinus/base/ascii.hpp>
#include <serinus/base/percent.hpp>
#include <serinus/http/target.hpp>
#include <serinus/http/url_parameters.hpp>

#include <array>

namespace serinus::http {
namespace {

using fuzz::require;
using fuzz::requireSame;

/// Byte by byte (RFC 3986, 2.1); nothing when an escape is broken.
std::optional<std::string> decodedOf(std::string_view text, bool plusIsSpace) {
  constexpr std::string_view digits = "0123456789abcdef0123456789ABCDEF";
  std::string decoded;
  while (!text.empty()) {
    const char c = text.front();
    text.remove_prefix(1);
    if (c != '%') {
      decoded += plusIsSpace && c == '+' ? ' ' : c;
      continue;
    }
    if (text.size() < 2) return std::nullopt;
    const std::size_t high = digits.find(text[0]);
    const std::size_t low = digits.find(text[1]);
    if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
    decoded += static_cast<char>(high % 16 * 16 + low % 16);
    text.remove_prefix(2);
  }
  return decoded;
}

void judgeEscapes(std::string_view text) {
  const std::optional<std::string> wanted = decodedOf(text, false);
  const std::optional<std::string> decoded = percentDecode(text);
  require(decoded == wanted, "escapes are undone as RFC 3986 says");

  const std::string encoded = percentEncode(text);
  require(percentDecode(encoded) == text, "what is encoded is decoded to the same");
  require(encoded.find_first_of(" \r\n\"&=+/?#;") == std::string::npos, "what is encoded divides nothing");

  const std::string normal = percentNormalize(text);
  if (!decoded) return;
  require(percentDecode(normal) == decoded, "a normal form means the same");
  requireSame(percentNormalize(normal), normal, "a normal form is one");
}

/// The parameters as the simplest reader finds them (WHATWG URL, 5.1), one a line; nothing when an escape is broken.
std::optional<std::string> parametersOf(std::string_view query) {
  std::string lines;
  while (!query.empty()) {
    const std::string_view piece = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), piece.size() + 1));
    if (piece.empty()) continue;
    const std::size_t equals = piece.find('=');
    const std::optional<std::string> name = decodedOf(piece.substr(0, equals), true);
    const std::optional<std::string> value =
        decodedOf(equals == std::string_view::npos ? std::string_view() : piece.substr(equals + 1), true);
    if (!name || !value) return std::nullopt;
    lines.append(*name).append("=").append(*value).append("\n");
  }
  return lines;
}

void judgeQuery(std::string_view query, std::size_t most) {
  const UrlParameters parameters(query, most);
  const std::optional<std::string> wanted = parametersOf(query);
  if (parameters.fault() != UrlParameters::Fault::none) {
    require(parameters.empty(), "a query at fault has no parameters");
    require(parameters.fault() == UrlParameters::Fault::tooManyParameters || !wanted, "a broken escape is there");
    return;
  }
  std::string got;
  for (const UrlParameters::Parameter& parameter : parameters) {
    got.append(parameter.name).append("=").append(parameter.value).append("\n");
    require(parameters.has(parameter.name), "each can be found");
    require(*parameters.get(parameter.name) == parameters.getAll(parameter.name).front(), "the first one is found");
  }
  require(wanted.has_value(), "no broken escape is passed over");
  require(parameters.size() <= most, "there are no more than allowed");
  requireSame(got, *wanted, "parameters are what everybody reads");

  std::string again;
  for (const UrlParameters::Parameter& parameter : parameters) {
    again += percentEncode(parameter.name) + "=" + percentEncode(parameter.value) + "&";
  }
  requireSame(parametersOf(again).value_or("?"), *wanted, "what is written anew means the same");
}

void judgeTarget(std::string_view text) {
  for (const Method method : {Method::get, Method::options}) {
    Target parts;
    const std::string_view reason = parseTarget(method, text, parts);
    bool isTaken = true;
    try {
      const Request request(method, std::string(text));
      requireSame(request.target(), text, "a target is kept as it was sent");
      const std::size_t question = std::min(text.find('?'), text.size());
      requireSame(request.queryText(), text.substr(std::min(question + 1, text.size())), "behind the ? is the query");
      const std::string_view before = text.substr(0, question);
      // Also where an OPTIONS names a server alone, whose name may end in a star.
      const bool isWhole = request.path() == "*";
      const bool hasPath = isWhole ? before == "*" : before.ends_with(request.path());
      require(hasPath || request.path() == "/" || isWhole, "the path is before the ?");
      const std::string_view origin = before.substr(0, before.size() - (hasPath ? request.path().size() : 0));
      require(origin.empty() == (text == "*" || text.front() == '/'), "the rest is scheme and host");
      if (!origin.empty()) {
        requireSame(origin.substr(origin.find("//") + 2), request.host(), "the host is the target's");
        require(isHost(request.host()), "the host is one");
      }
      require(text.find_first_of(" \t\r\n#\"<>") == std::string_view::npos, "nothing that divides a request line");
      const std::optional<std::string> path = percentDecode(request.path());
      require(path && path->find('\0') == std::string::npos, "the path can be decoded and has no NUL");
    } catch (const std::invalid_argument&) {
      isTaken = false;
    }
    require(isTaken == reason.empty(), "a target is refused for a reason");
  }
}

const fuzz::Target target("url_query", [](std::string_view data) {
  fuzz::Input input(data);
  const std::size_t most = input.byte() % 2 == 0 ? UrlParameters::maxParameters : 3;
  const ExactBlock block(input.rest());
  judgeEscapes(block.view());
  judgeQuery(block.view(), most);
  judgeTarget(block.view());
  static_cast<void>(isHost(block.view()));
});

}  // namespace
}  // namespace serinus::http
