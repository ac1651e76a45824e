#pragma once

#include <serinus/di/lazy_services.hpp>
#include <serinus/di/module_graph.hpp>
#include <serinus/di/service_scope.hpp>

#include <cstddef>
#include <exception>
#include <memory>
#include <string>
#include <vector>

namespace serinus::di {

/// Makes the steps of a plan, owns what they made and destroys it in reverse order. What is not a singleton is made
/// when it is asked for: a transient for each singleton that needs one, by this; the rest by `RequestServices`.
///
/// The caller goes through the steps in order: `build` for each, or for an opaque one `put` with what its recipe gave;
/// then `finish`, and the scopes are there.
class Container {
public:
  Container(ModuleGraph graph, Plan plan);
  ~Container();
  Container(const Container&) = delete;
  Container& operator=(const Container&) = delete;

  [[nodiscard]] const ModuleGraph& graph() const noexcept { return graph_; }
  [[nodiscard]] std::size_t steps() const noexcept { return plan_.size(); }
  [[nodiscard]] const Provider& provider(std::size_t step) const;
  [[nodiscard]] const ModuleDeclaration& moduleOf(std::size_t step) const;
  [[nodiscard]] std::size_t moduleIndexOf(std::size_t step) const { return plan_.at(step).module; }
  [[nodiscard]] const Step& planned(std::size_t step) const { return plan_.at(step); }
  /// Whether there is one of it, made at the start: a singleton, or a lazy one that some singleton needs.
  [[nodiscard]] bool isSingleton(std::size_t step) const { return isEager_.at(step); }
  /// Whether there is one of it, made when it is first asked for.
  [[nodiscard]] bool isLazy(std::size_t step) const {
    return provider(step).scope == Scope::lazy && !isSingleton(step);
  }
  [[nodiscard]] bool isOpaque(std::size_t step) const { return provider(step).opaque.has_value(); }

  /// The dependencies of a step: singletons, all made already, and transients, made here.
  [[nodiscard]] Resolved resolved(std::size_t step);

  /// Whether the dependencies of a step are made. One that could not be made leaves those that need it unready.
  [[nodiscard]] bool isReady(std::size_t step) const;

  /// Runs the recipe of a step with what `find` gives for each of its dependencies, and keeps nothing.
  /// @param find  of a step to its instance
  /// @throws std::invalid_argument  when the recipe gives nothing; and what it throws
  template <class Find>
  [[nodiscard]] Instance makeWith(std::size_t step, Find find) const {
    std::vector<Instance> arguments;
    for (const std::size_t argument : plan_.at(step).arguments) arguments.push_back(find(argument));
    return makeOf(step, Resolved(std::move(arguments)));
  }

  /// @throws InitializationError  when the recipe throws or gives nothing: the chain of names and the cause
  void build(std::size_t step);

  /// What to say of a step that could not be made: the chain of names and the cause.
  [[nodiscard]] std::string describeFailure(std::size_t step, const std::exception_ptr& cause) const;

  /// What an opaque recipe gave.
  /// @throws std::invalid_argument  when that is null
  void put(std::size_t step, Instance instance);

  [[nodiscard]] const Instance& instance(std::size_t step) const { return instances_.at(step); }

  /// The one instance of a lazy step; any thread may ask.
  [[nodiscard]] const Instance& lazily(std::size_t step) const { return lazy_->get(step); }

  /// The instance of a step as an `Interface`: its token or one of its facets, else null.
  template <class Interface>
  [[nodiscard]] std::shared_ptr<Interface> as(std::size_t step) const {
    return std::static_pointer_cast<Interface>(view(step, typeId<Interface>()));
  }

  /// Makes the scopes, when every step is made; a step that could not be made is not in them.
  void finish();

  /// What the classes of a module see, from `finish` on.
  [[nodiscard]] const ServiceScope& scope(std::size_t module) const { return *scopes_.at(module); }

private:
  [[nodiscard]] Instance view(std::size_t step, TypeId type) const;
  [[nodiscard]] Instance make(std::size_t step);
  [[nodiscard]] Instance makeOf(std::size_t step, const Resolved& resolved) const;
  [[nodiscard]] Instance transientFor(std::size_t owner, std::size_t step);
  [[nodiscard]] std::string chainTo(std::size_t step) const;
  [[nodiscard]] std::vector<bool> findEager() const;
  void fillScope(std::size_t module, const std::vector<std::vector<std::size_t>>& stepOf);

  const ModuleGraph graph_;
  const Plan plan_;
  const std::vector<bool> isEager_;                ///< by step
  std::vector<Instance> instances_;                ///< by step
  std::vector<std::vector<Instance>> transients_;  ///< of each step, in the order in which they were made
  std::unique_ptr<LazyServices> lazy_;
  std::vector<std::unique_ptr<ServiceScope>> scopes_;  ///< by module
};

}  // namespace serinus::di
