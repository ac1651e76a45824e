// Patterns, and what serves a path: against a router that tries them all.

#include "input.hpp"
#include "route_reference.hpp"
#include "target.hpp"

#include <serinus/routing/coverage.hpp>
#include <serinus/routing/router.hpp>

namespace serinus::routing {
namespace {

using fuzz::require;
using fuzz::requireSame;

struct Line {
  std::size_t choice;
  std::string_view text;
};

/// Of each line the first byte chooses, the rest is text. @param text  loses them, and the empty line behind them
std::vector<Line> takeLines(std::string_view& text, std::size_t most) {
  std::vector<Line> lines;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (line.empty()) break;
    if (lines.size() < most) lines.push_back({static_cast<std::uint8_t>(line.front()), line.substr(1)});
  }
  return lines;
}

std::optional<Pattern> read(std::string_view text) {
  try {
    return Pattern(text);
  } catch (const PatternError&) {
    return std::nullopt;
  }
}

void judgeNormalForm(const Pattern& pattern) {
  const std::optional<Pattern> again = read(pattern.text());
  require(again.has_value(), "a normal form is a pattern");
  requireSame(again->text(), pattern.text(), "a normal form is one");
  require(pattern.text() == "/" || !pattern.text().ends_with('/'), "a normal form ends without a slash");
}

class Routes {
public:
  explicit Routes(bool whereFree) : whereFree_(whereFree) {}

  void add(const Line& line, std::size_t target) {
    const std::optional<Pattern> pattern = read(line.text);
    const std::optional<ReferencePattern> reference = ReferencePattern::read(line.text);
    require(pattern.has_value() == reference.has_value(), "a pattern is what the guide says");
    if (!pattern) return;
    judgeNormalForm(*pattern);
    patterns_.emplace_back(*pattern, *reference);
    std::optional<Method> method;
    if (line.choice % 8 != 7) method = static_cast<Method>(line.choice % 8);
    if (whereFree_) {
      router_.addWhereFree(method, *pattern, target, "here");
      reference_.addWhereFree(method, *reference, target);
      return;
    }
    const std::vector<std::size_t> same = reference_.add(method, *reference, target);
    try {
      router_.add(method, *pattern, target, "here");
      require(same.empty(), "two routes that are the same are refused");
    } catch (const RouteConflict& conflict) {
      require(std::ranges::count(same, conflict.first()) > 0, "a route is refused for one that is the same");
    }
  }

  void judge(Method method, std::string_view path) const {
    const Match match = router_.find(method, path);
    const std::size_t percent = path.find('%');
    if (percent != std::string_view::npos && !percentDecode(path)) return;  // no request has such a path
    requireSame(shown(match), reference_.answer(method, path), "the most definite pattern serves a path");
    requireSame(shown(router_.find(method, std::string(path) + (path.ends_with('/') ? "" : "/"))), shown(match),
                "one slash at the end means nothing");
    judgeCoverage(path);
  }

private:
  static std::string shown(const Match& match) {
    if (const auto* refused = std::get_if<MethodNotAllowed>(&match)) return "405 " + refused->allowed.text();
    const auto* const found = std::get_if<Found>(&match);
    if (found == nullptr) return "404";
    std::string text = std::to_string(found->target);
    for (const auto& [name, value] : found->parameters) {
      text.append(" ").append(name).append("=").append(value);
      if (name == "**") text.append(" tail=").append(found->parameters.tail());
    }
    return text;
  }

  static bool takes(const ReferencePattern& pattern, const std::vector<std::string>& path) {
    return std::ranges::any_of(pattern.forms(), [&](const auto& form) { return valuesOf(form, path).has_value(); });
  }

  void judgeCoverage(std::string_view path) const {
    const std::vector<std::string> parts = partsOf(path);
    for (std::size_t i = 0; i + 1 < patterns_.size() && i < 4; ++i) {
      const auto& [pattern, reference] = patterns_[i];
      const auto& [by, byReference] = patterns_[i + 1];
      if (!takes(reference, parts)) continue;
      const Coverage covered = coverageOf(pattern, by);
      if (takes(byReference, parts)) {
        require(covered != Coverage::none, "a pattern that takes a path of another covers some of it");
      } else {
        require(covered != Coverage::all, "a pattern that covers another takes its paths");
      }
    }
  }

  bool whereFree_;
  Router router_;
  ReferenceRouter reference_;
  std::vector<std::pair<Pattern, ReferencePattern>> patterns_;
};

const fuzz::Target target("router", [](std::string_view data) {
  fuzz::Input input(data);
  Routes routes(input.byte() % 2 != 0);
  std::string_view text = input.rest();
  const std::vector<Line> patterns = takeLines(text, 24);
  for (std::size_t i = 0; i < patterns.size(); ++i) routes.add(patterns[i], i);
  for (const Line& line : takeLines(text, 24)) {
    routes.judge(static_cast<Method>(line.choice % methodCount), "/" + std::string(line.text));
  }
});

}  // namespace
}  // namespace serinus::routing
