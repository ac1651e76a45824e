#include "app/redaction.hpp"

#include <serinus/base/ascii.hpp>
#include <serinus/base/percent.hpp>

#include <algorithm>

namespace serinus::app {

namespace {

constexpr std::string_view hidden = "***";

void appendParameter(std::string& out, std::string_view parameter, const std::vector<std::string>& names) {
  const std::size_t sign = parameter.find('=');
  if (sign == std::string_view::npos) {
    out += parameter;
    return;
  }
  const std::string_view name = parameter.substr(0, sign);
  out.append(name).append(1, '=');
  // What cannot be decoded is not shown either: somebody else may read it in another way.
  const auto decoded = percentDecode(name);
  if (!decoded || isListed(trim(*decoded), names))
    out += hidden;
  else
    out += parameter.substr(sign + 1);
}

void appendAuthority(std::string& out, std::string_view authority) {
  const std::size_t at = authority.rfind('@');
  if (at == std::string_view::npos)
    out += authority;
  else
    out.append(hidden).append(authority.substr(at));
}

}  // namespace

bool isListed(std::string_view name, const std::vector<std::string>& names) noexcept {
  return std::any_of(names.begin(), names.end(), [name](const auto& each) { return equalsIgnoreCase(name, each); });
}

std::string withoutSecrets(std::string_view url, const std::vector<std::string>& names) {
  url = url.substr(0, url.find('#'));
  std::string out;
  const std::size_t query = std::min(url.find('?'), url.size());
  std::string_view front = url.substr(0, query);
  if (const std::size_t slashes = front.find("//"); slashes != std::string_view::npos && !front.starts_with('/')) {
    const std::size_t end = std::min(front.find('/', slashes + 2), front.size());
    out += front.substr(0, slashes + 2);
    appendAuthority(out, front.substr(slashes + 2, end - slashes - 2));
    front.remove_prefix(end);
  }
  out += front;
  char before = '?';
  for (std::string_view rest = url.substr(query); !rest.empty();) {
    rest.remove_prefix(1);
    const std::size_t end = std::min(rest.find_first_of("&;"), rest.size());
    out += before;
    appendParameter(out, rest.substr(0, end), names);
    if (end < rest.size()) before = rest[end];
    rest.remove_prefix(end);
  }
  return out;
}

}  // namespace serinus::app
