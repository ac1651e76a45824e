#pragma once

#include "di/visibility.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace serinus::di {

/// What `ModuleGraph::resolve` finds out, step by step: who needs whom, every fault, then an order. Refers to the
/// graph.
class Wiring {
public:
  explicit Wiring(const ModuleGraph& graph);

  /// Every fault, those of modules first; none means that `plan` has an answer.
  [[nodiscard]] std::vector<std::string> faults() const;

  [[nodiscard]] Plan plan() const;

private:
  /// A provider, its dependencies as places in `links_` (or `nowhere`) in their order.
  struct Link {
    Node node;
    std::vector<std::size_t> needs;
  };
  static constexpr std::size_t nowhere = static_cast<std::size_t>(-1);
  using Strings = std::vector<std::string>;
  using Path = std::vector<std::size_t>;

  void orderModules(std::size_t module, std::vector<bool>& seen);
  void link();

  void findDuplicates(Strings& faults) const;
  void findModuleCycles(Strings& faults) const;
  void findEmptyExports(Strings& faults) const;
  void findMissing(Strings& faults) const;
  void findCycles(Strings& faults) const;
  void findNarrow(Strings& faults) const;
  [[nodiscard]] Path toRequest(std::size_t link) const;
  /// What is wrong with one export or one dependency; empty when nothing is.
  [[nodiscard]] std::string exportFault(std::size_t module, const Dependency& exported) const;
  [[nodiscard]] std::string reexportFault(const ModuleDeclaration& module, const ModuleName& exported) const;
  [[nodiscard]] std::string needFault(std::size_t link, const Dependency& wanted, std::size_t need) const;

  [[nodiscard]] const Provider& provider(std::size_t link) const;
  [[nodiscard]] const std::string& moduleName(std::size_t link) const;
  /// The names from something that nothing needs down to `link`, each with an arrow behind.
  [[nodiscard]] std::string chainTo(std::size_t link) const;
  void place(std::size_t link, Path& placed, Plan& plan) const;

  const ModuleGraph& graph_;
  Visibility visibility_;
  std::vector<std::size_t> modules_;  ///< imported modules before importers
  std::vector<Link> links_;           ///< in the order of `modules_`, then of declaration
};

/// The circles of a graph of `size` places, each once, starting at its first place and ending with it.
[[nodiscard]] std::vector<std::vector<std::size_t>> findCircles(std::size_t size,
                                                                const std::vector<std::vector<std::size_t>>& next);

}  // namespace serinus::di
