#include <serinus/di/container.hpp>

#include "di/visibility.hpp"

#include <algorithm>
#include <cassert>
#include <stdexcept>
#include <utility>

namespace serinus::di {

Container::Container(ModuleGraph graph, Plan plan)
    : graph_(std::move(graph)),
      plan_(std::move(plan)),
      isEager_(findEager()),
      instances_(plan_.size()),
      transients_(plan_.size()),
      lazy_(std::make_unique<LazyServices>(*this)) {}

Container::~Container() {
  lazy_.reset();
  // A service may use what it was made from until its end.
  for (; !instances_.empty(); transients_.pop_back()) {
    instances_.pop_back();
    while (!transients_.back().empty()) transients_.back().pop_back();
  }
}

/// What a singleton needs is made at the start, too, be it by way of a transient.
std::vector<bool> Container::findEager() const {
  std::vector<bool> isNeeded(plan_.size());
  std::vector<bool> isEager(plan_.size());
  for (std::size_t step = plan_.size(); step-- > 0;) {  // who needs something comes later in the plan
    const Scope scope = provider(step).scope;
    isEager[step] = scope == Scope::singleton || (scope == Scope::lazy && isNeeded[step]);
    if (!isEager[step] && !(scope == Scope::transient && isNeeded[step])) continue;
    for (const std::size_t argument : plan_[step].arguments) isNeeded[argument] = true;
  }
  return isEager;
}

const Provider& Container::provider(std::size_t step) const {
  return moduleOf(step).providers.at(plan_.at(step).provider);
}

const ModuleDeclaration& Container::moduleOf(std::size_t step) const {
  return graph_.module(plan_.at(step).module);
}

Resolved Container::resolved(std::size_t step) {
  std::vector<Instance> arguments;
  for (const std::size_t argument : plan_.at(step).arguments) {
    assert((!isSingleton(argument) || instances_[argument] != nullptr) && "steps are made in order");
    arguments.push_back(isSingleton(argument) ? instances_[argument] : transientFor(step, argument));
  }
  return Resolved(std::move(arguments));
}

Instance Container::transientFor(std::size_t owner, std::size_t step) {
  Instance made = makeWith(step, [&](std::size_t argument) {
    return isSingleton(argument) ? instances_[argument] : transientFor(owner, argument);
  });
  transients_[owner].push_back(made);
  return made;
}

Instance Container::makeOf(std::size_t step, const Resolved& resolved) const {
  Instance made = provider(step).build(resolved);
  if (made == nullptr) throw std::invalid_argument(provider(step).implementation + ": its recipe gave nothing");
  return made;
}

bool Container::isReady(std::size_t step) const {
  const std::vector<std::size_t>& arguments = plan_.at(step).arguments;
  return std::all_of(arguments.begin(), arguments.end(),
                     [this](std::size_t at) { return isSingleton(at) ? instances_[at] != nullptr : isReady(at); });
}

void Container::build(std::size_t step) {
  std::string failure;
  try {
    put(step, make(step));
    return;
  } catch (...) {
    failure = describeFailure(step, std::current_exception());
  }
  throw InitializationError({std::move(failure)});
}

std::string Container::describeFailure(std::size_t step, const std::exception_ptr& cause) const {
  const std::string& name = provider(step).implementation;
  const std::string chain = chainTo(step);
  return (chain == name ? "" : chain + ": ") + name + " of " + moduleOf(step).name +
         " could not be made: " + causeText(cause);
}

Instance Container::make(std::size_t step) {
  assert(provider(step).build && "an opaque recipe is run by the caller");
  return provider(step).build(resolved(step));
}

void Container::put(std::size_t step, Instance instance) {
  if (instance == nullptr) throw std::invalid_argument("its recipe gave nothing");
  instances_.at(step) = std::move(instance);
}

Instance Container::view(std::size_t step, TypeId type) const {
  const Provider& from = provider(step);
  if (!isSingleton(step)) return nullptr;
  if (from.token == type) return instances_.at(step);
  for (const Facet& facet : from.facets) {
    if (facet.type == type) return facet.view(instances_.at(step));
  }
  return nullptr;
}

std::string Container::chainTo(std::size_t step) const {
  std::string chain = provider(step).implementation;
  // Who needs it comes later in the plan.
  for (std::size_t later = step + 1; later < plan_.size(); ++later) {
    const std::vector<std::size_t>& arguments = plan_[later].arguments;
    if (std::find(arguments.begin(), arguments.end(), step) == arguments.end()) continue;
    chain = provider(later).implementation + " → " + chain;
    step = later;
  }
  return chain;
}

void Container::finish() {
  std::vector<std::vector<std::size_t>> stepOf(graph_.size());
  for (std::size_t i = 0; i < graph_.size(); ++i) stepOf[i].resize(graph_.module(i).providers.size());
  for (std::size_t step = 0; step < plan_.size(); ++step) stepOf[plan_[step].module][plan_[step].provider] = step;
  for (std::size_t module = 0; module < graph_.size(); ++module) fillScope(module, stepOf);
}

void Container::fillScope(std::size_t module, const std::vector<std::vector<std::size_t>>& stepOf) {
  const auto explain = [this, module](const Dependency& wanted) { return Visibility(graph_).explain(module, wanted); };
  auto scope = std::make_unique<ServiceScope>(graph_.module(module).name, explain);
  const Visibility visibility(graph_);
  for (const Step& step : plan_) {
    const Provider& offered = graph_.module(step.module).providers[step.provider];
    const auto found = visibility.find(module, Dependency{offered.token, offered.tokenName, offered.valueName});
    // Each is met once for every module that provides its token; the answer is the same.
    if (offered.isController || found.size() != 1 || found.front() != Node{step.module, step.provider}) continue;
    const std::size_t made = stepOf[step.module][step.provider];
    if (isSingleton(made))
      scope->add(offered.token, offered.valueName, instances_[made].get());
    else
      scope->addNarrow(offered.token, made, *this);
  }
  scopes_.push_back(std::move(scope));
}

}  // namespace serinus::di
