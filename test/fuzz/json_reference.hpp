#pragma once

#include "utf8_reference.hpp"

#include <json/path_step.hpp>
#include <serinus/json/json_value.hpp>

#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace serinus::json {

/// A number with point or exponent, as values are shown.
inline std::string shownFraction(double number) {
  char digits[32];
  const int size = std::snprintf(digits, sizeof digits, "f%.17g ", number);
  return {digits, static_cast<std::size_t>(size)};
}

inline std::string shownText(std::string_view text) {
  return std::to_string(text.size()) + ":" + std::string(text) + " ";
}

/// A value in a form in which two are the same only where all in them is.
inline std::string shown(JsonValue value) {
  switch (value.kind()) {
    case JsonKind::absent:
      return "absent ";
    case JsonKind::null:
      return "null ";
    case JsonKind::boolean:
      return *value.asBool() ? "true " : "false ";
    case JsonKind::integer:
      return (value.asInt64() ? std::to_string(*value.asInt64()) : std::to_string(*value.asUint64())) + " ";
    case JsonKind::floating:
      return shownFraction(*value.asDouble());
    case JsonKind::string:
      return shownText(*value.asString());
    case JsonKind::array: {
      std::string text = "[";
      for (const JsonValue element : value.elements()) text += shown(element);
      return text + "] ";
    }
    case JsonKind::object: {
      std::string text = "{";
      for (const auto& [key, member] : value.members()) text += shownText(key) + shown(member);
      return text + "} ";
    }
  }
  return "?";
}

/// The plainest reader of RFC 8259 there could be. It notes where each value stands.
class ReferenceReader {
public:
  struct Place {
    std::size_t offset;
    std::string pointer;  // RFC 6901
  };
  using Places = std::multimap<std::string, Place>;  // by path as `ReadFault` writes it; keys may repeat

  ReferenceReader(std::string_view text, std::size_t maxDepth) : text_(text), maxDepth_(maxDepth) {
    isJson_ = fuzz::isUtf8(text) && value(0, "$", "");
    skipSpace();
    isJson_ = isJson_ && at_ == text.size();
  }

