#include <serinus/base/ascii.hpp>
#include <serinus/base/utf8.hpp>
#include <serinus/http/content_disposition.hpp>

#include <algorithm>

namespace serinus {

namespace {

bool isControl(char c) noexcept {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}
bool isAscii(char c) noexcept {
  return static_cast<unsigned char>(c) < 0x80;
}

/// Without folders, which some clients would write to.
std::string fileName(std::string_view name) {
  const std::size_t slash = name.find_last_of("/\\");
  if (slash != std::string_view::npos) name.remove_prefix(slash + 1);
  std::string clean(name);
  std::ranges::replace_if(clean, isControl, '_');
  if (!isUtf8(asBytes(clean))) std::ranges::replace_if(clean, [](char c) { return !isAscii(c); }, '_');
  return clean;
}

/// A quoted string. Every character that is not ASCII becomes one `_`; so does `%`, which some clients decode (RFC
/// 6266, appendix D).
std::string quoted(std::string_view name) {
  std::string text = "\"";
  for (const char c : name) {
    const bool isContinuation = (static_cast<unsigned char>(c) & 0xC0) == 0x80;
    if (isContinuation) continue;
    if (c == '"' || c == '\\') text += '\\';
    text += isAscii(c) && c != '%' ? c : '_';
  }
  return text += '"';
}

/// RFC 8187, 3.2.1: `attr-char` stands for itself.
std::string extended(std::string_view name) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  constexpr std::string_view plain = "!#$&+-.^_`|~";
  std::string text = "UTF-8''";
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    const bool isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (isLetter || isDigit(c) || plain.find(c) != std::string_view::npos) {
      text += c;
    } else {
      text.append({'%', digits[byte >> 4], digits[byte & 15]});
    }
  }
  return text;
}

}  // namespace

std::string contentDisposition(Disposition disposition, std::string_view name) {
  std::string text = disposition == Disposition::saved ? "attachment" : "inline";
  const std::string clean = fileName(name);
  if (clean.empty()) return text;
  text.append("; filename=").append(quoted(clean));
  const bool isPlain = std::ranges::all_of(clean, [](char c) { return isAscii(c) && c != '%'; });
  if (!isPlain) text.append("; filename*=").append(extended(clean));
  return text;
}

}  // namespace serinus
