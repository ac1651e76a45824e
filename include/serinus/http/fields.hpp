#pragma once

#include <serinus/base/recycled_memory.hpp>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace serinus {

class Response;

namespace http {
class Machine;
class PlainHead;
}  // namespace http

/// A field name that is no token, or a value with a control byte: on the wire it would forge another field.
class InvalidFieldError : public std::invalid_argument {
public:
  using std::invalid_argument::invalid_argument;
};

/// One header field, as views into the `Fields` it comes from.
struct Field {
  std::string_view name;
  std::string_view value;
};

/// Header fields in the order they came or were added (RFC 9110, 5). Names are compared without case.
///
/// Nothing that could split a response can be put in: names are tokens, values hold no CR, LF, NUL or other control
/// byte but HTAB. All text lies in one block and look-up is a linear scan: there are a hundred fields at most, and no
/// hash that a client could aim at. Views stay valid until the next change, move or destruction of the object.
class Fields {
public:
  class Iterator;

  Fields() = default;
  Fields(const Fields& other);
  Fields(Fields&& other) noexcept;
  Fields& operator=(const Fields& other);
  Fields& operator=(Fields&& other) noexcept;
  ~Fields() = default;
  /// @throws InvalidFieldError
  Fields(std::initializer_list<std::pair<std::string_view, std::string_view>> fields);

  /// Adds a field behind the others, beside those of the same name.
  /// @throws InvalidFieldError
  void add(std::string_view name, std::string_view value);

  /// Makes this the only field of that name, at the place of the first one.
  /// @throws InvalidFieldError
  void set(std::string_view name, std::string_view value);

  /// Removes all fields of that name; returns how many there were.
  std::size_t remove(std::string_view name);

  /// Removes everything and keeps the memory.
  void clear() noexcept;

  /// Gives back the memory that it does not need. @throws std::bad_alloc, and then nothing has changed
  void shrinkToFit();

  /// The value of the first field of that name.
  [[nodiscard]] std::optional<std::string_view> get(std::string_view name) const noexcept;

  /// The values of all fields of that name, in order.
  [[nodiscard]] std::vector<std::string_view> getAll(std::string_view name) const;

  [[nodiscard]] std::size_t count(std::string_view name) const noexcept;
  [[nodiscard]] bool has(std::string_view name) const noexcept { return find(name, 0) < count_; }

  /// Whether a comma-separated list under that name, perhaps over several fields, has the member `token`.
  [[nodiscard]] bool listHas(std::string_view name, std::string_view token) const noexcept;

  [[nodiscard]] std::size_t size() const noexcept { return count_; }
  [[nodiscard]] bool empty() const noexcept { return count_ == 0; }
  [[nodiscard]] Field operator[](std::size_t index) const noexcept {
    const Entry& entry = this->entry(index);
    const char* const at = block_.data() + entry.at;
    return {{at, entry.nameSize}, {at + entry.nameSize, entry.valueSize}};
  }
  [[nodiscard]] Iterator begin() const noexcept;
  [[nodiscard]] Iterator end() const noexcept;

private:
  friend class http::Machine;
  friend class http::PlainHead;
  friend class Response;

  /// Where name and value of a field lie, one behind the other.
  struct Entry {
    std::uint32_t at;
    std::uint32_t nameSize;
    std::uint32_t valueSize;
  };

  // For the parser, which has checked each byte: begins a field, adds to the one begun last, cuts the space behind it.
  void openField();
  void growName(std::string_view piece);
  void growValue(std::string_view piece);
  void closeField() noexcept;

  [[nodiscard]] std::size_t find(std::string_view name, std::size_t from) const noexcept;
  [[nodiscard]] bool holds(std::string_view view) const noexcept;
  void append(std::string_view name, std::string_view value);
  void erase(std::size_t index) noexcept;
  void replaceValue(std::size_t index, std::string_view value);
  void resizeText(std::size_t end, std::size_t removed, std::size_t added, std::size_t behind) noexcept;

  [[nodiscard]] const Entry& entry(std::size_t index) const noexcept {
    return reinterpret_cast<const Entry*>(block_.data() + block_.size())[-1 - static_cast<std::ptrdiff_t>(index)];
  }
  [[nodiscard]] Entry& entry(std::size_t index) noexcept {
    return reinterpret_cast<Entry*>(block_.data() + block_.size())[-1 - static_cast<std::ptrdiff_t>(index)];
  }
  void reserve(std::size_t text, std::size_t entries) {
    if (textSize_ + text + (count_ + entries) * sizeof(Entry) > block_.size()) grow(text, entries);
  }
  void grow(std::size_t text, std::size_t entries);
  void resize(std::size_t atLeast);
  void write(std::string_view text) noexcept;

  // Text from its start, in the order of the fields; their entries from its end backwards.
  RecycledBlock block_;
  std::uint32_t textSize_ = 0;
  std::uint32_t count_ = 0;
};

class Fields::Iterator {
public:
  using iterator_category = std::input_iterator_tag;
  using value_type = Field;
  using difference_type = std::ptrdiff_t;
  using pointer = void;
  using reference = Field;

  Iterator() noexcept = default;
  Iterator(const Fields& fields, std::size_t index) noexcept : fields_(&fields), index_(index) {}

  [[nodiscard]] Field operator*() const noexcept { return (*fields_)[index_]; }
  Iterator& operator++() noexcept {
    ++index_;
    return *this;
  }
  Iterator operator++(int) noexcept {
    Iterator before = *this;
    ++index_;
    return before;
  }
  friend bool operator==(const Iterator& a, const Iterator& b) noexcept { return a.index_ == b.index_; }

private:
  const Fields* fields_ = nullptr;
  std::size_t index_ = 0;
};

inline Fields::Iterator Fields::begin() const noexcept {
  return {*this, 0};
}
inline Fields::Iterator Fields::end() const noexcept {
  return {*this, count_};
}

}  // namespace serinus
