#include <json/binding/described.hpp>
#include <json/child_offset.hpp>
#include <json/path_step.hpp>
#include <serinus/json/binding/reader.hpp>

#include <utility>

namespace serinus::json::binding {

bool Reader::fail(std::string reason) {
  faults_.push_back({std::move(reason), {}, {}});
  ++count_;
  return false;
}

bool Reader::wants(std::string_view what, JsonValue got) {
  return fail(std::string("wants ").append(what).append(", got ") + described(got));
}

bool Reader::missing(std::string_view key) {
  violate(key, "is missing");
  return false;
}

void Reader::violate(std::string_view field, std::string reason) {
  if (isFull()) return;
  fail(std::move(reason));
  if (!field.empty()) appendStep(faults_.back().steps.emplace_back(), field);
}

bool Reader::inMember(std::size_t since, std::string_view key, std::size_t ordinal) {
  std::string step;
  appendStep(step, key);
  return addStep(since, step, ordinal);
}

bool Reader::inElement(std::size_t since, std::size_t index) {
  std::string step;
  appendStep(step, index);
  return addStep(since, step, index);
}

bool Reader::addStep(std::size_t since, const std::string& step, std::size_t ordinal) {
  for (std::size_t i = since; i < faults_.size(); ++i) {
    faults_[i].steps.push_back(step);
    faults_[i].ordinals.push_back(ordinal);
  }
  return !isFull();
}

std::string Reader::pathOf(std::string_view root, const Fault& fault) {
  std::string path(root);
  for (auto step = fault.steps.rbegin(); step != fault.steps.rend(); ++step) path += *step;
  return path;
}

ReadFault Reader::fault(std::string_view root, std::optional<std::string_view> text) const {
  const Fault& first = faults_.front();
  std::optional<std::size_t> offset;
  if (text) offset = childOffset(*text, std::vector(first.ordinals.rbegin(), first.ordinals.rend()));
  ReadFault fault(FaultKind::content, pathOf(root, first), first.reason, offset);
  for (std::size_t i = 1; i < faults_.size(); ++i) fault.add(pathOf(root, faults_[i]), faults_[i].reason);
  return fault;
}

}  // namespace serinus::json::binding
