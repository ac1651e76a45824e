#include <serinus/base/env_file.hpp>

#include <serinus/base/ascii.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace serinus {

namespace {

bool isNameChar(char c) noexcept {
  return isAlpha(c) || isDigit(c) || c == '_';
}

bool isName(std::string_view text) noexcept {
  return !text.empty() && !isDigit(text.front()) && std::all_of(text.begin(), text.end(), isNameChar);
}

/// What a value is, or why it is none.
struct Value {
  std::string text;
  std::string_view fault = {};
};

bool isRemark(std::string_view rest) noexcept {
  rest = trim(rest);
  return rest.empty() || rest.front() == '#';
}

std::optional<char> escaped(char c) noexcept {
  switch (c) {
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    case '\\':
    case '"':
    case '$':
      return c;
    default:
      return std::nullopt;
  }
}

Value quoted(std::string_view text) {
  const char quote = text.front();
  Value value;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == quote) {
      if (!isRemark(text.substr(i + 1))) value.fault = "there is more behind the closing quote";
      return value;
    }
    if (quote == '"' && text[i] == '\\') {
      const auto c = i + 1 < text.size() ? escaped(text[++i]) : std::nullopt;
      if (!c) return {{}, "a \\ that is none of \\n \\r \\t \\\\ \\\" \\$"};
      value.text += *c;
    } else {
      value.text += text[i];
    }
  }
  return {{}, "its quote is not closed on this line"};
}

Value bare(std::string_view text) {
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '#' && (text[i - 1] == ' ' || text[i - 1] == '\t')) text = text.substr(0, i);
  }
  return {std::string(trim(text))};
}

Value valueOf(std::string_view text) {
  if (text.empty() || text.front() == '#') return {};
  return text.front() == '"' || text.front() == '\'' ? quoted(text) : bare(text);
}

}  // namespace

EnvFile EnvFile::parse(std::string_view text) {
  EnvFile file;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    file.readLine(line, number);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return file;
}

const EnvFile::Entry* EnvFile::find(std::string_view name) const noexcept {
  const auto found = std::find_if(entries_.begin(), entries_.end(), [name](const Entry& e) { return e.name == name; });
  return found != entries_.end() ? &*found : nullptr;
}

void EnvFile::readLine(std::string_view line, std::size_t number) {
  if (line.find('\0') != std::string_view::npos) return faults_.push_back({number, "holds a zero byte"});
  if (isRemark(line)) return;
  const std::size_t sign = line.find('=');
  std::string_view name = trim(line.substr(0, sign));
  if (name.starts_with("export ") || name.starts_with("export\t")) name = trim(name.substr(7));
  // The line is not shown: where the sign is missing it may be a part of a secret.
  if (sign == std::string_view::npos || !isName(name)) return faults_.push_back({number, "is not NAME=value"});
  if (const Entry* const first = find(name))
    return faults_.push_back(
        {number, std::string(name) + " stands on line " + std::to_string(first->line) + " already"});
  Value value = valueOf(trim(line.substr(sign + 1)));
  if (!value.fault.empty()) return faults_.push_back({number, std::string(name) + ": " + std::string(value.fault)});
  entries_.push_back({std::string(name), std::move(value.text), number});
}

}  // namespace serinus
