#pragma once

#include <serinus/json/binding/read_type.hpp>
#include <serinus/json/binding/scalars.hpp>
#include <serinus/json/codec.hpp>
#include <serinus/json/json_quote.hpp>
#include <serinus/json/json_value.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

/// How each type is bound. A `Binding` has
///
///     kinds         what it takes of JSON
///     read, write   compiled when they are used
///     mayBeMissing  whether a struct may lack it; then isAbsent(value) tells when not to write it
///     isStructure   whether it is a plain struct, which a variant tags
///     borrows       whether what was read ends with the document
///     Parts         the types that it is made of
namespace serinus::json::binding {

template <class...>
struct Types {};

struct BindingDefaults {
  static constexpr bool mayBeMissing = false;
  static constexpr bool isStructure = false;
  static constexpr bool borrows = false;
  using Parts = Types<>;
};

template <class>
inline constexpr bool isBound = false;

template <class T>
struct Binding : BindingDefaults {
  static_assert(isBound<T>,
                "json: this type cannot be read or written: make it a plain struct (no constructors, no private "
                "members), or specialise json::Codec; maps have std::string keys; char is neither text nor number");
};

template <class T>
concept HasCodec = requires { sizeof(Codec<T>); };

template <class T>
struct CodecBinding;

template <class T>
using BindingOf = std::conditional_t<HasCodec<T>, CodecBinding<T>, Binding<T>>;

template <class T>
bool readAs(Reader& reader, JsonValue value, void* object) {
  return BindingOf<T>::read(reader, value, *static_cast<T*>(object));
}

template <class T>
void writeAs(std::string& out, const void* object) {
  BindingOf<T>::write(out, *static_cast<const T*>(object));
}

template <>
struct Binding<bool> : BindingDefaults {
  static constexpr Kinds kinds = kindBit(JsonKind::boolean);
  static bool read(Reader& reader, JsonValue value, bool& flag) { return readBool(reader, value, flag); }
  static void write(std::string& out, bool flag) { append(out, flag); }
};

template <class T>
concept Integer =
    std::integral<T> && sizeof(T) <= 8 && !std::same_as<T, bool> && !std::same_as<T, char> &&
    !std::same_as<T, wchar_t> && !std::same_as<T, char8_t> && !std::same_as<T, char16_t> && !std::same_as<T, char32_t>;

template <Integer T>
struct Binding<T> : BindingDefaults {
  using Widest = std::conditional_t<std::is_signed_v<T>, std::int64_t, std::uint64_t>;
  static constexpr Kinds kinds = kindBit(JsonKind::integer);

  static bool read(Reader& reader, JsonValue value, T& number) {
    using Limits = std::numeric_limits<T>;
    Widest wide = 0;
    if constexpr (std::is_signed_v<T>) {
      if (!readSigned(reader, value, Limits::min(), Limits::max(), wide)) return false;
    } else {
      if (!readUnsigned(reader, value, Limits::max(), wide)) return false;
    }
    number = static_cast<T>(wide);
    return true;
  }

  static void write(std::string& out, T number) { append(out, static_cast<Widest>(number)); }
};

inline constexpr Kinds numberKinds = kindBit(JsonKind::integer) | kindBit(JsonKind::floating);

template <>
struct Binding<double> : BindingDefaults {
  static constexpr Kinds kinds = numberKinds;
  static bool read(Reader& reader, JsonValue value, double& number) { return readDouble(reader, value, number); }
  static void write(std::string& out, double number) { append(out, number); }
};

template <>
struct Binding<float> : BindingDefaults {
  static constexpr Kinds kinds = numberKinds;
  static bool read(Reader& reader, JsonValue value, float& number) { return readFloat(reader, value, number); }
  static void write(std::string& out, float number) { append(out, number); }
};

template <>
struct Binding<std::string_view> : BindingDefaults {
  static constexpr Kinds kinds = kindBit(JsonKind::string);
  static constexpr bool borrows = true;
  static bool read(Reader& reader, JsonValue value, std::string_view& text) { return readText(reader, value, text); }
  static void write(std::string& out, std::string_view text) { appendJsonQuoted(out, text); }
};

template <>
struct Binding<std::string> : BindingDefaults {
  static constexpr Kinds kinds = kindBit(JsonKind::string);
  static bool read(Reader& reader, JsonValue value, std::string& text) {
    std::string_view view;
    if (!readText(reader, value, view)) return false;
    text = std::string(view);
    return true;
  }
  static void write(std::string& out, const std::string& text) { appendJsonQuoted(out, text); }
};

template <class T>
struct NullBinding : BindingDefaults {
  static constexpr Kinds kinds = kindBit(JsonKind::null);
  static bool read(Reader& reader, JsonValue value, T&) { return readNull(reader, value); }
  static void write(std::string& out, const T&) { out += "null"; }
};

template <>
struct Binding<std::monostate> : NullBinding<std::monostate> {};

template <>
struct Binding<std::nullptr_t> : NullBinding<std::nullptr_t> {};

/// A part of the document as it is.
template <>
struct Binding<JsonValue> : BindingDefaults {
  static constexpr Kinds kinds = 0xFF;
  static constexpr bool mayBeMissing = true;
  static constexpr bool borrows = true;
  static bool isAbsent(JsonValue value) { return !value.exists(); }
  static bool read(Reader&, JsonValue value, JsonValue& out) {
    out = value;
    return true;
  }
  static void write(std::string& out, JsonValue value) { append(out, value); }
};

template <class T, class... Seen>
constexpr bool borrowsWithin();

template <class... Parts, class... Seen>
constexpr bool anyBorrows(Types<Parts...>, Types<Seen...>) {
  return (borrowsWithin<Parts, Seen...>() || ...);
}

/// Whether a `T`, or something inside, ends with the document. `Seen` ends the walk in types that hold themselves.
template <class T, class... Seen>
constexpr bool borrowsWithin() {
  if constexpr ((std::same_as<T, Seen> || ...)) {
    return false;
  } else {
    return BindingOf<T>::borrows || anyBorrows(typename BindingOf<T>::Parts(), Types<T, Seen...>());
  }
}

template <class T>
constexpr void requireOwnMemory() {
  static_assert(
      !borrowsWithin<T>(),
      "json: a std::string_view or JsonValue inside would outlive the text's memory: use std::string, or keep "
      "a JsonDocument and read from its root()");
}

}  // namespace serinus::json::binding
