#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace serinus {

/// The text of a template argument: `Header<"X-Page">`.
template <std::size_t size>
struct FixedText {
  // Written in place of a text: the conversion is wanted.
  constexpr FixedText(const char (&text)[size]) noexcept { std::copy_n(text, size, characters.begin()); }  // NOLINT
  [[nodiscard]] constexpr std::string_view view() const noexcept { return {characters.data(), size - 1}; }
  std::array<char, size> characters{};
};

/// What a handler asked for by the type of a parameter: read it by `*` and `->`.
template <class T>
class Extracted {
public:
  explicit Extracted(T value) : value_(std::move(value)) {}

  [[nodiscard]] const T& value() const& noexcept { return value_; }
  [[nodiscard]] T& value() & noexcept { return value_; }
  [[nodiscard]] T&& value() && noexcept { return std::move(value_); }
  [[nodiscard]] const T& operator*() const& noexcept { return value_; }
  [[nodiscard]] T& operator*() & noexcept { return value_; }
  [[nodiscard]] T&& operator*() && noexcept { return std::move(value_); }
  [[nodiscard]] const T* operator->() const noexcept { return &value_; }
  [[nodiscard]] T* operator->() noexcept { return &value_; }

private:
  T value_;
};

// The parameters by which a handler says what it needs of a request, by value: whatever is missing or not as it must be
// is answered before the handler is called.

/// A path parameter: the first `Path` of a handler is the first parameter of its path, and so on. Or a plain struct,
/// whose fields have the names of parameters.
/// 400 when it is no `T`. A handler that asks for more values than its path has keeps the application from starting.
template <class T>
class Path : public Extracted<T> {
public:
  using Extracted<T>::Extracted;
};

/// The whole query as a plain struct, as `Context::query<T>()` reads it. 400 when it is none.
template <class T>
class Query : public Extracted<T> {
public:
  using Extracted<T>::Extracted;
};

/// A header field. `Header<"X-Page", int>` is 400 when it is missing or no number, and
/// `Header<"X-Page", std::optional<int>>` nothing when it is missing.
template <FixedText name, class T = std::string>
class Header : public Extracted<T> {
public:
  using Extracted<T>::Extracted;
};

/// A cookie, in the same way. Names are compared as they are.
template <FixedText name, class T = std::string>
class Cookie : public Extracted<T> {
public:
  using Extracted<T>::Extracted;
};

/// The body. Of what `json::read` makes a `T` it is JSON: 415 when it is not said to be, 400 when it is none, 422 with
/// all that is wrong when it is no `T`. A `std::string` is the body as text in UTF-8 (415 when the request says another
/// charset, 400 when it is not), `std::vector<std::byte>` its bytes, whatever they are.
template <class T>
class Body : public Extracted<T> {
public:
  using Extracted<T>::Extracted;
};

/// A body that is `application/x-www-form-urlencoded`, as a plain struct; 415 when it is none, 400 with all that is
/// wrong when it is no `T`. A field of type bool is true for `on`, too, which is what a checkbox sends, and may be
/// missing, as it is when the box is empty.
template <class T>
class Form : public Extracted<T> {
public:
  using Extracted<T>::Extracted;
};

}  // namespace serinus
