#pragma once

#include <serinus/di/dependency.hpp>

#include <cstddef>
#include <type_traits>
#include <utility>
#include <vector>

namespace serinus::di {

/// A call with known parameters: the signature of a function, or of the one call operator of a class.
template <class R, class... P>
struct Signature {
  static_assert(
      (Parameter<P>::isDependency && ...),
      "a parameter of a factory is a dependency: T&, const T&, std::shared_ptr<T> or std::shared_ptr<const T>");
  using Result = R;

  static std::vector<Dependency> dependencies() { return {dependencyOf<P>()...}; }

  template <class Callable>
  static R call(Callable& callable, const Resolved& resolved) {
    return callIndexed(callable, resolved, std::index_sequence_for<P...>{});
  }

private:
  template <class Callable, std::size_t... I>
  static R callIndexed(Callable& callable, [[maybe_unused]] const Resolved& resolved, std::index_sequence<I...>) {
    return callable(Parameter<P>::take(resolved, I)...);
  }
};

template <class F>
struct SignatureOfMember;
template <class C, class R, class... P>
struct SignatureOfMember<R (C::*)(P...)> : Signature<R, P...> {};
template <class C, class R, class... P>
struct SignatureOfMember<R (C::*)(P...) const> : Signature<R, P...> {};
template <class C, class R, class... P>
struct SignatureOfMember<R (C::*)(P...) noexcept> : Signature<R, P...> {};
template <class C, class R, class... P>
struct SignatureOfMember<R (C::*)(P...) const noexcept> : Signature<R, P...> {};

template <class F>
struct SignatureOf : SignatureOfMember<decltype(&F::operator())> {};
template <class R, class... P>
struct SignatureOf<R (*)(P...)> : Signature<R, P...> {};
template <class R, class... P>
struct SignatureOf<R (*)(P...) noexcept> : Signature<R, P...> {};

/// What the parameters of a callable ask for, in their order.
template <class Callable>
std::vector<Dependency> dependenciesOf() {
  return SignatureOf<std::decay_t<Callable>>::dependencies();
}

/// Calls it with its dependencies, which `resolved` holds in the order of `dependenciesOf`.
template <class Callable>
decltype(auto) callWith(Callable& callable, const Resolved& resolved) {
  return SignatureOf<std::decay_t<Callable>>::call(callable, resolved);
}

}  // namespace serinus::di
