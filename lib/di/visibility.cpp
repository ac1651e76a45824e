#include "di/visibility.hpp"

#include <serinus/base/ascii.hpp>

#include <algorithm>
#include <string_view>

namespace serinus::di {
namespace {

bool answers(const Provider& provider, const Dependency& wanted) {
  return provider.token == wanted.type && provider.valueName == wanted.name;
}

bool same(const Dependency& one, const Dependency& other) {
  return one.type == other.type && one.name == other.name;
}

/// "Store" of "chat::Store" and of "chat::Store<chat::Room>".
std::string_view lastName(std::string_view type) {
  const std::string_view plain = type.substr(0, type.find('<'));
  const std::size_t colons = plain.rfind("::");
  return colons == std::string_view::npos ? plain : plain.substr(colons + 2);
}

Dependency tokenOf(const Provider& provider) {
  return Dependency{provider.token, provider.tokenName, provider.valueName};
}

void settle(std::vector<Node>& found) {
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
}

std::string exportCall(const Dependency& wanted) {
  const std::string name = wanted.name.empty() ? "" : '"' + wanted.name + '"';
  return "exports<" + std::string(wanted.typeName) + ">(" + name + ")";
}

}  // namespace

std::string describe(const Dependency& wanted) {
  const std::string type(wanted.typeName);
  return wanted.name.empty() ? type : type + " \"" + wanted.name + '"';
}

std::vector<Node> Visibility::find(std::size_t module, const Dependency& wanted) const {
  Visited visited(graph_.size());
  std::vector<Node> found;
  collectOwned(module, wanted, visited, found);
  if (found.empty()) {
    for (std::size_t other = 0; other < graph_.size(); ++other) {
      if (graph_.module(other).global) collectExported(other, wanted, visited, found);
    }
  }
  settle(found);
  return found;
}

std::vector<Node> Visibility::exported(std::size_t module, const Dependency& wanted) const {
  Visited visited(graph_.size());
  std::vector<Node> found;
  collectExported(module, wanted, visited, found);
  settle(found);
  return found;
}

std::vector<Node> Visibility::owned(std::size_t module, const Dependency& wanted) const {
  Visited visited(graph_.size());
  std::vector<Node> found;
  collectOwned(module, wanted, visited, found);
  settle(found);
  return found;
}

std::vector<Node> Visibility::local(std::size_t module, const Dependency& wanted) const {
  const std::vector<Provider>& providers = graph_.module(module).providers;
  for (std::size_t i = 0; i < providers.size(); ++i) {
    if (answers(providers[i], wanted)) return {Node{module, i}};  // a second one is a fault of its own
  }
  return {};
}

void Visibility::collectOwned(std::size_t module, const Dependency& wanted, Visited& visited,
                              std::vector<Node>& found) const {
  const std::vector<Node> own = local(module, wanted);
  found.insert(found.end(), own.begin(), own.end());
  if (!own.empty()) return;
  for (const std::size_t import : graph_.module(module).imports) collectExported(import, wanted, visited, found);
}

void Visibility::collectExported(std::size_t module, const Dependency& wanted, Visited& visited,
                                 std::vector<Node>& found) const {
  // Once is enough: another way to the same module adds nothing, and there can be exponentially many.
  if (visited[module]) return;
  visited[module] = true;
  const ModuleDeclaration& from = graph_.module(module);
  const auto isWanted = [&](const Dependency& exported) { return same(exported, wanted); };
  if (std::any_of(from.exports.begin(), from.exports.end(), isWanted)) collectOwned(module, wanted, visited, found);
  for (const std::size_t import : from.imports) {
    const auto isMeant = [&](const ModuleName& meant) { return graph_.module(import).is(meant); };
    if (std::any_of(from.reexports.begin(), from.reexports.end(), isMeant))
      collectExported(import, wanted, visited, found);
  }
}

std::string Visibility::explain(std::size_t module, const Dependency& wanted) const {
  const std::vector<Node> found = find(module, wanted);
  if (found.size() > 1) return explainAmbiguity(module, wanted, found);
  return explainMissing(module, wanted);
}

std::string Visibility::explainMissing(std::size_t module, const Dependency& wanted) const {
  const std::string& here = graph_.module(module).name;
  const std::string text = "nothing provides " + describe(wanted) + " in " + here;
  for (std::size_t other = 0; other < graph_.size(); ++other) {
    const std::string& there = graph_.module(other).name;
    if (other != module && !exported(other, wanted).empty())
      return text + "; " + there + " exports it: import " + there + " in " + here;
  }
  const std::vector<std::size_t>& imports = graph_.module(module).imports;
  for (std::size_t other = 0; other < graph_.size(); ++other) {
    if (local(other, wanted).empty()) continue;
    const std::string& there = graph_.module(other).name;
    const bool isSeen =
        graph_.module(other).global || std::find(imports.begin(), imports.end(), other) != imports.end();
    return text + "; " + there + " provides it but does not export it: add " + exportCall(wanted) + " there" +
           (isSeen ? "" : " and import " + there + " in " + here);
  }
  return text + suggest(wanted);
}

std::string Visibility::suggest(const Dependency& wanted) const {
  std::string meant;
  for (std::size_t other = 0; other < graph_.size(); ++other) {
    const std::string& there = graph_.module(other).name;
    for (const Provider& provider : graph_.module(other).providers) {
      if (provider.isController) continue;
      if (provider.implementation == wanted.typeName && provider.token != wanted.type)
        return "; " + there + " provides it as " + provider.tokenName + ": ask for " + provider.tokenName;
      const bool isAlike =
          provider.token == wanted.type || (provider.valueName.empty() && wanted.name.empty() &&
                                            equalsIgnoreCase(lastName(provider.tokenName), lastName(wanted.typeName)));
      if (isAlike && meant.empty()) meant = ": is " + describe(tokenOf(provider)) + " of " + there + " meant?";
    }
  }
  if (!meant.empty()) return meant;
  const std::string_view module = graph_.suggestion(wanted.type);
  if (!module.empty()) return ": import " + std::string(module) + " there";
  return ": provide it there, or import a module that exports it";
}

std::string Visibility::explainAmbiguity(std::size_t module, const Dependency& wanted,
                                         const std::vector<Node>& found) const {
  const std::string& here = graph_.module(module).name;
  std::string places;
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (i > 0) places += i + 1 == found.size() ? " and " : ", ";
    places += graph_.module(found[i].module).name;
  }
  return places + " provide " + describe(wanted) + " to " + here + ": let " + here +
         " see one of them, or provide it there";
}

}  // namespace serinus::di
