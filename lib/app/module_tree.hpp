#pragma once

#include <serinus/app/module.hpp>
#include <serinus/di/module_graph.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace serinus::app {

/// The modules of an application, each once, found from the root: what `di::ModuleGraph` is made of.
class ModuleTree {
public:
  /// Makes all modules and lets each declare what wants waiting.
  [[nodiscard]] static Task<> grow(ModuleTree& tree, ModuleImport root, const ApplicationOptions& options);

  [[nodiscard]] const std::vector<std::shared_ptr<Module>>& modules() const noexcept { return modules_; }

  /// The graph: the module at an index there is the one at the same index here. @throws InitializationError
  [[nodiscard]] di::ModuleGraph graph() const;

private:
  struct Known {
    di::TypeId type;
    std::string name;
    bool isInstance;
  };
  std::size_t add(const ModuleImport& import);
  [[nodiscard]] std::size_t indexOf(di::TypeId type) const noexcept;

  std::vector<std::shared_ptr<Module>> modules_;
  std::vector<Known> known_;
  std::size_t grown_ = 0;  // modules before it have declared, and their imports are followed
  std::vector<std::string> faults_;
};

}  // namespace serinus::app
