#include "di/wiring.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace serinus::di {

Wiring::Wiring(const ModuleGraph& graph) : graph_(graph), visibility_(graph) {
  std::vector<bool> seen(graph.size());
  for (std::size_t module = 0; module < graph.size(); ++module) orderModules(module, seen);
  link();
}

void Wiring::orderModules(std::size_t module, std::vector<bool>& seen) {
  if (seen[module]) return;
  seen[module] = true;
  for (const std::size_t import : graph_.module(module).imports) orderModules(import, seen);
  modules_.push_back(module);
}

void Wiring::link() {
  std::map<Node, std::size_t> places;
  for (const std::size_t module : modules_) {
    for (std::size_t i = 0; i < graph_.module(module).providers.size(); ++i) {
      places.emplace(Node{module, i}, links_.size());
      links_.push_back(Link{Node{module, i}, {}});
    }
  }
  for (std::size_t i = 0; i < links_.size(); ++i) {
    for (const Dependency& wanted : provider(i).dependencies) {
      const std::vector<Node> found = visibility_.find(links_[i].node.module, wanted);
      links_[i].needs.push_back(found.size() == 1 ? places.at(found.front()) : nowhere);
    }
  }
}

std::vector<std::string> Wiring::faults() const {
  Strings faults;
  findModuleCycles(faults);
  findDuplicates(faults);
  findEmptyExports(faults);
  findMissing(faults);
  findCycles(faults);
  if (faults.empty()) findNarrow(faults);  // goes round in no circle
  return faults;
}

Plan Wiring::plan() const {
  Plan plan;
  Path placed(links_.size(), nowhere);
  for (std::size_t i = 0; i < links_.size(); ++i) place(i, placed, plan);
  return plan;
}

void Wiring::place(std::size_t link, Path& placed, Plan& plan) const {
  if (placed[link] != nowhere) return;
  Step step{links_[link].node.module, links_[link].node.provider, {}};
  for (const std::size_t need : links_[link].needs) {
    place(need, placed, plan);
    step.arguments.push_back(placed[need]);
  }
  placed[link] = plan.size();
  plan.push_back(std::move(step));
}

const Provider& Wiring::provider(std::size_t link) const {
  const Node& node = links_[link].node;
  return graph_.module(node.module).providers[node.provider];
}

const std::string& Wiring::moduleName(std::size_t link) const {
  return graph_.module(links_[link].node.module).name;
}

std::string Wiring::chainTo(std::size_t link) const {
  Path path{link};
  for (bool grown = true; grown;) {
    grown = false;
    for (std::size_t i = 0; i < links_.size() && !grown; ++i) {
      const Path& needs = links_[i].needs;
      if (std::find(needs.begin(), needs.end(), path.back()) == needs.end()) continue;
      if (std::find(path.begin(), path.end(), i) != path.end()) continue;
      path.push_back(i);
      grown = true;
    }
  }
  std::string chain;
  for (auto place = path.rbegin(); place != path.rend(); ++place) chain += provider(*place).implementation + " → ";
  return chain;
}

}  // namespace serinus::di
