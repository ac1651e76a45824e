#pragma once

#include <memory>
#include <string_view>

namespace serinus {

/// A regular expression for texts that others have written: it takes a time in proportion to the text, whatever that
/// is, and so has neither references back nor looks around (RE2's syntax, https://github.com/google/re2/wiki/Syntax).
class TextPattern {
public:
  /// @throws std::invalid_argument  says what is wrong with the expression
  /// @throws std::logic_error       when the library was built without `patterns`
  explicit TextPattern(std::string_view expression);
  TextPattern(TextPattern&&) noexcept;
  TextPattern& operator=(TextPattern&&) noexcept;
  ~TextPattern();

  /// Whether all of the text is as the expression says. Of text that is no UTF-8 nothing is.
  [[nodiscard]] bool matches(std::string_view text) const noexcept;

private:
  struct Compiled;
  std::unique_ptr<const Compiled> compiled_;
};

}  // namespace serinus
