#include <serinus/routing/coverage.hpp>

#include "routing/segment_match.hpp"

#include <algorithm>
#include <span>

namespace serinus::routing {

namespace {

using Segments = std::span<const Segment>;

bool hasText(const Segment& segment) noexcept {
  return !segment.prefix.empty() || !segment.suffix.empty();
}

bool canAgree(std::string_view a, std::string_view b, bool atTheFront) noexcept {
  const auto [shorter, longer] = std::minmax(a, b, [](auto x, auto y) { return x.size() < y.size(); });
  return atTheFront ? longer.starts_with(shorter) : longer.ends_with(shorter);
}

// Neither is a tail.
Coverage ofSegment(const Segment& segment, const Segment& by) noexcept {
  if (segment.kind == Segment::Kind::literal) return matches(by, segment.prefix) ? Coverage::all : Coverage::none;
  if (by.kind == Segment::Kind::literal) return matches(segment, by.prefix) ? Coverage::some : Coverage::none;
  if (!hasText(by) || (segment.prefix == by.prefix && segment.suffix == by.suffix)) return Coverage::all;
  const bool meet = canAgree(segment.prefix, by.prefix, true) && canAgree(segment.suffix, by.suffix, false);
  return meet ? Coverage::some : Coverage::none;
}

Coverage ofSegments(Segments path, Segments by) noexcept {
  Coverage covered = Coverage::all;
  while (true) {
    if (!by.empty() && by.front().kind == Segment::Kind::tail) return covered;
    if (path.empty() && by.empty()) return covered;
    if (!path.empty() && path.front().kind == Segment::Kind::tail) return Coverage::some;
    if (path.empty() || by.empty()) return Coverage::none;
    covered = std::min(covered, ofSegment(path.front(), by.front()));
    if (covered == Coverage::none) return covered;
    path = path.subspan(1);
    by = by.subspan(1);
  }
}

// With its last part and, where that is optional, without.
Coverage byEither(Segments path, const Pattern& by) noexcept {
  const Segments segments(by.segments());
  const Coverage covered = ofSegments(path, segments);
  return by.lastIsOptional() ? std::max(covered, ofSegments(path, segments.first(segments.size() - 1))) : covered;
}

}  // namespace

Coverage coverageOf(const Pattern& pattern, const Pattern& by) {
  const Segments segments(pattern.segments());
  const Coverage whole = byEither(segments, by);
  if (!pattern.lastIsOptional()) return whole;
  const Coverage without = byEither(segments.first(segments.size() - 1), by);
  return whole == without ? whole : Coverage::some;
}

}  // namespace serinus::routing
