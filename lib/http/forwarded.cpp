#include <serinus/base/ascii.hpp>
#include <serinus/http/forwarded.hpp>
#include <serinus/http/grammar.hpp>
#include <serinus/http/target.hpp>

#include "parameter.hpp"

#include <algorithm>
#include <utility>

namespace serinus::http {

namespace {

constexpr std::size_t maxElementParameters = 8;

using Members = std::vector<std::string_view>;

void keepNearest(Members& members) {
  if (members.size() > maxForwardedHops) members.erase(members.begin());
}

/// A name of a proxy's own, or a port, perhaps of such a name (RFC 7239, 6.2 and 6.3).
bool isObscured(std::string_view text) noexcept {
  return !text.empty() &&
         std::ranges::all_of(text, [](char c) { return isAlpha(c) || isDigit(c) || c == '.' || c == '_' || c == '-'; });
}

/// Divides `[2001:db8::1]:80`, `192.0.2.1:80`, `_hidden:_port` and the like without a port; nothing when malformed.
std::string_view withoutPort(std::string_view text) noexcept {
  const bool bracketed = text.starts_with('[');
  const std::size_t end = bracketed ? text.find(']') : std::min(text.find(':'), text.size());
  if (end == std::string_view::npos) return {};
  const std::string_view node = bracketed ? text.substr(1, end - 1) : text.substr(0, end);
  const std::string_view port = text.substr(end + (bracketed ? 1 : 0));
  if (!port.empty() && !(port.starts_with(':') && isObscured(port.substr(1)))) return {};
  if (bracketed && node.find(':') == std::string_view::npos) return {};
  return node;
}

void readNode(std::string_view text, ForwardedHop& hop) {
  hop.address = IpAddress::parse(text);  // X-Forwarded-For has IPv6 without brackets, too
  const std::string_view node = hop.address ? text : withoutPort(text);
  if (!hop.address) hop.address = IpAddress::parse(node);
  if (hop.address || isObscured(node)) hop.node = node;
}

/// The name of a scheme (RFC 3986, 3.1); empty when it is none.
std::string schemeOf(std::string_view text) {
  const auto isSchemeCharacter = [](char c) { return isAlpha(c) || isDigit(c) || c == '+' || c == '-' || c == '.'; };
  if (text.empty() || !isAlpha(text.front()) || !std::ranges::all_of(text, isSchemeCharacter)) return {};
  return toLower(text);
}

std::string hostOf(std::string_view text) {
  return isHost(text) ? std::string(text) : std::string();
}

/// `for=192.0.2.60;proto=https;host=a`. A parameter may not come twice (RFC 7239, 4); `by` and unknown ones are of no
/// use to us.
ForwardedHop readElement(std::string_view text) {
  ForwardedHop hop;
  Members seen;
  while (!text.empty()) {
    const std::optional<Parameter> parameter = takeParameter(text);
    if (!parameter || !(text.empty() || text.starts_with(';'))) return {};
    text = trim(text.substr(std::min<std::size_t>(1, text.size())));
    const auto same = [&](std::string_view name) { return equalsIgnoreCase(name, parameter->name); };
    if (std::ranges::any_of(seen, same) || seen.size() == maxElementParameters) return {};
    seen.push_back(parameter->name);

    const std::string value = unquoted(parameter->value);
    if (same("for")) readNode(value, hop);
    if (same("proto")) hop.scheme = schemeOf(value);
    if (same("host")) hop.host = hostOf(value);
  }
  return hop;
}

/// The members of a list that knows no quotes, as the X-Forwarded fields are.
Members plainList(const Fields& fields, std::string_view name) {
  Members members;
  for (std::string_view rest : fields.getAll(name)) {
    while (!rest.empty()) {
      const std::string_view member = rest.substr(0, rest.find(','));
      rest.remove_prefix(std::min(rest.size(), member.size() + 1));
      if (trim(member).empty()) continue;
      members.push_back(trim(member));
      keepNearest(members);
    }
  }
  return members;
}

/// What a list says of the hop at `index` of `hops`.
std::string_view memberFor(const Members& list, std::size_t index, std::size_t hops) noexcept {
  if (list.empty()) return {};
  return list.size() == hops ? list[index] : list.back();
}

}  // namespace

std::vector<ForwardedHop> forwardedHops(const Fields& fields) {
  Members elements;
  for (std::string_view rest : fields.getAll("Forwarded")) {
    for (std::string_view item = takeListItem(rest); !item.empty(); item = takeListItem(rest)) {
      elements.push_back(item);
      keepNearest(elements);
    }
  }
  std::vector<ForwardedHop> hops;
  for (const std::string_view element : elements) hops.push_back(readElement(element));
  return hops;
}

std::vector<ForwardedHop> xForwardedHops(const Fields& fields) {
  const Members nodes = plainList(fields, "X-Forwarded-For");
  const Members schemes = plainList(fields, "X-Forwarded-Proto");
  const Members hosts = plainList(fields, "X-Forwarded-Host");
  std::vector<ForwardedHop> hops;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    ForwardedHop& hop = hops.emplace_back();
    readNode(nodes[i], hop);
    hop.scheme = schemeOf(memberFor(schemes, i, nodes.size()));
    hop.host = hostOf(memberFor(hosts, i, nodes.size()));
  }
  return hops;
}

}  // namespace serinus::http
