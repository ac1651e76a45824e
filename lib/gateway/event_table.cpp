#include "gateway/event_table.hpp"

#include <serinus/base/ascii.hpp>

#include <stdexcept>
#include <utility>

namespace serinus::gateway {

StepList& EventTable::add(std::string name, std::unique_ptr<EventHandler> handler) {
  if (name.empty()) throw std::invalid_argument("on(\"\"): an event needs a name");
  if (eventKindOf(name) != EventKind::event)
    throw std::invalid_argument("on(\"" + name + "\"): the name is the protocol's own; choose another");
  if (events_.contains(name)) throw std::invalid_argument("on(\"" + name + "\"): this gateway handles it already");
  auto event = std::make_unique<RegisteredEvent>();
  event->name = name;
  event->handler = std::move(handler);
  return events_.emplace(std::move(name), std::move(event)).first->second->steps;
}

RegisteredEvent* EventTable::find(std::string_view name) const noexcept {
  const auto found = events_.find(name);
  return found == events_.end() ? nullptr : found->second.get();
}

// The mistakes people make: another case, a letter too many, too few, or wrong at the end.
std::string_view EventTable::nearest(std::string_view name) const noexcept {
  for (const auto& [known, event] : events_) {
    if (equalsIgnoreCase(known, name)) return known;
  }
  for (const auto& [known, event] : events_) {
    const std::size_t shorter = std::min(known.size(), name.size());
    const std::size_t longer = std::max(known.size(), name.size());
    if (shorter >= 3 && longer - shorter <= 1 && known.compare(0, shorter - 1, name.substr(0, shorter - 1)) == 0)
      return known;
  }
  return {};
}

}  // namespace serinus::gateway
