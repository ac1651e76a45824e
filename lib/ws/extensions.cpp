#include <serinus/ws/extensions.hpp>

#include <serinus/base/ascii.hpp>

namespace serinus::ws {
namespace {

/// Takes the parts of the grammar off the front of a text.
class Scanner {
public:
  explicit Scanner(std::string_view text) noexcept : rest_(text) {}

  [[nodiscard]] bool atEnd() const noexcept { return rest_.empty(); }

  void skipSpace() noexcept {
    while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\t')) rest_.remove_prefix(1);
  }

  [[nodiscard]] bool takeExactly(char c) noexcept {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  /// Takes `c` and the space around it.
  [[nodiscard]] bool take(char c) noexcept {
    skipSpace();
    const bool taken = takeExactly(c);
    if (taken) skipSpace();
    return taken;
  }

  /// Empty when there is none.
  [[nodiscard]] std::string token() {
    std::size_t size = 0;
    while (size < rest_.size() && isTokenChar(rest_[size])) ++size;
    std::string token(rest_.substr(0, size));
    rest_.remove_prefix(size);
    return token;
  }

  /// The text of a quoted string, behind its opening quote; nothing when it does not end or is no token.
  [[nodiscard]] std::optional<std::string> quoted() {
    std::string text;
    while (!rest_.empty() && rest_.front() != '"') {
      if (rest_.front() == '\\') rest_.remove_prefix(1);
      if (rest_.empty()) return std::nullopt;
      text += rest_.front();
      rest_.remove_prefix(1);
    }
    if (rest_.empty() || !isToken(text)) return std::nullopt;
    rest_.remove_prefix(1);
    return text;
  }

private:
  std::string_view rest_;
};

std::optional<ExtensionParameter> parseParameter(Scanner& scanner) {
  ExtensionParameter parameter{scanner.token(), std::nullopt};
  if (parameter.name.empty()) return std::nullopt;
  if (!scanner.take('=')) return parameter;
  parameter.value = scanner.takeExactly('"') ? scanner.quoted() : scanner.token();
  if (!parameter.value || parameter.value->empty()) return std::nullopt;
  return parameter;
}

std::optional<Extension> parseExtension(Scanner& scanner) {
  Extension extension{scanner.token(), {}};
  if (extension.name.empty()) return std::nullopt;
  while (scanner.take(';')) {
    auto parameter = parseParameter(scanner);
    if (!parameter) return std::nullopt;
    extension.parameters.push_back(std::move(*parameter));
  }
  return extension;
}

}  // namespace

std::optional<std::vector<Extension>> parseExtensions(std::string_view field) {
  std::vector<Extension> extensions;
  Scanner scanner(trim(field));
  while (true) {
    while (scanner.take(',')) continue;  // RFC 9110, 5.6.1.2: empty members are skipped
    if (scanner.atEnd()) break;
    auto extension = parseExtension(scanner);
    if (!extension) return std::nullopt;
    extensions.push_back(std::move(*extension));
    scanner.skipSpace();
    if (!scanner.atEnd() && !scanner.take(',')) return std::nullopt;
  }
  if (extensions.empty()) return std::nullopt;
  return extensions;
}

}  // namespace serinus::ws
