#include <serinus/routing/pattern.hpp>

#include <algorithm>
#include <initializer_list>

namespace serinus::routing {

namespace {

bool isName(std::string_view text) noexcept {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

}  // namespace

Pattern::Pattern(std::string_view text) : text_(joinPaths({text})) {
  std::string_view rest = std::string_view(text_).substr(1);
  for (bool last = rest.empty(); !last;) {
    const std::size_t slash = rest.find('/');
    last = slash == std::string_view::npos;
    addSegment(rest.substr(0, slash), last);
    if (!last) rest.remove_prefix(slash + 1);
  }
}

void Pattern::addSegment(std::string_view part, bool last) {
  if (part.empty()) fail(part, "has an empty part: write one slash");
  if (part == "*") return segments_.push_back({Segment::Kind::any, "", "", "*"});
  if (part == "**") {
    if (!last) fail(part, "`**` takes all that is left, so it can only be the last part; `*` stands for one part");
    return segments_.push_back({Segment::Kind::tail, "", "", "**"});
  }
  if (part.ends_with('?')) {
    part.remove_suffix(1);
    const bool isParameter = part.starts_with(':') || (part.starts_with('<') && part.ends_with('>'));
    if (!last || !isParameter)
      fail(part, "only a parameter that is the whole last part may be optional, as in `/:id?`");
    lastIsOptional_ = true;
  }
  if (part.starts_with(':')) {
    if (!isName(part.substr(1)))
      fail(part, "a parameter is `:` and a name of letters, digits and `_`; around it, write `<name>`");
    return addParameter({Segment::Kind::parameter, "", "", std::string(part.substr(1))});
  }
  const std::size_t open = part.find('<');
  if (open == std::string_view::npos) {
    if (part.find_first_of(">*:?#") != std::string_view::npos)
      fail(part, "`:`, `<`, `>`, `*`, `?` and `#` have a meaning of their own; percent-encode them to mean themselves");
    return segments_.push_back({Segment::Kind::literal, std::string(part), "", ""});
  }
  const std::size_t close = part.find('>', open);
  if (close == std::string_view::npos) fail(part, "`<` without `>`");
  const std::string_view name = part.substr(open + 1, close - open - 1);
  if (!isName(name)) fail(part, "a parameter's name is made of letters, digits and `_`");
  const std::string_view suffix = part.substr(close + 1);
  if (suffix.find_first_of("<>") != std::string_view::npos) fail(part, "one part can hold one parameter");
  const std::string_view prefix = part.substr(0, open);
  for (const std::string_view text : {prefix, suffix}) {
    if (text.find_first_of("?#") != std::string_view::npos)
      fail(part, "a path ends before `?` and `#`; percent-encode them to mean themselves");
  }
  addParameter({Segment::Kind::parameter, std::string(prefix), std::string(suffix), std::string(name)});
}

void Pattern::addParameter(Segment segment) {
  for (const Segment& other : segments_) {
    if (other.name == segment.name) fail(segment.name, "two parameters have the same name");
  }
  segments_.push_back(std::move(segment));
}

void Pattern::fail(std::string_view part, std::string_view problem) const {
  throw PatternError("path pattern \"" + text_ + "\", at \"" + std::string(part) + "\": " + std::string(problem));
}

std::string joinPaths(std::initializer_list<std::string_view> parts) {
  std::string path;
  for (std::string_view part : parts) {
    if (part.starts_with('/')) part.remove_prefix(1);
    if (part.ends_with('/')) part.remove_suffix(1);
    if (!part.empty()) path.append("/").append(part);
  }
  return path.empty() ? "/" : path;
}

}  // namespace serinus::routing
