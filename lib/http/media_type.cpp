#include <serinus/base/ascii.hpp>
#include <serinus/http/grammar.hpp>
#include <serinus/http/media_type.hpp>

#include "parameter.hpp"
#include "weight.hpp"

#include <algorithm>

namespace serinus {

namespace {

using http::Parameter;

/// Takes `; name=value` off `text`; nothing when that is not what it begins with.
std::optional<Parameter> takeParameter(std::string_view& text) noexcept {
  if (!text.starts_with(';')) return std::nullopt;
  text = trim(text.substr(1));
  return http::takeParameter(text);
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
    if (equalsIgnoreCase(parameter->name, name)) return http::unquoted(parameter->value);
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
