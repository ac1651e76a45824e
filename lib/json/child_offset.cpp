#include <json/child_offset.hpp>

#include <algorithm>

namespace serinus::json {

namespace {

/// Walks over JSON text that was parsed before, so nothing is checked but the end.
class Walk {
public:
  explicit Walk(std::string_view text) noexcept : text_(text) { skipSpace(); }

  [[nodiscard]] std::size_t offset() const noexcept { return at_; }

  /// From the beginning of an array or object to the beginning of one of its values.
  void enter(std::size_t ordinal) noexcept {
    const bool isObject = next() == '{';
    ++at_;
    for (std::size_t i = 0;; ++i) {
      skipSpace();
      if (isObject) {
        skipString();
        skipTo(':');
        skipSpace();
      }
      if (i == ordinal || at_ >= text_.size()) return;
      skipValue();
      skipTo(',');
    }
  }

private:
  [[nodiscard]] char next() const noexcept { return at_ < text_.size() ? text_[at_] : '\0'; }

  void skipSpace() noexcept { at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size()); }

  void skipTo(char mark) noexcept { at_ = std::min(text_.find(mark, at_), text_.size() - 1) + 1; }

  void skipString() noexcept {
    ++at_;
    while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
    ++at_;
  }

  void skipValue() noexcept {
    std::size_t open = 0;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '"') {
        skipString();
        --at_;
      } else if (c == '{' || c == '[') {
        ++open;
      } else if (c == '}' || c == ']') {
        --open;
      } else if (c == ',' && open == 0) {
        return;
      }
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::size_t childOffset(std::string_view text, std::span<const std::size_t> ordinals) noexcept {
  Walk walk(text);
  for (const std::size_t ordinal : ordinals) walk.enter(ordinal);
  return walk.offset();
}

}  // namespace serinus::json