  [[nodiscard]] bool isJson() const noexcept { return isJson_; }
  /// What `shown` makes of it.
  [[nodiscard]] const std::string& shown() const noexcept { return shown_; }
  [[nodiscard]] const Places& places() const noexcept { return places_; }

private:
  [[nodiscard]] char next() const noexcept { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool take(std::string_view word) noexcept {
    const bool isThere = text_.substr(at_).starts_with(word);
    if (isThere) at_ += word.size();
    return isThere;
  }
  void skipSpace() noexcept {
    while (take(" ") || take("\t") || take("\n") || take("\r")) {
    }
  }
  bool show(std::string_view text) {
    shown_ += text;
    return true;
  }

  bool value(std::size_t depth, const std::string& path, const std::string& pointer) {
    skipSpace();
    if (depth > maxDepth_) return false;
    places_.emplace(path, Place{at_, pointer});
    if (take("null")) return show("null ");
    if (take("true")) return show("true ");
    if (take("false")) return show("false ");
    if (take("[")) return array(depth + 1, path, pointer);
    if (take("{")) return object(depth + 1, path, pointer);
    if (next() != '"') return number();
    const std::optional<std::string> text = string();
    return text && show(shownText(*text));
  }

  bool array(std::size_t depth, const std::string& path, const std::string& pointer) {
    show("[");
    skipSpace();
    if (take("]")) return show("] ");
    for (std::size_t i = 0;; ++i) {
      std::string element = path;
      appendStep(element, i);
      if (!value(depth, element, pointer + "/" + std::to_string(i))) return false;
      skipSpace();
      if (take("]")) return show("] ");
      if (!take(",")) return false;
    }
  }

  bool object(std::size_t depth, const std::string& path, const std::string& pointer) {
    show("{");
    skipSpace();
    if (take("}")) return show("} ");
    while (true) {
      skipSpace();
      const std::optional<std::string> key = string();
      if (!key) return false;
      show(shownText(*key));
      skipSpace();
      if (!take(":")) return false;
      std::string member = path;
      appendStep(member, *key);
      if (!value(depth, member, pointer + "/" + pointerStep(*key))) return false;
      skipSpace();
      if (take("}")) return show("} ");
      if (!take(",")) return false;
    }
  }

  static std::string pointerStep(std::string_view key) {
    std::string step;
    for (const char c : key) {
      if (c == '~' || c == '/') {
        step += c == '~' ? "~0" : "~1";
      } else {
        step += c;
      }
    }
    return step;
  }

  bool digits() noexcept {
    const std::size_t begin = at_;
    while (next() >= '0' && next() <= '9') ++at_;
    return at_ > begin;
  }

  bool number() {
    const std::size_t begin = at_;
    take("-");
    if (!take("0") && !digits()) return false;
    bool isInteger = true;
    if (take(".")) {
      isInteger = false;
      if (!digits()) return false;
    }
    if (take("e") || take("E")) {
      isInteger = false;
      if (!take("+")) take("-");
      if (!digits()) return false;
    }
    const std::string word(text_.substr(begin, at_ - begin));
    return isInteger ? integer(word) : fraction(word);
  }

  bool integer(std::string_view word) {
    std::int64_t small = 0;
    std::uint64_t large = 0;
    const char* const end = word.data() + word.size();
    if (std::from_chars(word.data(), end, small).ec == std::errc()) return show(std::to_string(small) + " ");
    const auto [stop, error] = std::from_chars(word.data(), end, large);
    return error == std::errc() && stop == end && show(std::to_string(large) + " ");
  }

  bool fraction(const std::string& word) {
    const double number = std::strtod(word.c_str(), nullptr);
    return std::isfinite(number) && show(shownFraction(number));
  }

  std::optional<std::string> string() {
    if (!take("\"")) return std::nullopt;
    std::string text;
    while (at_ < text_.size()) {
      if (take("\"")) return text;
      const char c = text_[at_++];
      if (static_cast<unsigned char>(c) < 0x20) return std::nullopt;
      if (c != '\\') {
        text += c;
      } else if (!escape(text)) {
        return std::nullopt;
      }
    }
    return std::nullopt;
  }

  bool escape(std::string& text) {
    constexpr std::string_view letters = "\"\\/bfnrt";
    constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    if (take("u")) return character(text);
    const std::size_t i = letters.find(next());
    if (at_ == text_.size() || i == std::string_view::npos) return false;
    ++at_;
    text += meanings[i];
    return true;
  }

  /// Four hexadecimal digits; less than zero without.
  long codeUnit() {
    const std::string word(text_.substr(at_, 4));
    if (word.size() < 4 || word.find_first_not_of("0123456789abcdefABCDEF") != std::string::npos) return -1;
    at_ += 4;
    return std::strtol(word.c_str(), nullptr, 16);
  }

  bool character(std::string& text) {
    long point = codeUnit();
    if (point < 0 || (point >= 0xDC00 && point < 0xE000)) return false;
    if (point >= 0xD800 && point < 0xDC00) {
      if (!take("\\u")) return false;
      const long low = codeUnit();
      if (low < 0xDC00 || low >= 0xE000) return false;
      point = 0x10000 + (point - 0xD800) * 0x400 + (low - 0xDC00);
    }
    const auto put = [&](long byte) { text += static_cast<char>(byte); };
    if (point < 0x80) {
      put(point);
    } else if (point < 0x800) {
      put(0xC0 | point >> 6);
    } else if (point < 0x10000) {
      put(0xE0 | point >> 12);
      put(0x80 | (point >> 6 & 0x3F));
    } else {
      put(0xF0 | point >> 18);
      put(0x80 | (point >> 12 & 0x3F));
      put(0x80 | (point >> 6 & 0x3F));
    }
    if (point >= 0x80) put(0x80 | (point & 0x3F));
    return true;
  }

  std::string_view text_;
  std::size_t maxDepth_;
  std::size_t at_ = 0;
  std::string shown_;
  Places places_;
  bool isJson_ = false;
};

}  // namespace serinus::json
