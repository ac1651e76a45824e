#pragma once

#include <functional>
#include <type_traits>
#include <utility>

namespace serinus::pipeline {

/// A member function of a controller or gateway, whatever its qualifiers, with the object, which is of a base of its
/// class.
template <class Base, class Method>
class BoundMethod;

template <class Base, class Derived, class Function>
class BoundMethod<Base, Function Derived::*> {
public:
  BoundMethod(Function Derived::* method, Base& object) : method_(method), object_(&static_cast<Derived&>(object)) {}

  template <class... Arguments>
    requires std::is_invocable_v<Function Derived::*, Derived&, Arguments...>
  decltype(auto) operator()(Arguments&&... arguments) const {
    return std::invoke(method_, *object_, std::forward<Arguments>(arguments)...);
  }

private:
  Function Derived::* method_;
  Derived* object_;
};
template <class Base, class Method>
BoundMethod(Method, Base&) -> BoundMethod<Base, Method>;

}  // namespace serinus::pipeline
