#include <serinus/base/ascii.hpp>
#include <serinus/http/grammar.hpp>
#include <serinus/http/media_type.hpp>

#include "weight.hpp"

#include <algorithm>

namespace serinus {

namespace {

struct Parameter {
  std::string_view name;
  std::string_view value;  // with its quotes
};

/// The size of the quoted string at the beginning of `text`, 0 when it does not end.
std::size_t quotedSize(std::string_view text) noexcept {
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      return i + 1;
    }
  }
  return 0;
}

/// Takes `; name=value` off `text`; nothing when that is not what it begins with.
std::optional<Parameter> takeParameter(std::string_view& text) noexcept {
  if (!text.starts_with(';')) return std::nullopt;
  text = trim(text.substr(1));
  const std::size_t equals = std::min(text.find('='), text.size());
  Parameter parameter{text.substr(0, equals), {}};
  if (equals == text.size() || !isToken(parameter.name)) return std::nullopt;
  text.remove_prefix(equals + 1);

  const bool quoted = text.starts_with('"');
  const std::size_t size = quoted ? quotedSize(text) : std::min(text.find_first_of("; \t"), text.size());
  parameter.value = text.substr(0, size);
  if (size == 0 || (!quoted && !isToken(parameter.value))) return std::nullopt;
  text = trim(text.substr(size));
  return parameter;
}

std::string unquoted(std::string_view text) {
  if (!text.starts_with('"')) return std::string(text);
  std::string plain;
  for (std::size_t i = 1; i + 1 < text.size(); ++i) {
    if (text[i] == '\\') ++i;
    plain += text[i];
  }
  return plain;
}

/// What an Accept value says of a media type.
struct Preference {
  int precision = 0;  // of the range that decides: 3 for the type itself, 2 for `type/*`, 1 for `*/*`
  int weight = 0;
};

Preference preferenceFor(std::string_view accept, std::string_view mediaType) {
  if (trim(accept).empty()) return {1, 1000};
  const std::optional<MediaType> wanted = MediaType::parse(mediaType);
  if (!wanted) return {};

  Preference best;
  for (std::string_view item = http::takeListItem(accept); !item.empty(); item = http::takeListItem(accept)) {
    const std::optional<MediaType> range = MediaType::parse(item);
    if (!range) continue;
    const bool sameType = equalsIgnoreCase(range->type(), wanted->type());
    const bool anySubtype = range->subtype() == "*";
    const int precision = sameType && equalsIgnoreCase(range->subtype(), wanted->subtype()) ? 3
                          : sameType && anySubtype                                          ? 2
                          : range->type() == "*" && anySubtype                              ? 1
                                                                                            : 0;
    if (precision <= best.precision) continue;
    best = {precision, http::thousandths(range->parameter("q").value_or("1"))};
  }
  return best;
}

}  // namespace

std::optional<MediaType> MediaType::parse(std::string_view text) noexcept {
  text = trim(text);
  MediaType type;
  const std::size_t slash = std::min(text.find('/'), text.size());
  type.type_ = text.substr(0, slash);
  if (slash == text.size() || !isToken(type.type_)) return std::nullopt;
  const std::size_t end = std::min(text.find_first_of("; \t", slash), text.size());
  type.subtype_ = text.substr(slash + 1, end - slash - 1);
  if (!isToken(type.subtype_)) return std::nullopt;

  type.parameters_ = trim(text.substr(end));
  for (std::string_view rest = type.parameters_; !rest.empty() && rest != ";";) {
    if (!takeParameter(rest)) return std::nullopt;
  }
  return type;
}

std::optional<std::string> MediaType::parameter(std::string_view name) const {
  std::string_view rest = parameters_;
  while (const std::optional<Parameter> parameter = takeParameter(rest)) {
    if (equalsIgnoreCase(parameter->name, name)) return unquoted(parameter->value);
  }
  return std::nullopt;
}

std::size_t MediaType::count(std::string_view name) const noexcept {
  std::size_t found = 0;
  std::string_view rest = parameters_;
  while (const std::optional<Parameter> parameter = takeParameter(rest)) {
    if (equalsIgnoreCase(parameter->name, name)) ++found;
  }
  return found;
}

bool MediaType::is(std::string_view typeAndSubtype) const noexcept {
  return typeAndSubtype.size() == type_.size() + 1 + subtype_.size() &&
         equalsIgnoreCase(typeAndSubtype.substr(0, type_.size()), type_) && typeAndSubtype[type_.size()] == '/' &&
         equalsIgnoreCase(typeAndSubtype.substr(type_.size() + 1), subtype_);
}

bool accepts(std::string_view accept, std::string_view mediaType) {
  return preferenceFor(accept, mediaType).weight > 0;
}

bool prefers(std::string_view accept, std::string_view first, std::string_view second) {
  const Preference one = preferenceFor(accept, first);
  const Preference other = preferenceFor(accept, second);
  if (one.weight != other.weight) return one.weight > other.weight;
  return one.weight > 0 && one.precision > other.precision;
}

}  // namespace serinus
