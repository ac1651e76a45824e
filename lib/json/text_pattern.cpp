#include <serinus/json/text_pattern.hpp>

#include <re2/re2.h>

#include <stdexcept>
#include <string>

namespace serinus {

struct TextPattern::Compiled {
  explicit Compiled(std::string_view text) : expression(re2::StringPiece(text.data(), text.size()), RE2::Quiet) {}
  RE2 expression;
};

TextPattern::TextPattern(std::string_view expression) : compiled_(std::make_unique<const Compiled>(expression)) {
  const RE2& compiled = compiled_->expression;
  if (!compiled.ok()) {
    throw std::invalid_argument("the pattern \"" + std::string(expression) +
                                "\" is no regular expression: " + compiled.error());
  }
}
TextPattern::TextPattern(TextPattern&&) noexcept = default;
TextPattern& TextPattern::operator=(TextPattern&&) noexcept = default;
TextPattern::~TextPattern() = default;

bool TextPattern::matches(std::string_view text) const noexcept {
  return RE2::FullMatch(re2::StringPiece(text.data(), text.size()), compiled_->expression);
}

}  // namespace serinus
