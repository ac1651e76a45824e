#pragma once

#include <array>
#include <cstddef>
#include <string_view>

/// Names of the program as text, cut from the compiler's own words for a function's template arguments. Known forms,
/// for a field `name`, a type `Circle` and an enumerator `red`:
///
///     g++    [with auto P = ...{(& storage<Say>.Storage<Say>::value.Say::name)}]   [with T = ns::Circle]
///     clang  [P = ...{&storage.value.name}]                                         [T = ns::Circle]
///     both   Color::red, and (Color)3 for a value without a name
namespace serinus::json::binding {

constexpr bool isDigit(char c) noexcept {
  return c >= '0' && c <= '9';
}

constexpr bool isIdentifierByte(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isDigit(c) || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

/// The identifier that stands last in `text`, up to its end or to bytes that belong to none; empty when `text` ends
/// in a number.
constexpr std::string_view lastIdentifier(std::string_view text) noexcept {
  std::size_t end = text.size();
  while (end > 0 && !isIdentifierByte(text[end - 1])) --end;
  std::size_t begin = end;
  while (begin > 0 && isIdentifierByte(text[begin - 1])) --begin;
  const std::string_view word = text.substr(begin, end - begin);
  return word.empty() || isDigit(word.front()) ? std::string_view() : word;
}

template <class T>
constexpr const char* typeText() {
  return __PRETTY_FUNCTION__;
}

/// The name of a class, without its namespace; empty for one that has template arguments.
template <class T>
constexpr std::string_view typeName() {
  const std::string_view text = typeText<T>();
  return text.ends_with(">]") ? std::string_view() : lastIdentifier(text);
}

/// A copy of `Source`, an array of std::string_view with static storage, so that the program holds the names alone and
/// not the long texts that they were cut from.
template <const auto& Source>
class PackedTexts {
  static constexpr std::size_t decoration = 4;  // `,"` and `":`

  static constexpr std::size_t size = [] {
    std::size_t sum = 0;
    for (const std::string_view text : Source) sum += text.size() + decoration;
    return sum;
  }();

  static constexpr std::array<char, size> bytes = [] {
    std::array<char, size> copy{};
    std::size_t at = 0;
    const auto put = [&](std::string_view text) {
      for (const char c : text) copy[at++] = c;
    };
    for (const std::string_view text : Source) {
      put(",\"");
      put(text);
      put("\":");
    }
    return copy;
  }();

public:
  /// `,"name":`, for a writer.
  static constexpr auto labels = [] {
    std::array<std::string_view, Source.size()> views{};
    std::size_t at = 0;
    for (std::size_t i = 0; i < views.size(); ++i) {
      views[i] = std::string_view(bytes.data() + at, Source[i].size() + decoration);
      at += views[i].size();
    }
    return views;
  }();

  /// `name`
  static constexpr auto texts = [] {
    auto views = labels;
    for (std::string_view& view : views) view = view.substr(decoration / 2, view.size() - decoration);
    return views;
  }();
};

}  // namespace serinus::json::binding
