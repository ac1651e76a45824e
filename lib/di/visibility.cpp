#include "di/visibility.hpp"

#include <algorithm>

namespace serinus::di {
namespace {

bool answers(const Provider& provider, const Dependency& wanted) {
  return provider.token == wanted.type && provider.valueName == wanted.name;
}

bool same(const Dependency& one, const Dependency& other) {
  return one.type == other.type && one.name == other.name;
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
  Path path;
  std::vector<Node> found;
  collectOwned(module, wanted, path, found);
  if (found.empty()) {
    for (std::size_t other = 0; other < graph_.size(); ++other) {
      if (graph_.module(other).global) collectExported(other, wanted, path, found);
    }
  }
  settle(found);
  return found;
}

std::vector<Node> Visibility::exported(std::size_t module, const Dependency& wanted) const {
  Path path;
  std::vector<Node> found;
  collectExported(module, wanted, path, found);
  settle(found);
  return found;
}

std::vector<Node> Visibility::owned(std::size_t module, const Dependency& wanted) const {
  Path path;
  std::vector<Node> found;
  collectOwned(module, wanted, path, found);
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

void Visibility::collectOwned(std::size_t module, const Dependency& wanted, Path& path,
                              std::vector<Node>& found) const {
  const std::vector<Node> own = local(module, wanted);
  found.insert(found.end(), own.begin(), own.end());
  if (!own.empty()) return;
  for (const std::size_t import : graph_.module(module).imports) collectExported(import, wanted, path, found);
}

void Visibility::collectExported(std::size_t module, const Dependency& wanted, Path& path,
                                 std::vector<Node>& found) const {
  if (std::find(path.begin(), path.end(), module) != path.end()) return;  // modules may import each other by mistake
  path.push_back(module);
  const ModuleDeclaration& from = graph_.module(module);
  const auto isWanted = [&](const Dependency& exported) { return same(exported, wanted); };
  if (std::any_of(from.exports.begin(), from.exports.end(), isWanted)) collectOwned(module, wanted, path, found);
  for (const std::size_t import : from.imports) {
    const TypeId type = graph_.module(import).type;
    if (std::find(from.reexports.begin(), from.reexports.end(), type) != from.reexports.end())
      collectExported(import, wanted, path, found);
  }
  path.pop_back();
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
  return text + ": add it to the providers of a module that " + here + " imports";
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
