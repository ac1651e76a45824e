#include <json/binding/described.hpp>
#include <json/child_offset.hpp>
#include <json/path_step.hpp>
#include <serinus/json/binding/reader.hpp>

#include <utility>

namespace serinus::json::binding {

bool Reader::fail(std::string reason) {
  reason_ = std::move(reason);
  return false;
}

bool Reader::wants(std::string_view what, JsonValue got) {
  return fail(std::string("wants ").append(what).append(", got ") + described(got));
}

bool Reader::inMember(std::string_view key, std::size_t ordinal) {
  appendStep(steps_.emplace_back(), key);
  ordinals_.push_back(ordinal);
  return false;
}

bool Reader::inElement(std::size_t index) {
  appendStep(steps_.emplace_back(), index);
  ordinals_.push_back(index);
  return false;
}

bool Reader::missing(std::string_view key) {
  appendStep(steps_.emplace_back(), key);
  return fail("is missing");
}

ReadFault Reader::fault(std::string_view root, std::optional<std::string_view> text) const {
  std::string path(root);
  for (auto step = steps_.rbegin(); step != steps_.rend(); ++step) path += *step;
  std::optional<std::size_t> offset;
  if (text) offset = childOffset(*text, std::vector(ordinals_.rbegin(), ordinals_.rend()));
  return ReadFault(FaultKind::content, std::move(path), reason_, offset);
}

}  // namespace serinus::json::binding
