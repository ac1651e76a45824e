#include "routing/segment_match.hpp"

namespace serinus::routing {

namespace {

// The `F` of `%2F` is no text of its own: a value that ends in `%` or `%2` was cut out of an escape.
bool cutsAnEscape(std::string_view value) noexcept {
  return value.ends_with('%') || (value.size() > 1 && value[value.size() - 2] == '%');
}

}  // namespace

bool matches(const Segment& segment, std::string_view part) noexcept {
  switch (segment.kind) {
    case Segment::Kind::literal:
      return part == segment.prefix;
    case Segment::Kind::parameter:
      return part.size() > segment.prefix.size() + segment.suffix.size() && part.starts_with(segment.prefix) &&
             part.ends_with(segment.suffix) &&
             (segment.suffix.empty() || !cutsAnEscape(part.substr(0, part.size() - segment.suffix.size())));
    case Segment::Kind::any:
      return !part.empty();
    case Segment::Kind::tail:
      return true;
  }
  return false;
}

}  // namespace serinus::routing
