#include "app/assembly.hpp"

#include "app/startup_log.hpp"

#include <serinus/app/recipe.hpp>
#include <serinus/di/initialization_error.hpp>

#include <any>
#include <exception>
#include <utility>

namespace serinus::app {

namespace {

void append(std::vector<std::string>& to, const std::vector<std::string>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

/// What every module sees without importing anything.
di::ModuleDeclaration ownModule(std::shared_ptr<Logger> logger) {
  di::ModuleDeclaration own;
  own.name = "Serinus";
  own.global = true;
  own.providers.push_back(di::factoryProvider([kept = std::move(logger)] { return kept; }));
  own.exports.push_back(di::Dependency{di::typeId<Logger>(), di::typeName<Logger>(), {}});
  return own;
}

}  // namespace

Task<> Assembly::make(const ModuleImport& root, std::vector<std::string> faults, std::vector<Loop*> loops) {
  loops_ = std::move(loops);
  co_await ModuleTree::grow(tree_, root, options_);
  requirements_.emplace(tree_);
  di::ModuleGraph graph = wire(std::move(faults));
  di::Plan plan = graph.resolve();
  container_.emplace(std::move(graph), std::move(plan));
  for (std::size_t step = 0; step < container_->steps(); ++step) {
    // Whatever needs something that could not be made is passed over: the cause is said once.
    if (container_->isSingleton(step) && container_->isReady(step)) co_await makeOne(step);
  }
  container_->finish();
  if (!failures_.empty()) mountAll();
}

di::ModuleGraph Assembly::wire(std::vector<std::string> faults) const {
  di::ModuleGraph graph = tree_.graph();
  graph.add(ownModule(logger_));
  graph.suggest<SseEmitter>("SseModule");
  append(faults, tree_.faults());
  append(faults, graph.faults());
  append(faults, requirements_->faults());
  if (!faults.empty()) throw InitializationError(std::move(faults));
  return graph;
}

Task<> Assembly::makeOne(std::size_t step) {
  try {
    if (container_->isOpaque(step)) {
      const auto& recipe = std::any_cast<const CoroutineRecipe&>(container_->provider(step).opaque);
      di::Instance instance = co_await recipe(container_->resolved(step));
      container_->put(step, std::move(instance));
    } else {
      container_->build(step);
    }
  } catch (const InitializationError& error) {
    append(failures_, error.faults());
  } catch (...) {
    failures_.push_back(container_->describeFailure(step, std::current_exception()));
  }
}

void Assembly::mountAll() {
  MountSources sources{*container_, options_, *requirements_, {}, {}, loops_, logger_, !failures_.empty()};
  for (std::size_t i = 0; i < tree_.size(); ++i) {
    sources.everywhere.emplace_back(&tree_.module(i).contents().everywhere, &container_->scope(i));
    sources.routePrefixes.push_back(tree_.module(i).contents().routePrefix);
  }
  try {
    mounted_ = mount(sources);
  } catch (const InitializationError& error) {
    append(failures_, error.faults());
  }
  if (!failures_.empty()) throw InitializationError(failures_);
}

std::vector<std::string> Assembly::lines() const {
  return startupLines(container_->graph(), tree_.size(), mounted_.paths);
}

}  // namespace serinus::app
