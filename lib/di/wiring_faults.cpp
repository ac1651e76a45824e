#include "di/wiring.hpp"

#include <algorithm>
#include <utility>

namespace serinus::di {

void Wiring::findModuleCycles(Strings& faults) const {
  std::vector<Path> imports;
  for (std::size_t i = 0; i < graph_.size(); ++i) imports.push_back(graph_.module(i).imports);
  for (const Path& circle : findCircles(graph_.size(), imports)) {
    std::string chain = graph_.module(circle.front()).name;
    for (std::size_t i = 1; i < circle.size(); ++i) chain += " → " + graph_.module(circle[i]).name;
    faults.push_back(chain +
                     ": these modules import each other in a circle: move what they share to a module that "
                     "each of them imports");
  }
}

void Wiring::findDuplicates(Strings& faults) const {
  for (const std::size_t module : modules_) {
    const std::vector<Provider>& providers = graph_.module(module).providers;
    for (std::size_t i = 0; i < providers.size(); ++i) {
      const auto isSame = [&](const Provider& other) {
        return other.token == providers[i].token && other.valueName == providers[i].valueName;
      };
      const auto here = providers.begin() + static_cast<std::ptrdiff_t>(i);
      const auto first = std::find_if(providers.begin(), here, isSame);
      if (first == here) continue;
      const Dependency token{providers[i].token, providers[i].tokenName, providers[i].valueName};
      const std::string by = first->implementation == providers[i].implementation
                                 ? ""
                                 : ", by " + first->implementation + " and " + providers[i].implementation;
      faults.push_back(graph_.module(module).name + " provides " + describe(token) + " twice" + by +
                       ": keep one of them");
    }
  }
}

void Wiring::findEmptyExports(Strings& faults) const {
  for (const std::size_t index : modules_) {
    const ModuleDeclaration& module = graph_.module(index);
    const auto add = [&](std::string fault) {
      if (!fault.empty()) faults.push_back(module.name + " exports " + std::move(fault));
    };
    for (const Dependency& exported : module.exports) add(exportFault(index, exported));
    for (const ModuleName& exported : module.reexports) add(reexportFault(module, exported));
  }
}

std::string Wiring::exportFault(std::size_t module, const Dependency& exported) const {
  const std::vector<Node> found = visibility_.owned(module, exported);
  const std::string what = describe(exported);
  if (found.size() > 1) return what + ": " + visibility_.explain(module, exported);
  if (found.empty()) {
    if (graph_.isIncomplete()) return {};
    return what + " but does not have it: add it to its providers, or import a module that exports it";
  }
  if (!graph_.module(found.front().module).providers[found.front().provider].isController) return {};
  return what + ", a controller: controllers serve requests and cannot be injected";
}

std::string Wiring::reexportFault(const ModuleDeclaration& module, const ModuleName& exported) const {
  const auto isExported = [&](std::size_t import) { return graph_.module(import).is(exported); };
  if (graph_.isIncomplete() || std::any_of(module.imports.begin(), module.imports.end(), isExported)) return {};
  const std::string name(typeName(exported.type));
  if (exported.token.empty()) return name + " but does not import it: add imports<" + name + ">() there";
  return name + '#' + exported.token + " but does not import it: add imports<" + name + ">(\"" + exported.token +
         "\") there";
}

void Wiring::findMissing(Strings& faults) const {
  for (std::size_t i = 0; i < links_.size(); ++i) {
    for (std::size_t n = 0; n < links_[i].needs.size(); ++n) {
      const Dependency& wanted = provider(i).dependencies[n];
      std::string fault = needFault(i, wanted, links_[i].needs[n]);
      if (fault.empty()) continue;
      fault = chainTo(i) + describe(wanted) + ": " + fault;
      // A class may ask for the same thing twice.
      if (std::find(faults.begin(), faults.end(), fault) == faults.end()) faults.push_back(std::move(fault));
    }
  }
}

std::string Wiring::needFault(std::size_t link, const Dependency& wanted, std::size_t need) const {
  if (need == nowhere) {
    const std::size_t module = links_[link].node.module;
    if (graph_.isIncomplete() && visibility_.find(module, wanted).empty()) return {};
    return visibility_.explain(module, wanted);
  }
  if (!provider(need).isController) return {};
  return describe(wanted) + " is a controller of " + moduleName(need) +
         ", and controllers cannot be injected: move what " + provider(link).implementation +
         " needs of it to a provider";
}

void Wiring::findCycles(Strings& faults) const {
  std::vector<Path> next;
  for (const Link& link : links_) {
    Path needs = link.needs;
    needs.erase(std::remove(needs.begin(), needs.end(), nowhere), needs.end());
    next.push_back(std::move(needs));
  }
  for (const Path& circle : findCircles(links_.size(), next)) {
    std::string chain = provider(circle.front()).implementation;
    for (std::size_t i = 1; i < circle.size(); ++i) chain += " → " + provider(circle[i]).implementation;
    faults.push_back(chain +
                     ": each needs the next one to be made first: move what they share to a class of its own, or "
                     "look one of them up when a request comes");
  }
}

}  // namespace serinus::di
