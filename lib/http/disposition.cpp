#include <serinus/base/ascii.hpp>

#include "disposition.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace serinus::http {

namespace {

constexpr std::size_t maxParameters = 8;

struct Parameter {
  std::string name;  // in lower case
  std::string value;
};

/// Takes a quoted string off the beginning of `text`; nothing when it does not end.
std::optional<std::string> takeQuoted(std::string_view& text) {
  std::string plain;
  for (std::size_t i = 1; i < text.size(); ++i) {
    const char next = i + 1 < text.size() ? text[i + 1] : '\0';
    if (text[i] == '"') {
      text.remove_prefix(i + 1);
      return plain;
    }
    if (text[i] == '\\' && (next == '"' || next == '\\')) ++i;
    plain += text[i];
  }
  return std::nullopt;
}

std::optional<std::string> takeToken(std::string_view& text) {
  const std::string_view token = text.substr(0, text.find_first_of("; \t"));
  if (!isToken(token)) return std::nullopt;
  text.remove_prefix(token.size());
  return std::string(token);
}

/// Takes `; name=value` off the beginning of `text`.
std::optional<Parameter> takeParameter(std::string_view& text) {
  if (!text.starts_with(';')) return std::nullopt;
  text = trim(text.substr(1));
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos || !isToken(text.substr(0, equals))) return std::nullopt;
  std::string name = toLower(text.substr(0, equals));
  text.remove_prefix(equals + 1);
  std::optional<std::string> value = text.starts_with('"') ? takeQuoted(text) : takeToken(text);
  if (!value) return std::nullopt;
  text = trim(text);
  return Parameter{std::move(name), std::move(*value)};
}

Disposition refused(std::string_view reason) {
  return {.fault = reason};
}

}  // namespace

Disposition readDisposition(std::string_view value) {
  const std::string_view type = trim(value.substr(0, value.find(';')));
  if (!equalsIgnoreCase(type, "form-data")) return refused("the Content-Disposition of a part is not form-data");

  std::vector<Parameter> parameters;
  for (std::string_view rest = trim(value.substr(std::min(value.find(';'), value.size()))); !rest.empty();) {
    std::optional<Parameter> parameter = takeParameter(rest);
    if (!parameter) return refused("the Content-Disposition of a part is malformed");
    if (parameter->name.ends_with('*')) return refused("a Content-Disposition has filename*, which forms must not use");
    const bool twice = std::ranges::find(parameters, parameter->name, &Parameter::name) != parameters.end();
    if (twice) return refused("the Content-Disposition of a part has a parameter twice");
    if (parameters.size() == maxParameters) return refused("the Content-Disposition of a part has too many parameters");
    parameters.push_back(std::move(*parameter));
  }

  Disposition disposition;
  for (Parameter& parameter : parameters) {
    if (parameter.name == "name") disposition.name = std::move(parameter.value);
    if (parameter.name == "filename") disposition.filename = std::move(parameter.value);
  }
  if (!disposition.name) return refused("the Content-Disposition of a part has no name");
  return disposition;
}

}  // namespace serinus::http
