#include <json/fault_finder.hpp>
#include <json/path_step.hpp>
#include <serinus/base/bytes.hpp>
#include <serinus/base/utf8.hpp>

#include <simdjson.h>

#include <string>
#include <utility>

namespace serinus::json {

namespace {

using Reason = JsonFaultReason;

constexpr bool isDigit(char c) noexcept {
  return c >= '0' && c <= '9';
}

constexpr int hexDigit(char c) noexcept {
  if (isDigit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Reads the grammar of RFC 8259 from the left. Each function consumes one production and returns true, or notes the
/// fault and returns false.
class FaultFinder {
public:
  FaultFinder(std::string_view text, std::size_t maxDepth, PathStyle style)
      : text_(text), maxDepth_(maxDepth), style_(style), path_(rootPath(style)) {}

  std::optional<JsonFault> find() {
    if (value(0)) {
      skipSpace();
      if (at_ < text_.size()) fail(Reason::afterEnd);
    }
    return std::move(fault_);
  }

private:
  bool fail(Reason reason) { return failAt(reason, at_); }
  bool failAt(Reason reason, std::size_t offset) {
    fault_.emplace(reason, offset, path_);
    return false;
  }
  bool failHere() { return fail(at_ == text_.size() ? Reason::endsEarly : Reason::unexpectedByte); }

  // NUL at the end of the text, which no production takes.
  char next() const noexcept { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool take(char c) noexcept {
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  void skipSpace() noexcept {
    while (next() == ' ' || next() == '\t' || next() == '\n' || next() == '\r') ++at_;
  }

  bool value(std::size_t depth) {
    skipSpace();
    if (depth > maxDepth_ && at_ < text_.size()) return fail(Reason::tooDeep);
    switch (next()) {
      case '{':
        return object(depth);
      case '[':
        return array(depth);
      case '"':
        return string();
      case 't':
        return word("true");
      case 'f':
        return word("false");
      case 'n':
        return word("null");
      default:
        return number();
    }
  }

  bool object(std::size_t depth) {
    ++at_;
    skipSpace();
    if (take('}')) return true;
    do {
      skipSpace();
      const std::size_t begin = at_;
      if (!string()) return false;
      const std::size_t parent = path_.size();
      enterMember(text_.substr(begin, at_ - begin));
      skipSpace();
      if (!take(':')) return failHere();
      if (!value(depth + 1)) return false;
      path_.resize(parent);
      skipSpace();
    } while (take(','));
    return take('}') || failHere();
  }

  bool array(std::size_t depth) {
    ++at_;
    skipSpace();
    if (take(']')) return true;
    std::size_t index = 0;
    do {
      const std::size_t parent = path_.size();
      enterElement(index++);
      if (!value(depth + 1)) return false;
      path_.resize(parent);
      skipSpace();
    } while (take(','));
    return take(']') || failHere();
  }

  void enterMember(std::string_view quotedKey) {
    if (style_ == PathStyle::steps) {
      appendStep(path_, unescaped(quotedKey));
      return;
    }
    // RFC 6901, 3: `~` and `/` have a meaning of their own in a pointer.
    path_ += '/';
    for (const char c : quotedKey.substr(1, quotedKey.size() - 2)) {
      if (c == '~') {
        path_ += "~0";
      } else if (c == '/') {
        path_ += "~1";
      } else {
        path_ += c;
      }
    }
  }

  void enterElement(std::size_t index) {
    if (style_ == PathStyle::steps) {
      appendStep(path_, index);
    } else {
      path_.append(1, '/').append(std::to_string(index));
    }
  }

  // The view lasts until the next call. The string is known to be right.
  std::string_view unescaped(std::string_view quoted) {
    const std::string_view raw = quoted.substr(1, quoted.size() - 2);
    if (raw.find('\\') == std::string_view::npos) return raw;
    std::string_view text = raw;
    const auto error = parser_.parse(quoted.data(), quoted.size(), true).get(text);
    return error == simdjson::SUCCESS ? text : raw;
  }

  bool word(std::string_view word) {
    for (const char c : word) {
      if (!take(c)) return failHere();
    }
    return true;
  }

  bool string() {
    if (!take('"')) return failHere();
    while (at_ < text_.size()) {
      const auto byte = static_cast<unsigned char>(text_[at_]);
      if (take('"')) return true;
      if (byte == '\\') {
        if (!escape()) return false;
      } else if (byte < 0x20) {
        return fail(Reason::controlInString);
      } else {
        const std::size_t length = utf8SequenceLength(asBytes(text_.substr(at_)));
        if (length == 0) return brokenCharacter();
        at_ += length;
      }
    }
    return fail(Reason::endsEarly);
  }

  // The byte after which no continuation could be a character; the end of the text when there is none.
  bool brokenCharacter() {
    Utf8Validator validator;
    while (at_ < text_.size() && validator.feed(asBytes(text_.substr(at_, 1)))) ++at_;
    return fail(at_ == text_.size() ? Reason::endsEarly : Reason::badUtf8);
  }

  bool escape() {
    ++at_;
    if (at_ == text_.size()) return fail(Reason::endsEarly);
    if (std::string_view("\"\\/bfnrt").find(next()) != std::string_view::npos) {
      ++at_;
      return true;
    }
    const std::size_t begin = at_ - 1;
    int unit = 0;
    if (!codeUnit(unit)) return false;
    if (unit < 0xD800 || unit > 0xDFFF) return true;
    if (unit > 0xDBFF) return failAt(Reason::badEscape, begin);
    // RFC 8259, 7: a character beyond U+FFFF is a high surrogate, then a low one.
    if (at_ == text_.size()) return fail(Reason::endsEarly);
    if (!take('\\')) return failAt(Reason::badEscape, begin);
    if (at_ == text_.size()) return fail(Reason::endsEarly);
    if (next() != 'u') return failAt(Reason::badEscape, begin);
    if (!codeUnit(unit)) return false;
    return (unit >= 0xDC00 && unit <= 0xDFFF) || failAt(Reason::badEscape, begin);
  }

  bool codeUnit(int& unit) {
    if (!take('u')) return fail(Reason::badEscape);
    unit = 0;
    for (int i = 0; i < 4; ++i) {
      if (at_ == text_.size()) return fail(Reason::endsEarly);
      const int digit = hexDigit(next());
      if (digit < 0) return fail(Reason::badEscape);
      unit = unit * 16 + digit;
      ++at_;
    }
    return true;
  }

  bool digits() {
    if (!isDigit(next())) return failHere();
    while (isDigit(next())) ++at_;
    return true;
  }

  bool number() {
    const std::size_t begin = at_;
    take('-');
    if (!take('0') && !digits()) return false;
    if (take('.') && !digits()) return false;
    if (take('e') || take('E')) {
      if (!take('+')) take('-');
      if (!digits()) return false;
    }
    return fits(text_.substr(begin, at_ - begin)) || failAt(Reason::numberOutOfRange, begin);
  }

  // Only simdjson knows what simdjson takes; short integers and fractions always fit.
  bool fits(std::string_view number) {
    constexpr std::size_t alwaysFits = 15;
    if (number.size() <= alwaysFits && number.find_first_of("eE") == std::string_view::npos) return true;
    return parser_.parse(number.data(), number.size(), true).error() == simdjson::SUCCESS;
  }

  std::string_view text_;
  std::size_t maxDepth_;
  PathStyle style_;
  std::size_t at_ = 0;
  std::string path_;
  std::optional<JsonFault> fault_;
  simdjson::dom::parser parser_;
};

}  // namespace

std::optional<JsonFault> findFault(std::string_view text, std::size_t maxDepth, PathStyle style) {
  return FaultFinder(text, maxDepth, style).find();
}

}  // namespace serinus::json
