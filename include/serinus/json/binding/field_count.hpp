#pragma once

#include <cstddef>
#include <exception>
#include <type_traits>
#include <utility>

/// How many fields a plain struct has: as many as the initialisers that it takes in braces.
namespace serinus::json::binding {

inline constexpr std::size_t maxFields = 32;

/// Converts to whatever a field wants. Never called, but clang 19 wants a body.
struct Anything {
  template <class T>
  operator T() const noexcept {  // NOLINT: implicit, that is its use
    std::terminate();
  }
};

/// Converts to the bases of `Derived` alone.
template <class Derived>
struct AnyBaseOf {
  template <class T>
    requires(std::is_base_of_v<T, Derived> && !std::is_same_v<T, Derived>)
  operator T() const noexcept {  // NOLINT
    std::terminate();
  }
};

template <class T, class Initialiser, std::size_t... I>
constexpr bool takesInitialisers(std::index_sequence<I...>) {
  return requires { T{(static_cast<void>(I), Initialiser())...}; };
}

template <class T, std::size_t N = 0>
constexpr std::size_t countFields() {
  if constexpr (N <= maxFields && takesInitialisers<T, Anything>(std::make_index_sequence<N + 1>())) {
    return countFields<T, N + 1>();
  } else {
    return N;
  }
}

/// One more than `maxFields` when there are too many.
template <class T>
inline constexpr std::size_t fieldCount = countFields<T>();

/// A base is initialised like a first field, but it is none.
template <class T>
inline constexpr bool hasBase = takesInitialisers<T, AnyBaseOf<T>>(std::make_index_sequence<1>());

}  // namespace serinus::json::binding
