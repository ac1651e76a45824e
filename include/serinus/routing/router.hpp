#pragma once

#include <serinus/http/method.hpp>
#include <serinus/routing/pattern.hpp>

#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

namespace serinus::routing {

/// Two routes with the same method and equivalent patterns; the text names both places.
class RouteConflict : public std::invalid_argument {
public:
  RouteConflict(const std::string& text, std::size_t first) : std::invalid_argument(text), first_(first) {}

  /// The target of the route that was there first.
  [[nodiscard]] std::size_t first() const noexcept { return first_; }

private:
  std::size_t first_;
};

/// The values of a path's parameters, and of what `*` and `**` stand for, under these names; percent-decoded once:
/// `%2F` inside one stays data. In the value of `**` it is not told from a slash any more, so do not make a file's name
/// of that.
class Parameters {
public:
  [[nodiscard]] std::optional<std::string_view> get(std::string_view name) const noexcept;
  void add(std::string name, std::string value) { entries_.emplace_back(std::move(name), std::move(value)); }
  void reserve(std::size_t count) { entries_.reserve(count); }
  /// What `**` stands for, as it was sent: with its escapes and without a last slash. Empty where there is no `**`.
  [[nodiscard]] std::string_view tail() const noexcept {
    return tail_ == nullptr ? std::string_view() : std::string_view(*tail_);
  }
  void setTail(std::string_view tail) { tail_ = std::make_unique<std::string>(tail); }
  [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }
  [[nodiscard]] auto begin() const noexcept { return entries_.begin(); }
  [[nodiscard]] auto end() const noexcept { return entries_.end(); }

private:
  std::vector<std::pair<std::string, std::string>> entries_;
  std::unique_ptr<std::string> tail_;  // few routes have it, and all parameters are moved about
};

struct Found {
  std::size_t target;
  Parameters parameters;
};
struct MethodNotAllowed {
  MethodSet allowed;
};
struct NotFound {};
using Match = std::variant<Found, MethodNotAllowed, NotFound>;

/// Finds what serves a path. Part by part, the more definite pattern wins: literal, parameter with text around it (the
/// longer first, of the same length that with more in front), parameter, `*`, `**`; where that leads nowhere the next
/// is tried. The path is taken as it was sent: `..` and empty parts mean nothing special, one trailing slash means
/// nothing at all.
///
/// A path that is a pattern to the letter, or is to its last part, is found by a hash. Every other look-up visits each
/// node of the tree of patterns at most once and those below the last part once more, so no path can make it slow.
class Router {
public:
  /// @param method  nothing: every method without a route of its own
  /// @param where   who asks for it, for the message of a conflict, such as `ChatController`
  /// @throws RouteConflict  and stays as it was
  void add(std::optional<Method> method, const Pattern& pattern, std::size_t target, std::string where);

  /// The same, but a request that is served already stays with what serves it, in silence: by a route for all methods,
  /// and `HEAD` by one for `GET`, too.
  void addWhereFree(std::optional<Method> method, const Pattern& pattern, std::size_t target, std::string where);

  /// `HEAD` is answered by a `GET` route where it has none of its own.
  [[nodiscard]] Match find(Method method, std::string_view path) const {
    Match match = NotFound{};
    find(method, path, match);
    return match;
  }
  /// The same where it is to stand, as a match is dear to move.
  void find(Method method, std::string_view path, Match& match) const;

private:
  struct Entry {
    std::size_t target;
    std::vector<std::string> names;
    std::string where;
  };
  struct Node;
  struct Edge {
    Segment segment;
    std::unique_ptr<Node> node;
  };
  struct PathHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view path) const noexcept { return std::hash<std::string_view>()(path); }
  };
  template <class Value>
  using ByText = std::unordered_map<std::string, Value, PathHash, std::equal_to<>>;
  struct Node {
    ByText<std::unique_ptr<Node>> literals;  // come before the edges
    std::vector<Edge> edges;                 // all others, in the order of preference
    std::array<std::unique_ptr<const Entry>, methodCount> byMethod;
    std::unique_ptr<const Entry> otherwise;
  };
  class Values;
  struct Search;

  using Place = std::unique_ptr<const Entry>;
  /// Where a pattern ends; and where it ends without its last part, if that is optional.
  struct Ends {
    Node* whole;
    Node* without = nullptr;
  };

  static Node& child(Node& parent, const Segment& segment);
  static Place& placeIn(Node& node, std::optional<Method> method) noexcept;
  static bool isServed(Node& node, std::optional<Method> method) noexcept;
  [[nodiscard]] Ends endsOf(const Pattern& pattern);
  static Entry entryOf(const Pattern& pattern, std::size_t target, std::string where);

  Node root_;
  ByText<const Node*> literals_;  // `a/b`, wherever only literals lead; never the root
};

}  // namespace serinus::routing
