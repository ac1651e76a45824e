#include <serinus/base/bytes.hpp>
#include <serinus/base/utf8.hpp>
#include <serinus/json/json_quote.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace serinus {

namespace {

constexpr bool isPlain(char c) noexcept {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte < 0x80 && c != '"' && c != '\\';
}

// Whether all of eight bytes are plain. The subtractions borrow from the next byte only where one is not, so the answer
// is right, if not which byte it was.
bool arePlain(const char* eight) noexcept {
  constexpr std::uint64_t each = 0x0101010101010101;
  std::uint64_t bytes = 0;
  std::memcpy(&bytes, eight, sizeof(bytes));
  const std::uint64_t control = bytes - each * 0x20;
  const std::uint64_t quote = (bytes ^ each * '"') - each;
  const std::uint64_t backslash = (bytes ^ each * '\\') - each;
  return ((bytes | control | quote | backslash) & each * 0x80) == 0;
}

std::size_t plainLength(std::string_view text) noexcept {
  std::size_t length = 0;
  while (text.size() - length >= 8 && arePlain(text.data() + length)) length += 8;
  while (length < text.size() && isPlain(text[length])) ++length;
  return length;
}

void appendEscaped(std::string& out, char c) {
  constexpr std::string_view digits = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\b':
      out += "\\b";
      return;
    case '\f':
      out += "\\f";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      out.append("\\u00").append(1, digits[byte >> 4]).append(1, digits[byte & 0xF]);
  }
}

// How many bytes stand for one U+FFFD: those that could still have become a character, at least one.
std::size_t brokenLength(std::string_view text) noexcept {
  Utf8Validator validator;
  std::size_t length = 0;
  while (length < text.size() && validator.feed(asBytes(text.substr(length, 1)))) ++length;
  return std::max<std::size_t>(length, 1);
}

}  // namespace

void appendJsonQuoted(std::string& out, std::string_view text) {
  out.reserve(out.size() + text.size() + 2);
  out += '"';
  while (!text.empty()) {
    const std::size_t plain = plainLength(text);
    out.append(text.substr(0, plain));
    text.remove_prefix(plain);
    if (text.empty()) break;

    std::size_t used = 1;
    if (static_cast<unsigned char>(text.front()) < 0x80) {
      appendEscaped(out, text.front());
    } else if (const std::size_t length = utf8SequenceLength(asBytes(text)); length > 0) {
      used = length;
      out.append(text.substr(0, used));
    } else {
      used = brokenLength(text);
      out += "\xEF\xBF\xBD";
    }
    text.remove_prefix(used);
  }
  out += '"';
}

std::string jsonQuote(std::string_view text) {
  std::string out;
  appendJsonQuoted(out, text);
  return out;
}

}  // namespace serinus
