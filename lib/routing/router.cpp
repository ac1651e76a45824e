#include <serinus/routing/router.hpp>

#include "routing/segment_match.hpp"

#include <serinus/base/percent.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <tuple>

namespace serinus::routing {

std::optional<std::string_view> Parameters::get(std::string_view name) const noexcept {
  for (const auto& [key, value] : entries_) {
    if (key == name) return value;
  }
  return std::nullopt;
}

namespace {

// Smaller is tried first, behind literals: parameters by how much text is around them and before them, then `*`, then
// `**`. Two parameters that one part fits never rank the same, so the order of registration decides nothing.
auto rank(const Segment& segment) noexcept {
  const std::ptrdiff_t before = std::ssize(segment.prefix);
  const std::ptrdiff_t around = before + std::ssize(segment.suffix);
  return std::make_tuple(segment.kind, -around, -before);
}

bool equivalent(const Segment& a, const Segment& b) noexcept {
  return a.kind == b.kind && a.prefix == b.prefix && a.suffix == b.suffix;
}

}  // namespace

Router::Node& Router::child(Node& parent, const Segment& segment) {
  if (segment.kind == Segment::Kind::literal) {
    std::unique_ptr<Node>& node = parent.literals[segment.prefix];
    if (!node) node = std::make_unique<Node>();
    return *node;
  }
  for (Edge& edge : parent.edges) {
    if (equivalent(edge.segment, segment)) return *edge.node;
  }
  const auto place = std::find_if(parent.edges.begin(), parent.edges.end(),
                                  [&](const Edge& edge) { return rank(segment) < rank(edge.segment); });
  return *parent.edges.insert(place, Edge{segment, std::make_unique<Node>()})->node;
}

Router::Place& Router::placeIn(Node& node, std::optional<Method> method) noexcept {
  return method ? node.byMethod[static_cast<std::size_t>(*method)] : node.otherwise;
}

/// Whether requests of that method end there already.
bool Router::isServed(Node& node, std::optional<Method> method) noexcept {
  if (placeIn(node, method) || node.otherwise) return true;
  return method == Method::head && placeIn(node, Method::get);
}

Router::Ends Router::endsOf(const Pattern& pattern) {
  Node* before = nullptr;
  Node* node = &root_;
  bool literal = true;
  std::string path;
  for (const Segment& segment : pattern.segments()) {
    literal = literal && segment.kind == Segment::Kind::literal;
    path.append(path.empty() ? "" : "/").append(segment.prefix);
    before = node;
    node = &child(*node, segment);
    if (literal) literals_.try_emplace(path, node);
  }
  return {node, pattern.lastIsOptional() ? before : nullptr};
}

Router::Entry Router::entryOf(const Pattern& pattern, std::size_t target, std::string where) {
  Entry entry{target, {}, std::move(where)};
  for (const Segment& segment : pattern.segments()) {
    if (segment.kind != Segment::Kind::literal) entry.names.push_back(segment.name);
  }
  return entry;
}

void Router::add(std::optional<Method> method, const Pattern& pattern, std::size_t target, std::string where) {
  const Ends ends = endsOf(pattern);
  // Both places are looked at before either is taken, so that a refused route leaves nothing behind.
  for (Node* const node : {ends.without, ends.whole}) {
    if (node == nullptr || !placeIn(*node, method)) continue;
    const Entry& first = *placeIn(*node, method);
    throw RouteConflict(std::string(method ? name(*method) : "ALL") + ' ' + pattern.text() + " of " + where +
                            " is served already by " + first.where + ": give one of them another path or method",
                        first.target);
  }
  Entry entry = entryOf(pattern, target, std::move(where));
  if (ends.without != nullptr) placeIn(*ends.without, method) = std::make_unique<const Entry>(entry);
  placeIn(*ends.whole, method) = std::make_unique<const Entry>(std::move(entry));
}

void Router::addWhereFree(std::optional<Method> method, const Pattern& pattern, std::size_t target, std::string where) {
  const Ends ends = endsOf(pattern);
  const Entry entry = entryOf(pattern, target, std::move(where));
  for (Node* const node : {ends.without, ends.whole}) {
    if (node != nullptr && !isServed(*node, method)) placeIn(*node, method) = std::make_unique<const Entry>(entry);
  }
}

/// What the parameters of a path stand for, the first few without an allocation.
class Router::Values {
public:
  void push(std::string_view value) {
    if (size_ < few_.size())
      few_[size_] = value;
    else
      more_.push_back(value);
    ++size_;
  }
  void pop() noexcept {
    if (size_-- > few_.size()) more_.pop_back();
  }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] std::string_view operator[](std::size_t index) const noexcept {
    return index < few_.size() ? few_[index] : more_[index - few_.size()];
  }

private:
  std::array<std::string_view, 4> few_;
  std::vector<std::string_view> more_;
  std::size_t size_ = 0;
};

