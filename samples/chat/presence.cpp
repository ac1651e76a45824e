#include "presence.hpp"

#include <serinus/base/ascii.hpp>

#include <algorithm>
#include <utility>

namespace chat {

Presence::Entry Presence::enter(const std::string& room, Person person) {
  const std::lock_guard lock(mutex_);
  const auto found = rooms_.find(room);
  if (found != rooms_.end()) {
    // "Anna" and "anna" would be mistaken for each other.
    const auto isNamesake = [&person](const Person& other) {
      return serinus::equalsIgnoreCase(other.name, person.name);
    };
    const auto same = std::ranges::find_if(found->second, isNamesake);
    if (same != found->second.end()) {
      if (same->session != person.session && same->client != person.client) return Entry::nameTaken;
      *same = std::move(person);
      return Entry::returned;
    }
    if (found->second.size() == mostPeople) return Entry::roomFull;
  }
  rooms_[room].push_back(std::move(person));
  return Entry::entered;
}

bool Presence::leave(const std::string& room, const std::string& name, serinus::ClientId client) {
  const std::lock_guard lock(mutex_);
  const auto found = rooms_.find(room);
  if (found == rooms_.end()) return false;
  const auto isThem = [&](const Person& person) { return person.client == client && person.name == name; };
  const bool wasThere = std::erase_if(found->second, isThem) > 0;
  if (found->second.empty()) rooms_.erase(found);
  return wasThere;
}

std::vector<std::string> Presence::names(const std::string& room) const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> names;
  const auto found = rooms_.find(room);
  if (found == rooms_.end()) return names;
  for (const Person& person : found->second) names.push_back(person.name);
  return names;
}

std::size_t Presence::count(const std::string& room) const {
  const std::lock_guard lock(mutex_);
  const auto found = rooms_.find(room);
  return found == rooms_.end() ? 0 : found->second.size();
}

std::vector<RoomView> Presence::rooms() const {
  const std::lock_guard lock(mutex_);
  std::vector<RoomView> views;
  for (const auto& [name, people] : rooms_) views.push_back(RoomView{name, people.size()});
  return views;
}

}  // namespace chat
