#include "di/wiring.hpp"

#include <algorithm>

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
    for (const Dependency& exported : module.exports) {
      const std::vector<Node> found = visibility_.owned(index, exported);
      if (found.empty()) {
        faults.push_back(module.name + " exports " + describe(exported) +
                         " but does not have it: add it to its providers, or import a module that exports it");
      } else if (found.size() > 1) {
        faults.push_back(module.name + " exports " + describe(exported) + ": " + visibility_.explain(index, exported));
      } else if (graph_.module(found.front().module).providers[found.front().provider].isController) {
        faults.push_back(module.name + " exports " + describe(exported) +
                         ", a controller: controllers serve requests and cannot be injected");
      }
    }
    for (const TypeId exported : module.reexports) {
      const auto isExported = [&](std::size_t import) { return graph_.module(import).type == exported; };
      if (std::any_of(module.imports.begin(), module.imports.end(), isExported)) continue;
      const std::string name(typeName(exported));
      faults.push_back(module.name + " exports " + name + " but does not import it: add imports<" + name + ">() there");
    }
  }
}

void Wiring::findMissing(Strings& faults) const {
  for (std::size_t i = 0; i < links_.size(); ++i) {
    for (std::size_t n = 0; n < links_[i].needs.size(); ++n) {
      const Dependency& wanted = provider(i).dependencies[n];
      const std::size_t need = links_[i].needs[n];
      std::string fault;
      if (need == nowhere) {
        fault = visibility_.explain(links_[i].node.module, wanted);
      } else if (provider(need).isController) {
        fault = describe(wanted) + " is a controller of " + moduleName(need) +
                ", and controllers cannot be injected: move what " + provider(i).implementation +
                " needs of it to a provider";
      } else {
        continue;
      }
      fault = chainTo(i) + describe(wanted) + ": " + fault;
      // A class may ask for the same thing twice.
      if (std::find(faults.begin(), faults.end(), fault) == faults.end()) faults.push_back(std::move(fault));
    }
  }
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
