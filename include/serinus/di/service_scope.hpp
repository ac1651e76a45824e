#pragma once

#include <serinus/di/dependency.hpp>

#include <cstddef>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace serinus::di {

class Container;

/// `use<T>()` found nothing; says which type, in which module, and how to make it visible there.
class ServiceNotFound : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

/// What the classes of one module can see. A look-up by type is an index into a table.
///
/// Made by a `Container`, which outlives it and owns the services. Unchanging, so any thread may look things up; who is
/// the first to ask for a lazy one makes it, and hears what its recipe throws.
class ServiceScope {
public:
  /// Says why something wanted is not there.
  using Explain = std::function<std::string(const Dependency& wanted)>;

  ServiceScope(std::string module, Explain explain);

  /// @throws ServiceNotFound  when the module sees no such service
  template <class T>
  [[nodiscard]] T& use() const {
    if (T* const service = tryUse<T>()) return *service;
    refuse(wanted<T>({}));
  }

  template <class T>
  [[nodiscard]] T* tryUse() const {
    const TypeId type = typeId<std::remove_const_t<T>>();
    if (void* const service = type < byType_.size() ? byType_[type] : nullptr) return static_cast<T*>(service);
    return narrow_.empty() ? nullptr : static_cast<T*>(lazily(type));
  }

  /// A named value.
  /// @throws ServiceNotFound  when the module sees no value of this type and name
  template <class T>
  [[nodiscard]] T& use(std::string_view name) const {
    if (void* const value = named(typeId<std::remove_const_t<T>>(), name)) return *static_cast<T*>(value);
    refuse(wanted<T>(name));
  }

  [[nodiscard]] const std::string& module() const noexcept { return module_; }

  /// What makes a service that is not made at the start: nothing for all others.
  struct Narrow {
    TypeId type;
    std::size_t step;
    const Container* container;
  };
  [[nodiscard]] const Narrow* narrow(TypeId type) const noexcept {
    return narrow_.empty() ? nullptr : findNarrow(type);
  }

  /// Whether there is one for each request.
  [[nodiscard]] bool isOfRequest(TypeId type) const noexcept;

  /// For the container: a service that is not made at the start.
  void addNarrow(TypeId type, std::size_t step, const Container& container) {
    narrow_.push_back(Narrow{type, step, &container});
  }
  /// For the container: what is seen under a type and a name. An empty name is a service.
  void add(TypeId type, std::string_view name, void* service);

private:
  struct NamedValue {
    TypeId type;
    std::string name;
    void* value;
  };

  template <class T>
  static Dependency wanted(std::string_view name) {
    using Type = std::remove_const_t<T>;
    return Dependency{typeId<Type>(), typeName<Type>(), std::string(name)};
  }
  /// Null unless it is of `Scope::lazy`.
  [[nodiscard]] void* lazily(TypeId type) const;
  [[nodiscard]] const Narrow* findNarrow(TypeId type) const noexcept;
  [[nodiscard]] void* named(TypeId type, std::string_view name) const noexcept;
  [[noreturn]] void refuse(const Dependency& wanted) const;

  std::string module_;
  Explain explain_;
  std::vector<void*> byType_;  ///< null where nothing is seen
  std::vector<NamedValue> named_;
  std::vector<Narrow> narrow_;
};

}  // namespace serinus::di
