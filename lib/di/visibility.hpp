#pragma once

#include <serinus/di/module_graph.hpp>

#include <compare>
#include <cstddef>
#include <string>
#include <vector>

namespace serinus::di {

/// A provider of the graph: the module and its place there.
struct Node {
  std::size_t module;
  std::size_t provider;

  friend auto operator<=>(const Node&, const Node&) = default;
};

/// Answers which providers a module sees. Refers to the graph.
class Visibility {
public:
  explicit Visibility(const ModuleGraph& graph) noexcept : graph_(graph) {}

  /// The providers that answer `wanted` in a module, from the nearest place that has one; more than one is an
  /// ambiguity.
  [[nodiscard]] std::vector<Node> find(std::size_t module, const Dependency& wanted) const;

  /// What a module exports under `wanted`.
  [[nodiscard]] std::vector<Node> exported(std::size_t module, const Dependency& wanted) const;

  /// What a module has to export under `wanted`: its own, or what it sees through its imports.
  [[nodiscard]] std::vector<Node> owned(std::size_t module, const Dependency& wanted) const;

  /// Why `find` gave none or many, and what to write: "nothing provides Database in ChatModule; ...".
  [[nodiscard]] std::string explain(std::size_t module, const Dependency& wanted) const;

private:
  using Visited = std::vector<bool>;  // by module

  [[nodiscard]] std::vector<Node> local(std::size_t module, const Dependency& wanted) const;
  void collectOwned(std::size_t module, const Dependency& wanted, Visited& visited, std::vector<Node>& found) const;
  void collectExported(std::size_t module, const Dependency& wanted, Visited& visited, std::vector<Node>& found) const;
  [[nodiscard]] std::string explainMissing(std::size_t module, const Dependency& wanted) const;
  /// What to do about something that no module has: something alike may be meant.
  [[nodiscard]] std::string suggest(const Dependency& wanted) const;
  [[nodiscard]] std::string explainAmbiguity(std::size_t module, const Dependency& wanted,
                                             const std::vector<Node>& found) const;

  const ModuleGraph& graph_;
};

/// "Database", or "std::string "url"" for a named value.
[[nodiscard]] std::string describe(const Dependency& wanted);

}  // namespace serinus::di