/// One look-up: a walk that tries the edges of each node in order of preference and comes back where they lead nowhere.
struct Router::Search {
  Method method;
  MethodSet allowed;
  Values values;
  std::string_view tail;

  const Entry* in(const Node& node, std::string_view rest, bool atEnd) {
    if (atEnd) {
      if (const Entry* entry = at(node)) return entry;
    }
    const std::size_t slash = rest.find('/');
    const std::string_view part = rest.substr(0, slash);
    const bool last = slash == std::string_view::npos;
    const std::string_view behind = last ? std::string_view() : rest.substr(slash + 1);
    if (const auto literal = atEnd ? node.literals.end() : node.literals.find(part); literal != node.literals.end()) {
      if (const Entry* entry = in(*literal->second, behind, last)) return entry;
    }
    for (const Edge& edge : node.edges) {
      const bool isTail = edge.segment.kind == Segment::Kind::tail;
      if ((atEnd && !isTail) || !matches(edge.segment, part)) continue;
      const std::size_t around = edge.segment.prefix.size() + edge.segment.suffix.size();
      values.push(isTail ? rest : part.substr(edge.segment.prefix.size(), part.size() - around));
      if (const Entry* entry = in(*edge.node, isTail ? std::string_view() : behind, last || isTail)) {
        if (isTail) tail = rest;
        return entry;
      }
      values.pop();
    }
    return nullptr;
  }

  /// Where all but the last part is literal, as it is of most paths with a parameter, the walk can begin there: it
  /// would come there first.
  const Entry* below(const ByText<const Node*>& literals, std::string_view path) {
    const std::size_t slash = path.rfind('/');
    if (slash == std::string_view::npos) return nullptr;
    const auto parent = literals.find(path.substr(0, slash));
    return parent == literals.end() ? nullptr : in(*parent->second, path.substr(slash + 1), false);
  }

  const Entry* at(const Node& node) {
    const auto own = [&](Method wanted) -> const Entry* {
      return node.byMethod[static_cast<std::size_t>(wanted)].get();
    };
    if (const Entry* entry = own(method)) return entry;
    if (method == Method::head) {
      if (const Entry* entry = own(Method::get)) return entry;
    }
    if (node.otherwise) return node.otherwise.get();
    for (std::size_t i = 0; i < methodCount; ++i) {
      if (node.byMethod[i]) allowed.add(static_cast<Method>(i));
    }
    if (own(Method::get) != nullptr) allowed.add(Method::head);
    return nullptr;
  }
};

void Router::find(Method method, std::string_view path, Match& match) const {
  if (path.starts_with('/')) path.remove_prefix(1);
  if (path.ends_with('/')) path.remove_suffix(1);
  Search search{method, {}, {}, {}};
  const Entry* entry = nullptr;
  if (!path.empty()) {
    const auto literal = literals_.find(path);
    if (literal != literals_.end()) entry = search.at(*literal->second);
    if (entry == nullptr) entry = search.below(literals_, path);
  }
  if (entry == nullptr) entry = search.in(root_, path, path.empty());
  if (entry == nullptr) {
    if (search.allowed.empty())
      match.emplace<NotFound>();
    else
      match.emplace<MethodNotAllowed>(search.allowed);
    return;
  }
  Found& found = match.emplace<Found>(entry->target, Parameters());
  if (entry->names.empty()) return;
  // An optional last parameter that is missing has a name and no value.
  const std::size_t count = std::min(entry->names.size(), search.values.size());
  found.parameters.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    std::optional<std::string> value = percentDecode(search.values[i]);
    if (!value) {  // the request parser refuses broken escapes; a caller without one gets no match
      match.emplace<NotFound>();
      return;
    }
    found.parameters.add(entry->names[i], std::move(*value));
  }
  if (search.tail.data() != nullptr) found.parameters.setTail(search.tail);
}

}  // namespace serinus::routing
