#include "app/module_tree.hpp"

#include <serinus/app/application_options.hpp>
#include <serinus/di/initialization_error.hpp>

#include <algorithm>
#include <exception>
#include <utility>

namespace serinus {

Task<> Module::registerAsync(const ApplicationOptions&) {
  return {};
}

namespace app {

namespace {

/// Values are there already.
void postpone(std::vector<di::Provider>& providers) {
  for (di::Provider& provider : providers) {
    if (provider.scope == Scope::singleton && provider.valueName.empty()) provider.scope = Scope::lazy;
  }
}

std::string nameOf(const std::string& type, const std::string& token) {
  return token.empty() ? type : type + '#' + token;
}

/// How to write an import in C++.
std::string importCall(const std::string& type, const std::string& token) {
  return "imports<" + type + (token.empty() ? ">()" : ">(\"" + token + "\")");
}

const std::string& tokenOf(const ModuleImport& import, const std::shared_ptr<Module>& instance) {
  return instance != nullptr ? instance->contents().token : import.token;
}

}  // namespace

Task<> ModuleTree::grow(ModuleTree& tree, const ModuleImport& root, const ApplicationOptions& options) {
  tree.make(root);
  for (tree.walk(); tree.nextToRegister() != nowhere; tree.walk()) {
    co_await tree.registerOne(tree.made_[tree.nextToRegister()], options);
  }
}

Task<> ModuleTree::registerOne(Made& made, const ApplicationOptions& options) {
  made.hasRegistered = true;
  try {
    co_await made.module->registerAsync(options);
  } catch (...) {
    failures_.push_back(made.name + "::registerAsync threw: " + di::causeText(std::current_exception()));
  }
}

std::size_t ModuleTree::nextToRegister() const noexcept {
  for (const std::size_t place : found_) {
    if (!made_[place].hasRegistered) return place;
  }
  return nowhere;
}

void ModuleTree::walk() {
  // An instance that is met late changes what was found before it: then everything is followed once more.
  do {
    grew_ = false;
    found_.clear();
    if (made_.front().module != nullptr) found_.push_back(0);
    for (std::size_t i = 0; i < found_.size(); ++i) {
      const Module& module = *made_[found_[i]].module;
      for (const ModuleImport& import : module.contents().imports) follow(import);
    }
  } while (grew_);
}

void ModuleTree::follow(const ModuleImport& import) {
  std::size_t place = find(import);
  if (place == nowhere && import.make) place = make(import);
  if (place == nowhere || made_[place].module == nullptr) return;
  if (std::find(found_.begin(), found_.end(), place) == found_.end()) found_.push_back(place);
}

std::size_t ModuleTree::make(const ModuleImport& import) {
  grew_ = true;
  Made made{import.type, import.name, nullptr, import.isInstance};
  try {
    made.module = import.make();
    made.name = nameOf(import.name, made.module->contents().token);
  } catch (...) {
    failures_.push_back(import.name + " could not be made: " + di::causeText(std::current_exception()));
  }
  made_.push_back(std::move(made));
  return made_.size() - 1;
}

std::size_t ModuleTree::find(const ModuleImport& import) const {
  const std::shared_ptr<Module> instance = import.isInstance ? import.make() : nullptr;
  const std::string& token = tokenOf(import, instance);
  std::size_t byClass = nowhere;
  for (std::size_t i = 0; i < made_.size(); ++i) {
    const Made& made = made_[i];
    if (made.type != import.type) continue;
    const bool isSameToken = made.module != nullptr && made.module->contents().token == token;
    if (made.isInstance && isSameToken) return i;
    if (!made.isInstance && (isSameToken || token.empty())) byClass = i;
  }
  return import.isInstance ? nowhere : byClass;
}

std::vector<std::string> ModuleTree::faults() const {
  std::vector<std::string> faults = failures_;
  for (const std::size_t importer : found_) {
    for (const ModuleImport& import : made_[importer].module->contents().imports) {
      std::string fault = faultOf(importer, import);
      if (!fault.empty() && std::find(faults.begin(), faults.end(), fault) == faults.end())
        faults.push_back(std::move(fault));
    }
  }
  return faults;
}

std::string ModuleTree::faultOf(std::size_t importer, const ModuleImport& import) const {
  const std::string& here = made_[importer].name;
  const std::size_t place = find(import);
  if (place == nowhere) return here + " imports " + nameOf(import.name, import.token) + explainMissing(import);
  const Made& made = made_[place];
  if (!import.isInstance || import.make() == made.module) return {};
  const std::string first = firstImporterOf(*made.module);
  return here + " and " + first + " import two different instances of " + made.name + ": import one of them, and " +
         importCall(import.name, made.module->contents().token) + " elsewhere, or give each a token of its own";
}

std::string ModuleTree::explainMissing(const ModuleImport& import) const {
  const std::string text = import.token.empty() ? ", which cannot be made without arguments: "
                                                : ", and no module imports an instance with that token: ";
  std::string others;
  for (const Made& made : made_) {
    if (made.type != import.type || !made.isInstance) continue;
    others += (others.empty() ? "" : " or ") + importCall(import.name, made.module->contents().token);
  }
  return text + (others.empty() ? "import one, imports(" + import.name + "(...)), in some module" : "write " + others);
}

std::string ModuleTree::firstImporterOf(const Module& instance) const {
  for (const std::size_t importer : found_) {
    for (const ModuleImport& import : made_[importer].module->contents().imports) {
      if (import.isInstance && import.make().get() == &instance) return made_[importer].name;
    }
  }
  return "another module";
}

bool ModuleTree::isIncomplete() const {
  const auto lacksAnImport = [this](std::size_t place) {
    const std::vector<ModuleImport>& imports = made_[place].module->contents().imports;
    return std::any_of(imports.begin(), imports.end(), [this](const auto& import) { return find(import) == nowhere; });
  };
  return !failures_.empty() || std::any_of(found_.begin(), found_.end(), lacksAnImport);
}

di::ModuleGraph ModuleTree::graph() const {
  di::ModuleGraph graph;
  for (const std::size_t place : found_) {
    const ModuleContents& contents = made_[place].module->contents();
    di::ModuleDeclaration declaration;
    declaration.name = made_[place].name;
    declaration.type = made_[place].type;
    declaration.token = contents.token;
    declaration.global = contents.global;
    declaration.imports = importsOf(*made_[place].module);
    declaration.providers = contents.providers;
    if (contents.lazy) postpone(declaration.providers);
    declaration.exports = contents.exports;
    declaration.reexports = contents.reexports;
    graph.add(std::move(declaration));
  }
  if (isIncomplete()) graph.setIncomplete();
  return graph;
}

std::vector<std::size_t> ModuleTree::importsOf(const Module& module) const {
  std::vector<std::size_t> indices;
  for (const ModuleImport& import : module.contents().imports) {
    const auto place = std::find(found_.begin(), found_.end(), find(import));
    const auto index = static_cast<std::size_t>(place - found_.begin());
    const bool isNew = std::find(indices.begin(), indices.end(), index) == indices.end();
    if (place != found_.end() && isNew) indices.push_back(index);
  }
  return indices;
}

}  // namespace app
}  // namespace serinus
