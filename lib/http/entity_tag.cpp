#include <serinus/base/base64.hpp>
#include <serinus/base/sha1.hpp>
#include <serinus/http/entity_tag.hpp>
#include <serinus/http/fields.hpp>

#include <algorithm>
#include <array>

namespace serinus {

namespace {

/// `etagc` of RFC 9110, 8.8.3. There are no escapes: a backslash is one character.
bool isTagCharacter(char c) noexcept {
  const auto byte = static_cast<unsigned char>(c);
  return byte > ' ' && byte != '"' && byte != 0x7F;
}

std::string quoted(std::string_view prefix, std::string_view opaque) {
  if (!std::ranges::all_of(opaque, isTagCharacter)) {
    throw InvalidFieldError("an entity tag has a space, a quote or a control byte (RFC 9110, 8.8.3)");
  }
  std::string text;
  text.reserve(prefix.size() + opaque.size() + 2);
  return text.append(prefix).append("\"").append(opaque).append("\"");
}

std::string hexadecimal(std::uint64_t value) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  do {
    text.insert(text.begin(), digits[value & 15]);
    value >>= 4;
  } while (value != 0);
  return text;
}

}  // namespace

EntityTag EntityTag::strong(std::string_view opaque) {
  return EntityTag(quoted("", opaque));
}

EntityTag EntityTag::weak(std::string_view opaque) {
  return EntityTag(quoted("W/", opaque));
}

EntityTag EntityTag::of(ByteView content) {
  constexpr std::size_t kept = 15;  // fills 20 digits
  const std::array<std::byte, 20> digest = sha1(content);
  return strong(base64UrlEncode(ByteView(digest).first<kept>()));
}

EntityTag EntityTag::of(std::uint64_t size, std::chrono::system_clock::time_point modified,
                        std::chrono::system_clock::time_point now) {
  const auto ticks = static_cast<std::uint64_t>(modified.time_since_epoch().count());
  const std::string opaque = hexadecimal(size) + "-" + hexadecimal(ticks);
  return now - modified >= std::chrono::seconds(1) ? strong(opaque) : weak(opaque);
}

std::optional<EntityTag> EntityTag::parse(std::string_view text) {
  const std::string_view all = text;
  if (text.starts_with("W/")) text.remove_prefix(2);
  if (text.size() < 2 || text.front() != '"' || text.back() != '"') return std::nullopt;
  if (!std::ranges::all_of(text.substr(1, text.size() - 2), isTagCharacter)) return std::nullopt;
  return EntityTag(std::string(all));
}

std::string_view EntityTag::opaque() const noexcept {
  const std::size_t begin = isWeak() ? 3 : 1;
  return std::string_view(text_).substr(begin, text_.size() - begin - 1);
}

bool EntityTag::matchesStrongly(const EntityTag& other) const noexcept {
  return !isWeak() && text_ == other.text_;
}

bool EntityTag::matchesWeakly(const EntityTag& other) const noexcept {
  return opaque() == other.opaque();
}

}  // namespace serinus
