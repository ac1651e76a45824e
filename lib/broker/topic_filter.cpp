#include <serinus/broker/topic_filter.hpp>

namespace serinus {

namespace {

std::string quoted(std::string_view text) {
  return '"' + std::string(text.substr(0, 80)) + (text.size() > 80 ? "…\"" : "\"");
}

void checkText(std::string_view what, std::string_view text) {
  if (text.size() > maxTopicName) {
    throw TopicNameError(std::string(what) + ' ' + quoted(text) + " has " + std::to_string(text.size()) +
                         " bytes; at most 1,024 are allowed");
  }
  if (text.find('\0') != std::string_view::npos) throw TopicNameError(std::string(what) + " holds a NUL");
}

void checkLevel(std::string_view filter, const broker::Levels& levels) {
  const std::size_t wildcard = levels.first.find_first_of("+#");
  if (wildcard == std::string_view::npos) return;
  if (levels.first.size() > 1) {
    throw TopicNameError("the filter " + quoted(filter) + " has '" + levels.first[wildcard] +
                         "' beside other characters; a wildcard is a whole level: write acme/+/eu or acme/#");
  }
  if (levels.first == "#" && !levels.isLast) {
    throw TopicNameError("the filter " + quoted(filter) + " goes on behind '#'; '#' is the last level, '+' is any");
  }
}

}  // namespace

TopicFilter::TopicFilter(std::string_view text) : text_(text) {
  checkText("the filter", text);
  for (broker::Levels levels = broker::splitLevel(text);; levels = broker::splitLevel(levels.rest)) {
    checkLevel(text, levels);
    if (levels.isLast) return;
  }
}

bool TopicFilter::matches(std::string_view name) const noexcept {
  if (takesEverything()) return true;
  broker::Levels wanted = broker::splitLevel(text_);
  broker::Levels given = broker::splitLevel(name);
  while (true) {
    if (wanted.first == "#") return true;
    if (wanted.first != "+" && wanted.first != given.first) return false;
    if (given.isLast) return wanted.isLast || wanted.rest == "#";
    if (wanted.isLast) return false;
    wanted = broker::splitLevel(wanted.rest);
    given = broker::splitLevel(given.rest);
  }
}

namespace broker {

void checkTopicName(std::string_view name) {
  checkText("the name of an event", name);
  const std::size_t wildcard = name.find_first_of("+#");
  if (wildcard != std::string_view::npos) {
    throw TopicNameError("the name of an event, " + quoted(name) + ", has '" + name[wildcard] +
                         "'; wildcards are for filters, an event has one name");
  }
}

}  // namespace broker
}  // namespace serinus
