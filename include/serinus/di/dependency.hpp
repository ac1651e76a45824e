#pragma once

#include <serinus/di/type_id.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace serinus::di {

/// What a provider makes: a pointer to an object of its token's type.
using Instance = std::shared_ptr<void>;

/// What is looked up: a type, and the name of a named value.
struct Dependency {
  TypeId type;
  std::string_view typeName;
  std::string name;  ///< of a named value, else empty
};

/// The instances of a recipe's dependencies, in their order. Copies share the instances.
class Resolved {
public:
  Resolved() = default;
  explicit Resolved(std::vector<Instance> instances) : instances_(std::move(instances)) {}

  /// The dependency at `index`, which was declared with the type `T`.
  template <class T>
  [[nodiscard]] std::shared_ptr<T> get(std::size_t index) const {
    return std::static_pointer_cast<T>(instances_.at(index));
  }

private:
  std::vector<Instance> instances_;
};

/// How a parameter of type `P` takes a dependency: `T&`, `const T&`, `std::shared_ptr<T>`, `std::shared_ptr<const T>`.
template <class P>
struct Parameter {
  static constexpr bool isDependency = false;
};

template <class T>
struct Parameter<T&> {
  static constexpr bool isDependency = std::is_class_v<T>;
  using Type = std::remove_const_t<T>;
  static T& take(const Resolved& resolved, std::size_t index) { return *resolved.get<Type>(index); }
};

template <class T>
struct Parameter<std::shared_ptr<T>> {
  static constexpr bool isDependency = std::is_class_v<T>;
  using Type = std::remove_const_t<T>;
  static std::shared_ptr<T> take(const Resolved& resolved, std::size_t index) { return resolved.get<Type>(index); }
};

template <class T>
struct Parameter<const std::shared_ptr<T>&> : Parameter<std::shared_ptr<T>> {};

template <class P>
Dependency dependencyOf() {
  using Type = typename Parameter<P>::Type;
  return Dependency{typeId<Type>(), typeName<Type>(), {}};
}

}  // namespace serinus::di
