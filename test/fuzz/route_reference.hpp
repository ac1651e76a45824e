#pragma once

#include <serinus/base/percent.hpp>
#include <serinus/http/method.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace serinus::routing {

/// Texts between slashes, without one slash before and one behind them; none for the root.
inline std::vector<std::string> partsOf(std::string_view path) {
  if (path.starts_with('/')) path.remove_prefix(1);
  if (path.ends_with('/')) path.remove_suffix(1);
  std::vector<std::string> parts;
  while (!path.empty() || !parts.empty()) {
    const std::size_t slash = path.find('/');
    parts.emplace_back(path.substr(0, slash));
    if (slash == std::string_view::npos) break;
    path.remove_prefix(slash + 1);
  }
  return parts;
}

/// One part of a pattern, in the order in which they are preferred.
struct ReferencePart {
  enum class Kind { text, parameterInText, parameter, any, tail };
  Kind kind = Kind::text;
  std::string before;  // the whole text, or that around a parameter
  std::string behind;
  std::string name;

  /// The smaller, the more definite: by kind, then by how much text there is, then by how much of it is in front. Equal
  /// for two that both take the same part only where they are the same but for their names.
  using Rank = std::tuple<Kind, long, long>;
  [[nodiscard]] Rank rank() const {
    const auto around = static_cast<long>(before.size() + behind.size());
    const bool isText = kind == Kind::text;
    return {kind, isText ? 0 : -around, isText ? 0 : -static_cast<long>(before.size())};
  }
  [[nodiscard]] bool isLike(const ReferencePart& other) const {
    return kind == other.kind && before == other.before && behind == other.behind;
  }
};
using ReferenceParts = std::vector<ReferencePart>;

/// A pattern by the table of the guide (docs/guide/routing.md); nothing where it is none.
class ReferencePattern {
public:
  static std::optional<ReferencePattern> read(std::string_view text) {
    ReferencePattern pattern;
    const std::vector<std::string> parts = partsOf(text);
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (!pattern.add(parts[i], i + 1 == parts.size())) return std::nullopt;
    }
    return pattern;
  }

  /// Those that it stands for: one, or two where the last part is optional.
  [[nodiscard]] std::vector<ReferenceParts> forms() const {
    std::vector<ReferenceParts> forms{parts_};
    if (lastIsOptional_) forms.emplace_back(parts_.begin(), parts_.end() - 1);
    return forms;
  }

private:
  static bool isName(std::string_view text) {
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
    return !text.empty() && text.find_first_not_of(letters) == std::string_view::npos;
  }

  bool add(std::string_view part, bool isLast) {
    using Kind = ReferencePart::Kind;
    if (part.empty() || (part == "**" && !isLast)) return false;
    if (part == "*" || part == "**") {
      parts_.push_back({part == "*" ? Kind::any : Kind::tail, "", "", std::string(part)});
      return true;
    }
    const bool isOptional = part.ends_with('?');
    if (isOptional) part.remove_suffix(1);
    if (part.starts_with(':'))
      return addParameter({Kind::parameter, "", "", std::string(part.substr(1))}, isOptional, isLast);
    const std::size_t open = part.find('<');
    const std::size_t close = part.find('>', std::min(open, part.size()));
    if (open == std::string_view::npos) {
      if (isOptional || part.find_first_of(">*:?#") != std::string_view::npos) return false;
      parts_.push_back({Kind::text, std::string(part), "", ""});
      return true;
    }
    if (close == std::string_view::npos) return false;
    const std::string_view before = part.substr(0, open);
    const std::string_view behind = part.substr(close + 1);
    if (behind.find_first_of("<>?#") != std::string_view::npos) return false;
    if (before.find_first_of("?#") != std::string_view::npos) return false;
    const bool isAlone = before.empty() && behind.empty();
    if (isOptional && !isAlone) return false;
    return addParameter({isAlone ? Kind::parameter : Kind::parameterInText, std::string(before), std::string(behind),
                         std::string(part.substr(open + 1, close - open - 1))},
                        isOptional, isLast);
  }

  bool addParameter(ReferencePart part, bool isOptional, bool isLast) {
    if (!isName(part.name) || (isOptional && !isLast)) return false;
    if (std::ranges::count(parts_, part.name, &ReferencePart::name) > 0) return false;
    lastIsOptional_ = isOptional;
    parts_.push_back(std::move(part));
    return true;
  }

  ReferenceParts parts_;
  bool lastIsOptional_ = false;
};

