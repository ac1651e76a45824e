// The small grammars of field values: cookies, lists, media types, weights, entity tags, ranges, dates, addresses.

#include "../http/parser_dialogue.hpp"
#include "http/disposition.hpp"
#include "http/weight.hpp"
#include "input.hpp"
#include "target.hpp"

#include <serinus/base/ascii.hpp>
#include <serinus/base/network.hpp>
#include <serinus/http/byte_ranges.hpp>
#include <serinus/http/content_coding.hpp>
#include <serinus/http/content_disposition.hpp>
#include <serinus/http/date_cache.hpp>
#include <serinus/http/entity_tag_list.hpp>
#include <serinus/http/forwarded.hpp>
#include <serinus/http/grammar.hpp>
#include <serinus/http/media_type.hpp>
#include <serinus/http/parse_date.hpp>
#include <serinus/http/set_cookie.hpp>
#include <serinus/http/trusted_proxies.hpp>

#include <algorithm>
#include <array>

namespace serinus::http {
namespace {

using fuzz::require;
using fuzz::requireSame;
using Texts = std::vector<std::string_view>;

Texts dividedAt(char separator, std::string_view text) {
  Texts pieces;
  while (true) {
    const std::size_t end = text.find(separator);
    pieces.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return pieces;
    text.remove_prefix(end + 1);
  }
}

void judgeCookies(std::string_view text) {
  std::vector<CookiePair> wanted;
  for (const std::string_view piece : dividedAt(';', text)) {
    const std::size_t equals = piece.find('=');
    if (equals == std::string_view::npos) continue;
    CookiePair pair{trim(piece.substr(0, equals)), trim(piece.substr(equals + 1))};
    const bool quoted = pair.value.size() > 1 && pair.value.front() == '"' && pair.value.back() == '"';
    if (quoted) pair.value = pair.value.substr(1, pair.value.size() - 2);
    if (!pair.name.empty()) wanted.push_back(pair);
  }
  const Cookies cookies(text);
  const std::vector<CookiePair> got = cookies.all();
  require(got.size() == wanted.size(), "there are as many cookies as everybody finds");
  for (std::size_t i = 0; i < got.size(); ++i) {
    requireSame(got[i].name, wanted[i].name, "cookies have the names that everybody reads");
    requireSame(got[i].value, wanted[i].value, "cookies have the values that everybody reads");
    const auto first = std::ranges::find(wanted, got[i].name, &CookiePair::name);
    requireSame(cookies.get(got[i].name).value_or("?"), first->value, "the first cookie of a name is found");
  }
}

void judgeSetCookie(std::string_view name, std::string_view value, std::string_view path) {
  try {
    const SetCookie cookie = SetCookie(name, value).path(path);
    const std::string text = cookie.text();
    require(isFieldValue(text), "a cookie divides no head");
    const std::string pair = text.substr(0, text.find(';'));
    requireSame(Cookies(pair).get(name).value_or("?"), value, "a client reads back what was set");
    require(dividedAt(';', text).size() <= 2, "a path brings no attribute of its own");
  } catch (const InvalidFieldError&) {
  }
}

void judgeList(std::string_view text) {
  Texts items;
  std::string_view rest = text;
  for (std::string_view item = takeListItem(rest); !item.empty(); item = takeListItem(rest)) items.push_back(item);
  require(rest.empty(), "a list is read to its end");
  for (const std::string_view item : items) {
    require(trim(item) == item, "members are trimmed");
    require(listHas(text, item), "a list has its members");
  }
  if (text.find('"') != std::string_view::npos) return;
  Texts wanted = dividedAt(',', text);
  for (std::string_view& item : wanted) item = trim(item);
  std::erase(wanted, std::string_view());
  require(items == wanted, "without quotes, a comma divides");
}

void judgeMediaType(std::string_view text, std::string_view other) {
  const std::optional<MediaType> type = MediaType::parse(text);
  if (type) {
    require(isToken(type->type()) && isToken(type->subtype()), "a media type is two tokens");
    require(type->is(std::string(type->type()).append("/").append(type->subtype())), "it is what it is");
    for (const std::string_view name : {"q", "charset", "boundary"}) {
      require((type->count(name) > 0) == type->parameter(name).has_value(), "a parameter that is there has a value");
    }
  }
  require(!(prefers(text, "text/html", "application/json") && prefers(text, "application/json", "text/html")),
          "nobody prefers both");
  require(!prefers(text, other, other), "nothing is better than itself");
  static_cast<void>(accepts(text, other));
  static_cast<void>(worthCompressing(text));
}

void judgeWeight(std::string_view text) {
  const int weight = thousandths(text);
  require(weight >= 0 && weight <= 1000, "a weight is from 0 to 1");
  constexpr std::array<std::string_view, 3> offered{"br", "gzip", "identity"};
  const std::optional<std::string_view> coding = chooseCoding(text, std::span(offered).first(2));
  require(!coding || std::ranges::find(offered, *coding) != offered.end(), "a coding was offered");
}

void judgeTags(std::string_view text) {
  if (const std::optional<EntityTag> tag = EntityTag::parse(text)) {
    requireSame(tag->text(), text, "a tag is kept as it was sent");
    const EntityTag again = tag->isWeak() ? EntityTag::weak(tag->opaque()) : EntityTag::strong(tag->opaque());
    require(again == *tag && tag->matchesWeakly(again), "a tag is made of its parts");
  }
  const std::optional<EntityTagList> list = EntityTagList::parse(text);
  if (!list || list->any()) return;
  std::string again;
  for (const EntityTag& tag : list->tags()) {
    require(list->matchesWeakly(tag) && list->matchesStrongly(tag) == !tag.isWeak(), "a list has its tags");
    again += (again.empty() ? "" : ", ") + tag.text();
  }
  const std::optional<EntityTagList> second = EntityTagList::parse(again);
  require(second && second->tags() == list->tags(), "a list that is written anew is the same");
}

void judgeRanges(std::string_view text, std::uint64_t length) {
  using Answer = ByteRanges::Answer;
  const ByteRanges chosen = ByteRanges::select(text, length);
  const std::size_t count = chosen.ranges().size();
  require((chosen.answer() == Answer::one) == (count == 1), "one range is one");
  require((chosen.answer() == Answer::several) == (count > 1), "several ranges are several");
  require(count <= ByteRanges::maxRanges, "there are no more ranges than allowed");
  std::uint64_t total = 0;
  for (const ByteRange& range : chosen.ranges()) {
    require(range.size > 0 && range.first < length && range.size <= length - range.first, "a range lies within");
    total += range.size;
    require(total <= length, "no more is sent than there is");
    require(isFieldValue(contentRange(range, length)), "a Content-Range is a value");
  }
}

void judgeDate(std::string_view text) {
  constexpr std::chrono::sys_seconds now{std::chrono::seconds(1'700'000'000)};
  const std::optional<std::chrono::sys_seconds> time = parseDate(text, now);
  if (time) require(parseDate(formatDate(*time), now) == time, "a date that is written anew is the same");
}

void judgeAddress(std::string_view text) {
  if (const std::optional<IpAddress> address = IpAddress::parse(text)) {
    require(IpAddress::parse(address->text()) == address, "an address that is written anew is the same");
    const std::optional<Network> alone = Network::parse(text);
    require(alone && alone->contains(*address), "an address is a network of one");
  }
  static_cast<void>(Network::parse(text));
}

void judgeForwarded(const Fields& fields) {
  for (const std::vector<ForwardedHop>& hops : {forwardedHops(fields), xForwardedHops(fields)}) {
    require(hops.size() <= maxForwardedHops, "there are no more hops than allowed");
    for (const ForwardedHop& hop : hops) {
      requireSame(hop.scheme, toLower(hop.scheme), "a scheme is in lower case");
      require(isFieldValue(hop.node) && isFieldValue(hop.host), "a hop is made of values");
      require(!hop.address || !hop.node.empty(), "an address was sent");
    }
  }
  for (const ForwardedBy by : {ForwardedBy::xForwarded, ForwardedBy::forwarded}) {
    const TrustedProxies proxies({"10.0.0.0/8", "::1"}, by);
    require(proxies.clientOf("192.0.2.1", fields).address == "192.0.2.1", "who is not trusted is the client");
    static_cast<void>(proxies.clientOf("10.0.0.1", fields));
  }
}

/// Several fields of one name, a line each.
Fields fieldsOf(std::string_view text) {
  Fields fields;
  for (const std::string_view line : dividedAt('\n', text)) {
    if (!isFieldValue(line)) continue;
    for (const std::string_view name : {"Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host"}) {
      fields.add(name, trim(line));
    }
  }
  return fields;
}

void judgeDisposition(std::string_view text) {
  const Disposition read = readDisposition(text);
  require(read.name.has_value() || !read.fault.empty(), "an entry has a name");

  const std::string written = contentDisposition(serinus::Disposition::saved, text);
  require(isFieldValue(written), "the name of a file divides no head");
  const bool isPlain =
      std::ranges::all_of(text, [](char c) { return c != '%' && static_cast<unsigned char>(c) < 0x80; });
  const std::size_t end = written.find(';');
  if (!isPlain || end == std::string::npos) return;  // it has a `filename*`, which forms must not have, or no name
  const Disposition again = readDisposition("form-data; name=a; " + written.substr(end + 1));
  require(again.filename.has_value(), "a name that is written can be read");
}

const fuzz::Target target("cookies_lists", [](std::string_view data) {
  fuzz::Input input(data);
  std::uint64_t length = input.byte();
  length *= input.byte();
  const ExactBlock other(input.text());
  const ExactBlock block(input.rest());
  const std::string_view text = block.view();

  judgeCookies(text);
  judgeSetCookie(other.view(), text, "/");
  judgeSetCookie("a", "b", text);
  judgeList(text);
  judgeMediaType(text, other.view());
  judgeWeight(text);
  judgeTags(text);
  judgeRanges(text, length);
  judgeDate(text);
  judgeAddress(text);
  judgeForwarded(fieldsOf(text));
  judgeDisposition(text);
});

}  // namespace
}  // namespace serinus::http
