#include "app/module_tree.hpp"

#include <serinus/app/application_options.hpp>
#include <serinus/di/initialization_error.hpp>

#include <algorithm>

namespace serinus {

Task<> Module::registerAsync(const ApplicationOptions&) {
  return {};
}

namespace app {

Task<> ModuleTree::grow(ModuleTree& tree, ModuleImport root, const ApplicationOptions& options) {
  tree.add(root);
  // Each module declares before its imports are followed: what it declares late may import more.
  for (std::size_t i = 0; i < tree.modules_.size(); ++i) {
    tree.grown_ = i + 1;
    co_await tree.modules_[i]->registerAsync(options);
    const std::vector<ModuleImport> imports = tree.modules_[i]->contents().imports;
    // Instances first: a type imported without options then means the instance, whichever was written first.
    for (const bool instances : {true, false}) {
      for (const ModuleImport& import : imports) {
        if (import.isInstance == instances) tree.add(import);
      }
    }
  }
}

std::size_t ModuleTree::add(const ModuleImport& import) {
  const std::size_t index = indexOf(import.type);
  if (index == modules_.size()) {
    modules_.push_back(import.make());
    known_.push_back(Known{import.type, import.name, import.isInstance});
    return index;
  }
  if (!import.isInstance) return index;
  if (known_[index].isInstance && import.make() != modules_[index]) {
    faults_.push_back(import.name + " is imported as two different instances: import the instance in one place, and " +
                      "imports<" + import.name + ">() in the others");
  } else if (!known_[index].isInstance && index < grown_) {
    faults_.push_back(import.name +
                      " was made without options before this instance of it was met: import the instance in " +
                      "the root module, and imports<" + import.name + ">() in the others");
  } else if (!known_[index].isInstance) {
    modules_[index] = import.make();  // made without options before anybody said which
    known_[index].isInstance = true;
  }
  return index;
}

std::size_t ModuleTree::indexOf(di::TypeId type) const noexcept {
  const auto place = std::find_if(known_.begin(), known_.end(), [&](const Known& known) { return known.type == type; });
  return static_cast<std::size_t>(place - known_.begin());
}

di::ModuleGraph ModuleTree::graph() const {
  if (!faults_.empty()) throw InitializationError(faults_);
  di::ModuleGraph graph;
  for (std::size_t i = 0; i < modules_.size(); ++i) {
    const ModuleContents& contents = modules_[i]->contents();
    di::ModuleDeclaration declaration;
    declaration.name = known_[i].name;
    declaration.type = known_[i].type;
    declaration.global = contents.global;
    declaration.providers = contents.providers;
    declaration.exports = contents.exports;
    declaration.reexports = contents.reexports;
    for (const ModuleImport& import : contents.imports) {
      const std::size_t index = indexOf(import.type);
      if (std::find(declaration.imports.begin(), declaration.imports.end(), index) == declaration.imports.end())
        declaration.imports.push_back(index);
    }
    graph.add(std::move(declaration));
  }
  return graph;
}

}  // namespace app
}  // namespace serinus
