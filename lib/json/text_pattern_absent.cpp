// Without RE2 there are no patterns, and whoever declares one is told so.
#include <serinus/json/text_pattern.hpp>

#include <stdexcept>

namespace serinus {

struct TextPattern::Compiled {};

TextPattern::TextPattern(std::string_view) {
  throw std::logic_error(
      "patterns need RE2, and Serinus was built without it: install it, or set the meson option "
      "patterns to enabled to hear why it was not found");
}
TextPattern::TextPattern(TextPattern&&) noexcept = default;
TextPattern& TextPattern::operator=(TextPattern&&) noexcept = default;
TextPattern::~TextPattern() = default;

bool TextPattern::matches(std::string_view) const noexcept {
  return false;
}

}  // namespace serinus