/// What the parts of a pattern stand for in a path, as it was sent; nothing where it is no path of the pattern.
inline std::optional<std::vector<std::string>> valuesOf(const ReferenceParts& pattern, std::vector<std::string> path) {
  using Kind = ReferencePart::Kind;
  std::vector<std::string> values;
  for (const ReferencePart& part : pattern) {
    if (part.kind == Kind::tail) {
      std::string rest;
      for (const std::string& left : path) rest += left + '/';
      values.push_back(rest.substr(0, rest.empty() ? 0 : rest.size() - 1));
      return values;
    }
    if (path.empty()) return std::nullopt;
    const std::string sent = path.front();
    path.erase(path.begin());
    if (part.kind == Kind::text) {
      if (sent != part.before) return std::nullopt;
      continue;
    }
    if (sent.size() <= part.before.size() + part.behind.size()) return std::nullopt;
    if (!sent.starts_with(part.before) || !sent.ends_with(part.behind)) return std::nullopt;
    // An escape is three bytes that stand for one, so the text behind a parameter begins at none of its digits.
    const std::size_t end = sent.size() - part.behind.size();
    std::size_t at = 0;
    while (at < end) at += sent[at] == '%' ? 3 : 1;
    if (at != end && !part.behind.empty()) return std::nullopt;
    values.push_back(sent.substr(part.before.size(), end - part.before.size()));
  }
  if (!path.empty()) return std::nullopt;
  return values;
}

/// Tries each pattern there is and takes the most definite.
class ReferenceRouter {
public:
  /// @returns the targets of routes that are the same; the route is added where there are none
  std::vector<std::size_t> add(std::optional<Method> method, const ReferencePattern& pattern, std::size_t target) {
    std::vector<std::size_t> same;
    for (const ReferenceParts& form : pattern.forms()) {
      if (const Route* route = find(method, form)) same.push_back(route->target);
    }
    if (!same.empty()) return same;
    for (const ReferenceParts& form : pattern.forms()) routes_.push_back({method, form, target});
    return same;
  }

  void addWhereFree(std::optional<Method> method, const ReferencePattern& pattern, std::size_t target) {
    for (const ReferenceParts& form : pattern.forms()) {
      const bool isServed = find(method, form) != nullptr || find(std::nullopt, form) != nullptr ||
                            (method == Method::head && find(Method::get, form) != nullptr);
      if (!isServed) routes_.push_back({method, form, target});
    }
  }

  /// The answer in words: `0 id=7`, with ` tail=` where there is one, `405 GET, HEAD` or `404`.
  [[nodiscard]] std::string answer(Method method, std::string_view path) const {
    const std::vector<std::string> parts = partsOf(path);
    std::vector<const Route*> taking;
    for (const Route& route : routes_) {
      if (valuesOf(route.parts, parts)) taking.push_back(&route);
    }
    std::ranges::sort(taking, {}, [](const Route* route) { return ranks(*route); });
    MethodSet allowed;
    for (auto first = taking.begin(); first != taking.end();) {
      const auto last = std::find_if(first, taking.end(), [&](const Route* r) { return ranks(*r) != ranks(**first); });
      if (const Route* route = chosen({first, last}, method)) return shown(*route, parts);
      for (; first != last; ++first) {
        allowed.add(*(*first)->method);
        if ((*first)->method == Method::get) allowed.add(Method::head);
      }
    }
    return allowed.empty() ? "404" : "405 " + allowed.text();
  }

private:
  struct Route {
    std::optional<Method> method;
    ReferenceParts parts;
    std::size_t target;
  };

  static std::vector<ReferencePart::Rank> ranks(const Route& route) {
    std::vector<ReferencePart::Rank> ranks;
    for (const ReferencePart& part : route.parts) ranks.push_back(part.rank());
    return ranks;  // where a path ends, what ends there is before a tail, which is longer
  }

  [[nodiscard]] const Route* find(std::optional<Method> method, const ReferenceParts& parts) const {
    for (const Route& route : routes_) {
      if (route.method == method && std::ranges::equal(route.parts, parts, &ReferencePart::isLike)) return &route;
    }
    return nullptr;
  }

  /// Of routes with one pattern: that of the method, for HEAD that of GET, then that of all.
  static const Route* chosen(const std::vector<const Route*>& routes, Method method) {
    const auto of = [&](std::optional<Method> wanted) {
      const auto found = std::ranges::find(routes, wanted, [](const Route* route) { return route->method; });
      return found == routes.end() ? nullptr : *found;
    };
    if (const Route* route = of(method)) return route;
    if (const Route* route = method == Method::head ? of(Method::get) : nullptr) return route;
    return of(std::nullopt);
  }

  static std::string shown(const Route& route, const std::vector<std::string>& path) {
    std::string text = std::to_string(route.target);
    const std::vector<std::string> values = *valuesOf(route.parts, path);
    std::size_t i = 0;
    for (const ReferencePart& part : route.parts) {
      if (part.kind == ReferencePart::Kind::text) continue;
      text += " " + part.name + "=" + percentDecode(values[i]).value_or("?");
      if (part.kind == ReferencePart::Kind::tail) text += " tail=" + values[i];
      ++i;
    }
    return text;
  }

  std::vector<Route> routes_;
};

}  // namespace serinus::routing
