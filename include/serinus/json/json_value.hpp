#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string_view>

namespace serinus {

enum class JsonKind : std::uint8_t {
  absent,  ///< there is no such value: a look-up found nothing
  null,
  boolean,
  integer,   ///< written without point and exponent; fits std::int64_t or std::uint64_t
  floating,  ///< written with a point or an exponent
  string,
  array,
  object,
};

class JsonElements;
class JsonMembers;

/// One value inside a `JsonDocument`: a small handle, passed by value, valid as long as the document lives (a document
/// may be moved meanwhile).
///
/// A look-up that finds nothing gives an absent value, whose look-ups find nothing either, so a chain needs one
/// question at its end: `document.root()["user"]["age"].asInt64()`.
class JsonValue {
public:
  /// An absent value.
  JsonValue() noexcept = default;

  [[nodiscard]] JsonKind kind() const noexcept;
  [[nodiscard]] bool exists() const noexcept { return kind() != JsonKind::absent; }
  [[nodiscard]] bool isNull() const noexcept { return kind() == JsonKind::null; }

  // Each gives nothing for a value of another kind; nothing is converted but numbers, as said.
  [[nodiscard]] std::optional<std::string_view> asString() const noexcept;  ///< UTF-8, escapes resolved
  [[nodiscard]] std::optional<bool> asBool() const noexcept;
  [[nodiscard]] std::optional<std::int64_t> asInt64() const noexcept;    ///< an integer in the type's range
  [[nodiscard]] std::optional<std::uint64_t> asUint64() const noexcept;  ///< an integer in the type's range
  [[nodiscard]] std::optional<double> asDouble() const noexcept;         ///< any number; a large integer is rounded

  /// The member of that name of an object; of several, the first. Takes time in proportion to the members before it.
  [[nodiscard]] JsonValue operator[](std::string_view key) const noexcept;

  /// The element of an array. Takes time in proportion to the elements before it: to visit all, use `elements`.
  [[nodiscard]] JsonValue operator[](std::size_t index) const noexcept;

  // A literal is a key; without these, `value["a"]` and `value[0]` would be ambiguous.
  [[nodiscard]] JsonValue operator[](const char* key) const noexcept { return (*this)[std::string_view(key)]; }
  [[nodiscard]] JsonValue operator[](int index) const noexcept {
    return index < 0 ? JsonValue() : (*this)[static_cast<std::size_t>(index)];
  }

  /// The value that a JSON Pointer (RFC 6901) leads to: `""` is this value, `/users/0/name` goes three steps. Absent
  /// when it leads nowhere or is no pointer.
  [[nodiscard]] JsonValue at(std::string_view pointer) const;

  /// How many elements an array or members an object has; 0 for the rest.
  [[nodiscard]] std::size_t size() const noexcept;

  /// The elements of an array, in order; none for the rest.
  [[nodiscard]] JsonElements elements() const noexcept;

  /// The members of an object as they were written, duplicates included; none for the rest.
  [[nodiscard]] JsonMembers members() const noexcept;

private:
  friend struct JsonHandle;

  // The parsed document and the place in it; both zero when absent.
  std::array<std::uintptr_t, 2> place_{};
};

struct JsonMember {
  std::string_view key;
  JsonValue value;
};

/// The elements of an array, for a range-based `for`.
class JsonElements {
public:
  class Iterator {
  public:
    using value_type = JsonValue;
    using difference_type = std::ptrdiff_t;
    JsonValue operator*() const noexcept;
    Iterator& operator++() noexcept;
    Iterator operator++(int) noexcept;
    friend bool operator==(const Iterator&, const Iterator&) noexcept = default;

  private:
    friend struct JsonHandle;
    std::array<std::uintptr_t, 2> place_{};
  };

  [[nodiscard]] Iterator begin() const noexcept { return begin_; }
  [[nodiscard]] Iterator end() const noexcept { return end_; }

private:
  friend class JsonValue;
  Iterator begin_;
  Iterator end_;
};

/// The members of an object, for a range-based `for`: `for (const auto& [key, value] : object.members())`.
class JsonMembers {
public:
  class Iterator {
  public:
    using value_type = JsonMember;
    using difference_type = std::ptrdiff_t;
    JsonMember operator*() const noexcept;
    Iterator& operator++() noexcept;
    Iterator operator++(int) noexcept;
    friend bool operator==(const Iterator&, const Iterator&) noexcept = default;

  private:
    friend struct JsonHandle;
    std::array<std::uintptr_t, 2> place_{};
  };

  [[nodiscard]] Iterator begin() const noexcept { return begin_; }
  [[nodiscard]] Iterator end() const noexcept { return end_; }

private:
  friend class JsonValue;
  Iterator begin_;
  Iterator end_;
};

}  // namespace serinus
