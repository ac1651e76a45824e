#pragma once

#include <serinus/json/binding/binding.hpp>

#include <cstddef>
#include <string>
#include <type_traits>
#include <utility>

/// Classes with a `Codec`, read and written by way of another type.
namespace serinus::json::binding {

template <class Function>
struct ParameterOf;

template <class Result, class Parameter>
struct ParameterOf<Result (*)(Parameter)> {
  using Type = std::remove_cvref_t<Parameter>;
};

template <class Result, class Parameter>
struct ParameterOf<Result (*)(Parameter) noexcept> : ParameterOf<Result (*)(Parameter)> {};

template <class T>
using ReadBy = typename ParameterOf<decltype(&Codec<T>::read)>::Type;

template <class T>
struct CodecBinding : BindingDefaults {
  static constexpr Kinds kinds = [] { return BindingOf<ReadBy<T>>::kinds; }();

  static bool read(Reader& reader, JsonValue value, T& out) {
    const std::size_t before = reader.faultCount();
    ReadBy<T> by{};
    if (!BindingOf<ReadBy<T>>::read(reader, value, by) || reader.faultCount() != before) return false;
    auto made = Codec<T>::read(std::move(by));
    if (!made) return reader.wants(Codec<T>::wants, value);
    out = *std::move(made);
    return true;
  }

  static void write(std::string& out, const T& object) {
    const auto& by = Codec<T>::write(object);
    BindingOf<std::remove_cvref_t<decltype(by)>>::write(out, by);
  }
};

}  // namespace serinus::json::binding
