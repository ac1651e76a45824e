#pragma once

#include <serinus/json/binding/binding.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

/// What holds values of other types.
namespace serinus::json::binding {

/// Null or missing is nothing.
template <class T>
struct Binding<std::optional<T>> : BindingDefaults {
  static constexpr Kinds kinds = BindingOf<T>::kinds | kindBit(JsonKind::null);
  static constexpr bool mayBeMissing = true;
  using Parts = Types<T>;

  static bool isAbsent(const std::optional<T>& value) { return !value.has_value(); }

  static bool read(Reader& reader, JsonValue value, std::optional<T>& out) {
    out.reset();
    return value.isNull() || BindingOf<T>::read(reader, value, out.emplace());
  }

  static void write(std::string& out, const std::optional<T>& value) {
    value ? BindingOf<T>::write(out, *value) : BindingOf<std::nullptr_t>::write(out, nullptr);
  }
};

/// std::unique_ptr, known by its shape: its header would cost every user's file a fifth of a second.
template <class T>
concept OwningPointer = requires(T& pointer) {
  typename T::deleter_type;
  pointer.reset(new typename T::element_type());
};

template <OwningPointer T>
struct Binding<T> : BindingDefaults {
  using Pointee = typename T::element_type;
  using Parts = Types<Pointee>;
  static constexpr Kinds kinds = 0xFF;
  static constexpr bool mayBeMissing = true;

  static bool isAbsent(const T& pointer) { return pointer == nullptr; }

  static bool read(Reader& reader, JsonValue value, T& pointer) {
    pointer.reset();
    if (value.isNull()) return true;
    pointer.reset(new Pointee());
    return BindingOf<Pointee>::read(reader, value, *pointer);
  }

  static void write(std::string& out, const T& pointer) {
    pointer ? BindingOf<Pointee>::write(out, *pointer) : BindingOf<std::nullptr_t>::write(out, nullptr);
  }
};

template <class T>
concept Sequence = requires(T& list) {
  typename T::value_type;
  list.emplace_back();
  list.clear();
  list.begin();
};

template <Sequence T>
struct Binding<T> : BindingDefaults {
  using Element = typename T::value_type;
  using Parts = Types<Element>;
  static constexpr Kinds kinds = kindBit(JsonKind::array);

  static bool read(Reader& reader, JsonValue value, T& list) {
    list.clear();
    if constexpr (requires { list.reserve(1); }) list.reserve(preparedElements(value, sizeof(Element)));
    return readElements(reader, value, &list, readNext);
  }

  static void write(std::string& out, const T& list) {
    char before = '[';
    for (const auto& element : list) {
      out += before;
      BindingOf<Element>::write(out, element);
      before = ',';
    }
    if (before == '[') out += before;
    out += ']';
  }

private:
  static bool readNext(Reader& reader, JsonValue value, void* object) {
    T& list = *static_cast<T*>(object);
    if constexpr (std::same_as<Element, bool>) {  // std::vector<bool> has no bool to refer to
      bool flag = false;
      if (!readBool(reader, value, flag)) return false;
      list.push_back(flag);
      return true;
    } else {
      return BindingOf<Element>::read(reader, value, list.emplace_back());
    }
  }
};

/// An array of exactly N elements.
template <class T, std::size_t N>
struct Binding<std::array<T, N>> : BindingDefaults {
  using Parts = Types<T>;
  static constexpr Kinds kinds = kindBit(JsonKind::array);

  static bool read(Reader& reader, JsonValue value, std::array<T, N>& array) {
    return readArray(reader, value, array.data(), N, sizeof(T), readAs<T>);
  }

  static void write(std::string& out, const std::array<T, N>& array) {
    out += '[';
    for (std::size_t i = 0; i < N; ++i) {
      if (i > 0) out += ',';
      BindingOf<T>::write(out, array[i]);
    }
    out += ']';
  }
};

/// Pairs and tuples: an array with one element for each.
template <class Tuple, class... Ts>
struct TupleBinding : BindingDefaults {
  using Parts = Types<Ts...>;
  static constexpr Kinds kinds = kindBit(JsonKind::array);

  static bool read(Reader& reader, JsonValue value, Tuple& tuple) {
    static constexpr std::array<ReadFunction, sizeof...(Ts)> readers = {readAs<Ts>...};
    const auto objects = std::apply([](Ts&... parts) { return std::array<void*, sizeof...(Ts)>{&parts...}; }, tuple);
    return readTuple(reader, value, objects, readers.data());
  }

  static void write(std::string& out, const Tuple& tuple) {
    out += '[';
    const std::size_t begin = out.size();
    const auto writeOne = [&]<class T>(const T& part) {
      if (out.size() > begin) out += ',';
      BindingOf<T>::write(out, part);
    };
    std::apply([&](const Ts&... parts) { (writeOne(parts), ...); }, tuple);
    out += ']';
  }
};

template <class First, class Second>
struct Binding<std::pair<First, Second>> : TupleBinding<std::pair<First, Second>, First, Second> {};

template <class... Ts>
struct Binding<std::tuple<Ts...>> : TupleBinding<std::tuple<Ts...>, Ts...> {};

template <class T>
concept TextMap = std::same_as<typename T::key_type, std::string> && requires(T& map, std::string key) {
  typename T::mapped_type;
  map.try_emplace(std::move(key));
};

/// An object with whatever keys; the same key twice is refused.
template <TextMap T>
struct Binding<T> : BindingDefaults {
  using Mapped = typename T::mapped_type;
  using Parts = Types<Mapped>;
  static constexpr Kinds kinds = kindBit(JsonKind::object);

  static bool read(Reader& reader, JsonValue value, T& map) {
    map.clear();
    return readMembers(reader, value, &map, readNext);
  }

  static void write(std::string& out, const T& map) {
    char before = '{';
    for (const auto& [key, mapped] : map) {
      out += before;
      appendJsonQuoted(out, key);
      out += ':';
      BindingOf<Mapped>::write(out, mapped);
      before = ',';
    }
    if (before == '{') out += before;
    out += '}';
  }

private:
  static bool readNext(Reader& reader, std::string_view key, JsonValue value, void* object) {
    const auto [at, isNew] = static_cast<T*>(object)->try_emplace(std::string(key));
    if (!isNew) return reader.fail("stands twice");
    return BindingOf<Mapped>::read(reader, value, at->second);
  }
};

}  // namespace serinus::json::binding
