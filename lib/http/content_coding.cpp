#include <serinus/base/ascii.hpp>
#include <serinus/http/content_coding.hpp>
#include <serinus/http/grammar.hpp>
#include <serinus/http/media_type.hpp>

#include "weight.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace serinus {

namespace {

struct Member {
  std::string_view coding;
  int weight = 0;
};

/// `gzip;q=0.8`; nothing when it is malformed.
std::optional<Member> readMember(std::string_view item) noexcept {
  const std::size_t semicolon = std::min(item.find(';'), item.size());
  Member member{trim(item.substr(0, semicolon)), 1000};
  if (!isToken(member.coding)) return std::nullopt;
  if (equalsIgnoreCase(member.coding, "x-gzip")) member.coding = "gzip";  // RFC 9110, 8.4.1.3
  if (semicolon == item.size()) return member;

  const std::string_view parameter = trim(item.substr(semicolon + 1));
  if (!equalsIgnoreCase(parameter.substr(0, 2), "q=")) return std::nullopt;
  member.weight = http::thousandths(parameter.substr(2));
  return member;
}

/// What an Accept-Encoding says of a coding, by its name or by `*`; no weight when it says nothing.
struct Verdict {
  std::optional<int> weight;
  bool named = false;
};

/// Of two members for the same coding the first counts.
Verdict verdictOn(std::string_view coding, std::string_view accept) noexcept {
  Verdict verdict;
  for (std::size_t i = 0; i < maxCodingsRead; ++i) {
    const std::string_view item = http::takeListItem(accept);
    if (item.empty()) break;
    const std::optional<Member> member = readMember(item);
    if (!member) continue;
    if (equalsIgnoreCase(member->coding, coding)) return {member->weight, true};
    if (member->coding == "*" && !verdict.weight) verdict.weight = member->weight;
  }
  return verdict;
}

constexpr std::array<std::string_view, 18> shrinking{
    "application/ecmascript",
    "application/graphql",
    "application/javascript",
    "application/json",
    "application/json-seq",
    "application/rtf",
    "application/sql",
    "application/vnd.apple.mpegurl",
    "application/vnd.ms-fontobject",
    "application/wasm",
    "application/x-javascript",
    "application/x-ndjson",
    "application/x-sh",
    "application/x-www-form-urlencoded",
    "application/xml",
    "application/yaml",
    "font/otf",
    "font/ttf",
};

bool endsWithIgnoreCase(std::string_view text, std::string_view end) noexcept {
  return text.size() >= end.size() && equalsIgnoreCase(text.substr(text.size() - end.size()), end);
}

}  // namespace

std::optional<std::string_view> chooseCoding(std::optional<std::string_view> acceptEncoding,
                                             std::span<const std::string_view> offered) noexcept {
  constexpr std::string_view identity = "identity";
  if (!acceptEncoding) return identity;

  std::string_view best;
  int bestWeight = 0;
  for (const std::string_view coding : offered) {
    const int weight = verdictOn(coding, *acceptEncoding).weight.value_or(0);
    if (weight <= bestWeight) continue;
    best = coding;
    bestWeight = weight;
  }
  const Verdict plain = verdictOn(identity, *acceptEncoding);
  if (plain.weight == 0) return best.empty() ? std::nullopt : std::optional(best);
  return best.empty() || (plain.named && *plain.weight > bestWeight) ? identity : best;
}

std::optional<std::string_view> chooseCoding(const Fields& fields, std::span<const std::string_view> offered) {
  if (!fields.has("Accept-Encoding")) return chooseCoding(std::optional<std::string_view>(), offered);
  std::string all;
  for (const std::string_view value : fields.getAll("Accept-Encoding")) all.append(value).append(",");
  return chooseCoding(std::optional<std::string_view>(all), offered);
}

bool worthCompressing(std::string_view mediaType) noexcept {
  const std::optional<MediaType> type = MediaType::parse(mediaType);
  if (!type || type->is("text/event-stream")) return false;
  if (equalsIgnoreCase(type->type(), "text")) return true;
  if (endsWithIgnoreCase(type->subtype(), "+json") || endsWithIgnoreCase(type->subtype(), "+xml")) return true;
  return std::ranges::any_of(shrinking, [&](std::string_view one) { return type->is(one); });
}

}  // namespace serinus
