#pragma once

#include <serinus/di/dependency.hpp>

#include <cstddef>
#include <memory>
#include <tuple>
#include <type_traits>
#include <utility>

/// The parameters of a class's constructor, found without an annotation and without an object.
///
/// A probe that converts to references and shared pointers stands in for each argument. Overload resolution of
/// `T(probe, probe, ...)` says whether a constructor of that many parameters exists, and, since the exception
/// specification of a chosen conversion is instantiated and of no other, which types it wants: the specification
/// defines a friend function whose return type is the answer.
///
/// A dependency cannot be a class that is made from anything (`std::any`, `std::optional`): the probe cannot tell.
namespace serinus::di {

inline constexpr std::size_t mostConstructorParameters = 10;

/// The place `I` of the constructor of `T` with `N` parameters.
template <class T, std::size_t I, std::size_t N>
struct ParameterSlot {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpragmas"
#pragma GCC diagnostic ignored "-Wunknown-warning-option"
#pragma GCC diagnostic ignored "-Wnon-template-friend"  // one function for each slot is the point
  friend constexpr auto parameterAt(ParameterSlot);
#pragma GCC diagnostic pop
};

template <class Slot, class P>
struct RememberParameter {
  friend constexpr auto parameterAt(Slot) { return std::type_identity<P>{}; }
  static constexpr bool done = true;
};

template <class T>
inline constexpr bool isSharedPointer = false;
template <class T>
inline constexpr bool isSharedPointer<std::shared_ptr<T>> = true;

/// Not the class itself, which would find its copy constructor.
template <class U, class T>
concept InjectableInto =
    std::is_class_v<U> && !std::is_same_v<std::remove_cv_t<U>, T> && !isSharedPointer<std::remove_cv_t<U>>;

template <class T, std::size_t I, std::size_t N>
struct ArgumentProbe {
  template <class U>
    requires InjectableInto<U, T>
  operator U&() const noexcept(RememberParameter<ParameterSlot<T, I, N>, U&>::done);

  template <class U>
  operator std::shared_ptr<U>() const noexcept(RememberParameter<ParameterSlot<T, I, N>, std::shared_ptr<U>>::done);
};

template <class T, std::size_t... I>
constexpr bool takesArguments(std::index_sequence<I...>) {
  return requires { T(ArgumentProbe<T, I, sizeof...(I)>{}...); };
}

inline constexpr std::size_t noConstructor = static_cast<std::size_t>(-1);

/// The number of parameters of the greediest constructor that takes dependencies alone, or `noConstructor`.
template <class T, std::size_t N = mostConstructorParameters>
constexpr std::size_t constructorArity() {
  // The members of an aggregate are not its dependencies.
  if constexpr (std::is_aggregate_v<T>)
    return std::is_default_constructible_v<T> ? 0 : noConstructor;
  else if constexpr (takesArguments<T>(std::make_index_sequence<N>{}))
    return N;
  else if constexpr (N == 0)
    return noConstructor;
  else
    return constructorArity<T, N - 1>();
}

template <class T, std::size_t I, std::size_t N>
using ConstructorParameter = typename decltype(parameterAt(ParameterSlot<T, I, N>{}))::type;

/// What shows that a parameter is a reference: an rvalue does not bind to it. `const T&` cannot be mistaken.
template <class P>
using ByValueArgument =
    std::conditional_t<std::is_lvalue_reference_v<P> && !std::is_const_v<std::remove_reference_t<P>>,
                       std::remove_reference_t<P>&&, P>;

template <class T, class Indices>
struct ConstructorWith;

template <class T, std::size_t... I>
struct ConstructorWith<T, std::index_sequence<I...>> {
  template <std::size_t At>
  using Taken = ConstructorParameter<T, At, sizeof...(I)>;

  /// Whether the parameter `At` accepts a temporary where the probe gave a mutable lvalue.
  template <std::size_t At>
  static constexpr bool isByValue =
      !std::is_same_v<ByValueArgument<Taken<At>>, Taken<At>> &&
      std::is_constructible_v<T, std::conditional_t<I == At, ByValueArgument<Taken<I>>, Taken<I>>...>;

  static_assert(
      (!isByValue<I> && ...),
      "a dependency is taken as T&, const T&, std::shared_ptr<T> or std::shared_ptr<const T>, never by value");

  static std::vector<Dependency> dependencies() { return {dependencyOf<Taken<I>>()...}; }

  static std::shared_ptr<T> make([[maybe_unused]] const Resolved& resolved) {
    return std::make_shared<T>(Parameter<Taken<I>>::take(resolved, I)...);
  }
};

/// The constructor that injection uses: `dependencies()` and `make(resolved)`.
template <class T>
struct Constructor
    : ConstructorWith<T, std::make_index_sequence<constructorArity<T>() == noConstructor ? 0 : constructorArity<T>()>> {
  static_assert(
      constructorArity<T>() != noConstructor,
      "no public constructor of this class takes at most 10 dependencies and nothing else: parameters are T&, "
      "const T&, std::shared_ptr<T> or std::shared_ptr<const T>; for anything else write a factory");
};

}  // namespace serinus::di
