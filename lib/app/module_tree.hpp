#pragma once

#include <serinus/app/module.hpp>
#include <serinus/di/module_graph.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace serinus::app {

/// The modules of an application, each once, found from the root: what `di::ModuleGraph` is made of.
///
/// A module is its class and its token. An instance stands for its class and token wherever that is imported, so all
/// constructors run before the first `registerAsync`; what one of those imports is followed in turn.
class ModuleTree {
public:
  /// Makes all modules and lets each declare what wants waiting. What cannot be made is among the `faults()`.
  [[nodiscard]] static Task<> grow(ModuleTree& tree, const ModuleImport& root, const ApplicationOptions& options);

  [[nodiscard]] std::size_t size() const noexcept { return found_.size(); }
  /// In the order in which they were met: the root first.
  [[nodiscard]] const Module& module(std::size_t index) const { return *made_.at(found_.at(index)).module; }
  [[nodiscard]] const std::string& name(std::size_t index) const { return made_.at(found_.at(index)).name; }

  /// What is wrong before any provider is looked at.
  [[nodiscard]] std::vector<std::string> faults() const;

  /// Whether a module is missing, or could not declare all it has.
  [[nodiscard]] bool isIncomplete() const;

  /// The graph: the module at an index there is the one at the same index here.
  [[nodiscard]] di::ModuleGraph graph() const;

private:
  struct Made {
    di::TypeId type;
    std::string name;
    std::shared_ptr<Module> module;  ///< null when it could not be made
    bool isInstance;
    bool hasRegistered = false;
  };
  static constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

  void walk();
  void follow(const ModuleImport& import);
  [[nodiscard]] Task<> registerOne(Made& made, const ApplicationOptions& options);
  [[nodiscard]] std::size_t nextToRegister() const noexcept;
  std::size_t make(const ModuleImport& import);
  /// The place in `made_` of what an import means, or `nowhere`.
  [[nodiscard]] std::size_t find(const ModuleImport& import) const;
  [[nodiscard]] std::vector<std::size_t> importsOf(const Module& module) const;
  [[nodiscard]] std::string faultOf(std::size_t importer, const ModuleImport& import) const;
  [[nodiscard]] std::string explainMissing(const ModuleImport& import) const;
  [[nodiscard]] std::string firstImporterOf(const Module& instance) const;

  std::vector<Made> made_;          ///< the root first; all that were ever met
  std::vector<std::size_t> found_;  ///< places in `made_`: the modules of the application
  bool grew_ = false;
  std::vector<std::string> failures_;
};

}  // namespace serinus::app
