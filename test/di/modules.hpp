#pragma once

#include <serinus/di/container.hpp>

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace serinus::di {

template <class T>
Dependency wanted(std::string name = {}) {
  return Dependency{typeId<T>(), typeName<T>(), std::move(name)};
}

/// A module in the making: `Module("ChatModule").provides(classProvider<Chat>()).imports({1})`.
class Module {
public:
  explicit Module(std::string name) { declaration_.name = std::move(name); }

  Module& type(TypeId type) {
    declaration_.type = type;
    return *this;
  }
  Module& token(std::string token) {
    declaration_.token = std::move(token);
    return *this;
  }
  Module& provides(Provider provider) {
    declaration_.providers.push_back(std::move(provider));
    return *this;
  }
  Module& controls(Provider provider) {
    provider.isController = true;
    return provides(std::move(provider));
  }
  Module& imports(std::initializer_list<std::size_t> modules) {
    declaration_.imports = modules;
    return *this;
  }
  template <class T>
  Module& exports(std::string name = {}) {
    declaration_.exports.push_back(wanted<T>(std::move(name)));
    return *this;
  }
  template <class T>
  Module& reexports(std::string token = {}) {
    declaration_.reexports.push_back(ModuleName{typeId<T>(), std::move(token)});
    return *this;
  }
  Module& global() {
    declaration_.global = true;
    return *this;
  }
  [[nodiscard]] const ModuleDeclaration& declaration() const noexcept { return declaration_; }

private:
  ModuleDeclaration declaration_;
};

inline ModuleGraph graphOf(std::initializer_list<Module> modules) {
  ModuleGraph graph;
  for (const Module& module : modules) graph.add(module.declaration());
  return graph;
}

/// The faults of a wiring, none when it resolves.
inline std::vector<std::string> faultsOf(std::initializer_list<Module> modules) {
  try {
    static_cast<void>(graphOf(modules).resolve());
  } catch (const InitializationError& error) {
    return error.faults();
  }
  return {};
}

/// A container with everything made.
class Built {
public:
  Built(std::initializer_list<Module> modules) : Built(graphOf(modules)) {
    for (std::size_t step = 0; step < container.steps(); ++step) container.build(step);
    container.finish();
  }

  template <class T>
  T& use(std::size_t module) const {
    return container.scope(module).use<T>();
  }

private:
  explicit Built(const ModuleGraph& graph) : container(graph, graph.resolve()) {}

public:
  Container container;
};

}  // namespace serinus::di
