#pragma once

#include <serinus/json/binding/binding.hpp>
#include <serinus/json/text_pattern.hpp>

#include <concepts>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace serinus {

/// One thing that is wanted of a field of `T`.
template <class T>
struct FieldRule {
  std::string_view field;
  std::function<std::string(const T&)> fault;  ///< what is wrong with it, or an empty text
};

namespace json::binding {

template <class Field>
struct OptionalTraits {
  using Value = Field;
  static const Field* valueOf(const Field& field) noexcept { return &field; }
};
template <class Inner>
struct OptionalTraits<std::optional<Inner>> {
  using Value = Inner;
  static const Inner* valueOf(const std::optional<Inner>& field) noexcept { return field ? &*field : nullptr; }
};

template <class Value>
concept Number = std::integral<Value> || std::floating_point<Value>;
template <class Value>
concept Text = std::convertible_to<const Value&, std::string_view>;
template <class Value>
concept Counted = !Text<Value> && requires(const Value& list) { list.size(); };

// The sentences, compiled once. Empty when nothing is wrong.
[[nodiscard]] std::string lengthFault(std::string_view text, std::size_t least, std::size_t most);
[[nodiscard]] std::string countFault(std::size_t count, std::size_t least, std::size_t most);
[[nodiscard]] std::string choiceFault(std::string_view text, const std::vector<std::string>& choices);
[[nodiscard]] std::string patternFault(std::string_view text, const TextPattern& pattern, std::string_view what);
/// `wants at least 18, got 3`, with the numbers as JSON has them.
[[nodiscard]] std::string boundFault(std::string_view word, const std::string& bound, const std::string& got);

}  // namespace json::binding

/// What is wanted of one field: `on.field(&Signup::age).atLeast(18)`. All that is wanted must be fulfilled; of what is
/// not, each is told.
template <class T, class Field>
class FieldConstraints {
  using Traits = json::binding::OptionalTraits<Field>;
  using Value = typename Traits::Value;

public:
  FieldConstraints(std::vector<FieldRule<T>>& rules, Field T::* member, std::string_view name)
      : rules_(&rules), member_(member), name_(name) {}

  // Of numbers. NaN fulfils none of them.

  FieldConstraints& atLeast(Value bound)
    requires json::binding::Number<Value>
  {
    return bounded("at least", bound, [bound](Value value) { return value >= bound; });
  }
  FieldConstraints& atMost(Value bound)
    requires json::binding::Number<Value>
  {
    return bounded("at most", bound, [bound](Value value) { return value <= bound; });
  }
  FieldConstraints& above(Value bound)
    requires json::binding::Number<Value>
  {
    return bounded("more than", bound, [bound](Value value) { return value > bound; });
  }
  FieldConstraints& below(Value bound)
    requires json::binding::Number<Value>
  {
    return bounded("less than", bound, [bound](Value value) { return value < bound; });
  }
  /// Both bounds are allowed.
  FieldConstraints& between(Value least, Value most)
    requires json::binding::Number<Value>
  {
    return atLeast(least).atMost(most);
  }

  // Of text.

  /// In characters, that is Unicode code points; both bounds are allowed.
  FieldConstraints& length(std::size_t least, std::size_t most)
    requires json::binding::Text<Value>
  {
    return add([least, most](const Value& value) { return json::binding::lengthFault(value, least, most); });
  }
  /// The whole text, not a part of it.
  /// @param pattern  a regular expression, see `TextPattern`
  /// @param what     for people, behind "wants ": `an address`
  /// @throws std::invalid_argument  when the pattern is none
  FieldConstraints& matches(std::string_view pattern, std::string what)
    requires json::binding::Text<Value>
  {
    return add([compiled = std::make_shared<const TextPattern>(pattern), what = std::move(what)](const Value& value) {
      return json::binding::patternFault(value, *compiled, what);
    });
  }
  FieldConstraints& oneOf(std::vector<std::string> choices)
    requires json::binding::Text<Value>
  {
    return add(
        [choices = std::move(choices)](const Value& value) { return json::binding::choiceFault(value, choices); });
  }

  /// Of lists and maps: how many elements; both bounds are allowed.
  FieldConstraints& count(std::size_t least, std::size_t most)
    requires json::binding::Counted<Value>
  {
    return add([least, most](const Value& value) { return json::binding::countFault(value.size(), least, most); });
  }

  /// Anything else. @param otherwise  what is said when it is not true: `must be a prime number`
  FieldConstraints& must(std::string otherwise, std::function<bool(const Value&)> isTrue) {
    return add([otherwise = std::move(otherwise), isTrue = std::move(isTrue)](const Value& value) {
      return isTrue(value) ? std::string() : otherwise;
    });
  }

private:
  template <class IsTrue>
  FieldConstraints& bounded(std::string_view word, Value bound, IsTrue isTrue) {
    return add([word, bound, isTrue](Value value) {
      if (isTrue(value)) return std::string();
      return json::binding::boundFault(word, written(bound), written(value));
    });
  }
  template <class Number>
  static std::string written(Number number) {
    std::string text;
    json::binding::BindingOf<Number>::write(text, number);
    return text;
  }

  template <class Fault>
  FieldConstraints& add(Fault fault) {
    rules_->push_back({name_, [member = member_, fault = std::move(fault)](const T& object) {
                         const Value* const value = Traits::valueOf(object.*member);
                         return value != nullptr ? fault(*value) : std::string();
                       }});
    return *this;
  }

  std::vector<FieldRule<T>>* rules_;
  Field T::* member_;
  std::string_view name_;
};

}  // namespace serinus
