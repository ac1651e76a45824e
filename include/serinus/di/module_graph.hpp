#pragma once

#include <serinus/di/initialization_error.hpp>
#include <serinus/di/provider.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace serinus::di {

/// Which modules are meant: those of a class, or the one of them that has a token.
struct ModuleName {
  TypeId type;
  std::string token;  ///< empty: all of that class
};

struct ModuleDeclaration {
  std::string name;
  TypeId type = 0;
  std::string token;
  bool global = false;
  std::vector<std::size_t> imports;  ///< indices in the graph
  std::vector<Provider> providers;
  std::vector<Dependency> exports;
  std::vector<ModuleName> reexports;  ///< imported modules whose exports are exported

  [[nodiscard]] bool is(const ModuleName& meant) const noexcept {
    return type == meant.type && (meant.token.empty() || token == meant.token);
  }
};

/// One thing to make, by a provider of a module.
struct Step {
  std::size_t module;
  std::size_t provider;
  std::vector<std::size_t> arguments;  ///< indices of earlier steps, in the order of the dependencies
};

/// Every provider once: dependencies first, then imported modules before importers, then in the order of declaration.
using Plan = std::vector<Step>;

/// The modules of an application with what they import, provide and export.
///
/// A class sees what its own module provides; failing that what the modules imported there export; failing that what
/// global modules export. A module may export what it provides or sees through its imports.
class ModuleGraph {
public:
  /// @return the index of the module
  std::size_t add(ModuleDeclaration module);

  [[nodiscard]] ModuleDeclaration& module(std::size_t index) { return modules_.at(index); }
  [[nodiscard]] const ModuleDeclaration& module(std::size_t index) const { return modules_.at(index); }
  [[nodiscard]] std::size_t size() const noexcept { return modules_.size(); }

  /// Some module could not say all it has: that something is not found is no fault of the wiring then.
  void setIncomplete() noexcept { incomplete_ = true; }
  [[nodiscard]] bool isIncomplete() const noexcept { return incomplete_; }

  /// `T` is provided by a module of this name, which everybody can import: said where nothing provides it.
  template <class T>
  void suggest(std::string module) {
    suggestions_.emplace_back(typeId<T>(), std::move(module));
  }
  /// The module that was suggested for a type, else an empty text.
  [[nodiscard]] std::string_view suggestion(TypeId type) const noexcept;

  /// All the faults of the wiring, those of modules first.
  [[nodiscard]] std::vector<std::string> faults() const;

  /// The order in which everything is made.
  /// @throws InitializationError  with all the faults of the wiring
  [[nodiscard]] Plan resolve() const;

private:
  std::vector<ModuleDeclaration> modules_;
  std::vector<std::pair<TypeId, std::string>> suggestions_;
  bool incomplete_ = false;
};

}  // namespace serinus::di
