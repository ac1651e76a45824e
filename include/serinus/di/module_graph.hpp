#pragma once

#include <serinus/di/initialization_error.hpp>
#include <serinus/di/provider.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace serinus::di {

struct ModuleDeclaration {
  std::string name;
  TypeId type = 0;
  std::string token;
  bool global = false;
  std::vector<std::size_t> imports;  ///< indices in the graph
  std::vector<Provider> providers;
  std::vector<Dependency> exports;
  std::vector<TypeId> reexports;  ///< types of modules whose exports are exported
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

  /// The order in which everything is made.
  /// @throws InitializationError  with all the faults of the wiring
  [[nodiscard]] Plan resolve() const;

private:
  std::vector<ModuleDeclaration> modules_;
};

}  // namespace serinus::di
