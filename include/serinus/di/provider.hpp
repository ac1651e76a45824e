#pragma once

#include <serinus/di/callable.hpp>
#include <serinus/di/constructor.hpp>
#include <serinus/di/dependency.hpp>
#include <serinus/di/scope.hpp>
#include <serinus/di/type_id.hpp>

#include <any>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace serinus::di {

/// An interface an instance can be seen as.
struct Facet {
  TypeId type;
  std::function<Instance(const Instance&)> view;  ///< null when this instance does not have it
  bool isCertain;                                 ///< every instance has it
};

/// A declaration: what something is found by, what it needs and how it is made. Nothing is made yet.
struct Provider {
  TypeId token = 0;
  std::string tokenName;
  std::string valueName;       ///< of a named value, else empty
  std::string implementation;  ///< the name of the class that is made
  std::vector<Dependency> dependencies;
  std::function<Instance(const Resolved&)> build;  ///< null when `opaque` is set
  std::any opaque;                                 ///< a recipe that somebody else runs
  std::vector<Facet> facets;
  bool isController = false;
  Scope scope = Scope::singleton;

  /// Whether what is made can be seen as an `Interface` for certain: before anything is made.
  template <class Interface>
  [[nodiscard]] bool makes() const noexcept {
    for (const Facet& facet : facets) {
      if (facet.isCertain && facet.type == typeId<Interface>()) return true;
    }
    return token == typeId<Interface>();
  }
};

/// Adds a view of an instance for which `Token` is the token and `Impl` the class, if it can have one.
template <class Token, class Impl, class Interface>
void addFacet(Provider& provider) {
  if constexpr (std::is_convertible_v<Impl*, Interface*>) {
    const auto view = [](const Instance& instance) -> Instance {
      const auto token = std::static_pointer_cast<Token>(instance);
      if constexpr (std::is_convertible_v<Token*, Interface*>)
        return std::shared_ptr<Interface>(token);
      else if constexpr (std::is_polymorphic_v<Token>)
        return std::dynamic_pointer_cast<Interface>(token);
      else
        return std::shared_ptr<Interface>(std::static_pointer_cast<Impl>(token));
    };
    provider.facets.push_back(Facet{typeId<Interface>(), view, true});
  } else if constexpr (std::is_polymorphic_v<Impl> && !std::is_final_v<Impl> && std::is_polymorphic_v<Interface>) {
    // A recipe may give a class derived from what it says.
    const auto view = [](const Instance& instance) -> Instance {
      return std::dynamic_pointer_cast<Interface>(std::static_pointer_cast<Token>(instance));
    };
    provider.facets.push_back(Facet{typeId<Interface>(), view, false});
  }
}

/// What all providers of `Token` that make an `Impl` have in common.
template <class Token, class Impl, class... Facets>
Provider describeProvider() {
  Provider provider;
  provider.token = typeId<Token>();
  provider.tokenName = typeName<Token>();
  provider.implementation = typeName<Impl>();
  (addFacet<Token, Impl, Facets>(provider), ...);
  return provider;
}

/// `Impl`, found as `Token`, made by its greediest constructor that takes dependencies alone.
template <class Token, class Impl, class... Facets>
Provider classProviderFor() {
  static_assert(std::is_convertible_v<Impl*, Token*>, "the class must be its token, or publicly derived from it");
  Provider provider = describeProvider<Token, Impl, Facets...>();
  provider.dependencies = Constructor<Impl>::dependencies();
  provider.build = [](const Resolved& resolved) -> Instance {
    return std::shared_ptr<Token>(Constructor<Impl>::make(resolved));
  };
  return provider;
}

template <class T, class... Facets>
Provider classProvider() {
  return classProviderFor<T, T, Facets...>();
}

/// A value that exists; with a name it is found by type and name alone.
template <class T>
Provider valueProvider(T value, std::string name = {}) {
  Provider provider = describeProvider<T, T>();
  provider.valueName = std::move(name);
  provider.build = [kept = std::make_shared<T>(std::move(value))](const Resolved&) -> Instance { return kept; };
  return provider;
}

/// What a factory provides when it returns `R`: `T`, `std::unique_ptr<T>` or `std::shared_ptr<T>`.
template <class R>
struct FactoryProduct {
  using Type = R;
  static std::shared_ptr<R> share(R made) { return std::make_shared<R>(std::move(made)); }
};
template <class T, class Deleter>
struct FactoryProduct<std::unique_ptr<T, Deleter>> {
  using Type = T;
  static std::shared_ptr<T> share(std::unique_ptr<T, Deleter> made) { return made; }
};
template <class T>
struct FactoryProduct<std::shared_ptr<T>> {
  using Type = T;
  static std::shared_ptr<T> share(std::shared_ptr<T> made) { return made; }
};

/// What a factory makes; its parameters are its dependencies.
template <class Factory, class... Facets>
Provider factoryProvider(Factory factory) {
  using Signature = SignatureOf<std::decay_t<Factory>>;
  using Product = FactoryProduct<std::remove_cvref_t<typename Signature::Result>>;
  using Token = typename Product::Type;
  static_assert(std::is_class_v<Token> && !std::is_reference_v<typename Signature::Result>,
                "a factory returns T, std::unique_ptr<T> or std::shared_ptr<T> of a class T");
  Provider provider = describeProvider<Token, Token, Facets...>();
  provider.dependencies = Signature::dependencies();
  provider.build = [kept = std::make_shared<Factory>(std::move(factory))](const Resolved& resolved) -> Instance {
    return Product::share(callWith(*kept, resolved));
  };
  return provider;
}

/// Token, names and facets of `Token`; the caller sets `opaque` and `dependencies`.
template <class Token, class... Facets>
Provider opaqueProvider() {
  return describeProvider<Token, Token, Facets...>();
}

}  // namespace serinus::di
