#pragma once

#include "base/keyed_hash.hpp"

#include <serinus/broker/topic_filter.hpp>

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace serinus::broker {

/// Who wants which names, found by the levels of a name: as many steps as it has levels, and twice as many at each
/// `+` that leads on, however many subscribers there are.
///
/// Holds pointers; the owner takes them out. `Subscriber` needs nothing.
template <class Subscriber>
class FilterTrie {
public:
  void add(const TopicFilter& filter, Subscriber& subscriber) {
    Node* node = &root_;
    for (Levels levels = splitLevel(filter.text());; levels = splitLevel(levels.rest)) {
      auto& child = node->children.try_emplace(std::string(levels.first)).first->second;
      if (child == nullptr) child = std::make_unique<Node>();
      node = child.get();
      if (levels.isLast) break;
    }
    node->subscribers.push_back(&subscriber);
  }

  void remove(const TopicFilter& filter, Subscriber& subscriber) noexcept { remove(root_, filter.text(), subscriber); }

  [[nodiscard]] bool empty() const noexcept { return root_.children.empty(); }

  /// Appends everyone whose filter matches, in no order.
  void collect(std::string_view name, std::vector<Subscriber*>& found) const { collect(root_, name, found); }

  /// Everyone.
  void collectAll(std::vector<Subscriber*>& found) const { collectAll(root_, found); }

private:
  struct Node;
  using Children = std::unordered_map<std::string, std::unique_ptr<Node>, KeyedHash, std::equal_to<>>;
  struct Node {
    Children children;
    std::vector<Subscriber*> subscribers;
  };

  static void take(const Node& node, std::vector<Subscriber*>& found) {
    found.insert(found.end(), node.subscribers.begin(), node.subscribers.end());
  }

  static void collect(const Node& node, std::string_view name, std::vector<Subscriber*>& found) {
    if (const auto tail = node.children.find("#"); tail != node.children.end()) take(*tail->second, found);
    const Levels levels = splitLevel(name);
    for (const std::string_view level : {levels.first, std::string_view("+")}) {
      const auto child = node.children.find(level);
      if (child == node.children.end()) continue;
      if (!levels.isLast) {
        collect(*child->second, levels.rest, found);
        continue;
      }
      take(*child->second, found);
      const auto below = child->second->children.find("#");  // `acme/#` takes `acme` too
      if (below != child->second->children.end()) take(*below->second, found);
    }
  }

  static void collectAll(const Node& node, std::vector<Subscriber*>& found) {
    take(node, found);
    for (const auto& [level, child] : node.children) collectAll(*child, found);
  }

  static void remove(Node& node, std::string_view filter, Subscriber& subscriber) noexcept {
    const Levels levels = splitLevel(filter);
    const auto child = node.children.find(levels.first);
    if (child == node.children.end()) return;
    if (levels.isLast)
      std::erase(child->second->subscribers, &subscriber);
    else
      remove(*child->second, levels.rest, subscriber);
    if (child->second->children.empty() && child->second->subscribers.empty()) node.children.erase(child);
  }

  Node root_;
};

}  // namespace serinus::broker
