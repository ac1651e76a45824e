#include <serinus/base/base64.hpp>

#include <array>
#include <cstdint>

namespace serinus {
namespace {

constexpr std::string_view standardDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view urlDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::uint8_t noDigit = 0xFF;

using DigitValues = std::array<std::uint8_t, 256>;

constexpr DigitValues valuesOf(std::string_view digits) {
  DigitValues values{};
  values.fill(noDigit);
  for (std::size_t i = 0; i < digits.size(); ++i) {
    values[static_cast<unsigned char>(digits[i])] = static_cast<std::uint8_t>(i);
  }
  return values;
}
constexpr DigitValues standardValues = valuesOf(standardDigits);
constexpr DigitValues urlValues = valuesOf(urlDigits);

/// Up to three bytes as the upper part of 24 bits.
std::uint32_t group(ByteView bytes) noexcept {
  std::uint32_t bits = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    bits = bits << 8 | (i < bytes.size() ? std::to_integer<std::uint32_t>(bytes[i]) : 0U);
  }
  return bits;
}

std::string encode(ByteView bytes, std::string_view digits, bool padded) {
  std::string text((bytes.size() + 2) / 3 * 4, '=');
  char* at = text.data();
  const auto write = [&](ByteView taken, std::size_t count) {
    const std::uint32_t bits = group(taken);
    for (std::size_t i = 0; i < count; ++i) *at++ = digits[bits >> (18 - 6 * i) & 63];
  };
  for (; bytes.size() >= 3; bytes = bytes.subspan(3)) write(bytes.first<3>(), 4);
  if (!bytes.empty()) write(bytes, bytes.size() + 1);
  if (!padded) text.resize(static_cast<std::size_t>(at - text.data()));
  return text;
}

/// Of digits alone.
std::optional<std::vector<std::byte>> decode(std::string_view text, const DigitValues& values) {
  std::vector<std::byte> bytes;
  bytes.reserve(text.size() / 4 * 3 + 2);
  std::uint32_t bits = 0;
  std::size_t bitCount = 0;
  for (const char c : text) {
    const std::uint8_t value = values[static_cast<unsigned char>(c)];
    if (value == noDigit) return std::nullopt;
    bits = bits << 6 | value;
    bitCount += 6;
    if (bitCount < 8) continue;
    bitCount -= 8;
    bytes.push_back(static_cast<std::byte>(bits >> bitCount));
    bits &= (1U << bitCount) - 1;
  }
  if (bits != 0) return std::nullopt;  // RFC 4648, 3.5: a second spelling of the same bytes
  return bytes;
}

}  // namespace

std::string base64Encode(ByteView bytes) {
  return encode(bytes, standardDigits, true);
}

std::string base64UrlEncode(ByteView bytes) {
  return encode(bytes, urlDigits, false);
}

std::optional<std::vector<std::byte>> base64Decode(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::size_t padding = 0;
  while (padding < 2 && text.ends_with('=')) {
    text.remove_suffix(1);
    ++padding;
  }
  return decode(text, standardValues);
}

std::optional<std::vector<std::byte>> base64UrlDecode(std::string_view text) {
  if (text.size() % 4 == 1) return std::nullopt;  // six bits are no byte
  return decode(text, urlValues);
}

}  // namespace serinus
