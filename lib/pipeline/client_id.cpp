#include <serinus/pipeline/client_id.hpp>

#include <array>

namespace serinus {

namespace {

constexpr std::string_view digits = "0123456789abcdef";

void appendHex(std::string& out, std::uint64_t value, int digitCount) {
  for (int shift = (digitCount - 1) * 4; shift >= 0; shift -= 4) out += digits[(value >> shift) & 0xF];
}

std::optional<std::uint64_t> readHex(std::string_view text) noexcept {
  std::uint64_t value = 0;
  for (const char c : text) {
    const std::size_t digit = digits.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    value = value << 4 | digit;
  }
  return value;
}

}  // namespace

std::string ClientId::text() const {
  std::string out;
  out.reserve(32);
  appendHex(out, secret_, 16);
  appendHex(out, moreSecret_, 8);
  appendHex(out, slot_, 8);
  return out;
}

std::optional<ClientId> ClientId::parse(std::string_view text) noexcept {
  if (text.size() != 32) return std::nullopt;
  const auto secret = readHex(text.substr(0, 16));
  const auto moreSecret = readHex(text.substr(16, 8));
  const auto slot = readHex(text.substr(24, 8));
  if (!secret || !moreSecret || !slot) return std::nullopt;
  return ClientId(*secret, static_cast<std::uint32_t>(*moreSecret), static_cast<std::uint32_t>(*slot));
}

}  // namespace serinus
