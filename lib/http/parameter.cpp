#include <serinus/base/ascii.hpp>

#include "parameter.hpp"

#include <algorithm>
#include <cstddef>

namespace serinus::http {

namespace {

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

}  // namespace

std::optional<Parameter> takeParameter(std::string_view& text) noexcept {
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

std::string unquoted(std::string_view value) {
  if (!value.starts_with('"')) return std::string(value);
  std::string plain;
  for (std::size_t i = 1; i + 1 < value.size(); ++i) {
    if (value[i] == '\\') ++i;
    plain += value[i];
  }
  return plain;
}

}  // namespace serinus::http
