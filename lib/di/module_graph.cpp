#include <serinus/di/module_graph.hpp>

#include "di/wiring.hpp"

#include <utility>

namespace serinus::di {

std::size_t ModuleGraph::add(ModuleDeclaration module) {
  modules_.push_back(std::move(module));
  return modules_.size() - 1;
}

std::string_view ModuleGraph::suggestion(TypeId type) const noexcept {
  for (const auto& [known, module] : suggestions_) {
    if (known == type) return module;
  }
  return {};
}

std::vector<std::string> ModuleGraph::faults() const {
  return Wiring(*this).faults();
}

Plan ModuleGraph::resolve() const {
  const Wiring wiring(*this);
  std::vector<std::string> faults = wiring.faults();
  if (!faults.empty()) throw InitializationError(std::move(faults));
  return wiring.plan();
}

}  // namespace serinus::di
