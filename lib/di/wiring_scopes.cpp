#include "di/wiring.hpp"

#include <algorithm>

namespace serinus::di {

namespace {

const Facet* firstCertain(const Provider& provider) noexcept {
  const auto& facets = provider.facets;
  const auto found = std::find_if(facets.begin(), facets.end(), [](const Facet& facet) { return facet.isCertain; });
  return found != facets.end() ? &*found : nullptr;
}

bool isOneForAll(const Provider& provider) noexcept {
  return provider.scope == Scope::singleton || provider.scope == Scope::lazy;
}

}  // namespace

/// From here, over transients, to the first provider that there is one of for each request; empty when there is none.
Wiring::Path Wiring::toRequest(std::size_t link) const {
  // What nobody has is no fault where a module could not say all it has.
  if (link == nowhere || isOneForAll(provider(link))) return {};
  if (provider(link).scope == Scope::request) return {link};
  for (const std::size_t need : links_[link].needs) {
    Path path = toRequest(need);
    if (path.empty()) continue;
    path.insert(path.begin(), link);
    return path;
  }
  return {};
}

void Wiring::findNarrow(Strings& faults) const {
  for (std::size_t i = 0; i < links_.size(); ++i) {
    const Provider& asking = provider(i);
    if (asking.scope != Scope::singleton) {
      const Facet* const facet = firstCertain(asking);
      if (facet != nullptr)
        faults.push_back(asking.implementation + " of " + moduleName(i) + " is a " +
                         std::string(typeName(facet->type)) +
                         ", which the application has one of from its start on: make it a singleton" +
                         (asking.scope == Scope::lazy ? ", in a module that is not lazy()" : ""));
      if (asking.opaque.has_value())
        faults.push_back(asking.implementation + " of " + moduleName(i) +
                         (asking.scope == Scope::lazy ? " is lazy" : " is no singleton") +
                         ", but made by a coroutine: who asks for it cannot wait; make it by a function");
    }
    if (!isOneForAll(asking)) continue;
    for (const std::size_t need : links_[i].needs) {
      const Path path = toRequest(need);
      if (path.empty()) continue;
      std::string chain = chainTo(i);
      for (const std::size_t step : path) chain += provider(step).implementation + (step == path.back() ? "" : " → ");
      const std::string& name = provider(path.back()).implementation;
      faults.push_back(chain + ": there is one " + name + " for each request, but one " + asking.implementation +
                       " for all: ask for it by context.use<" + provider(path.back()).tokenName +
                       ">() in a handler, or make " + asking.implementation + " Scope::request too");
    }
  }
}

}  // namespace serinus::di
