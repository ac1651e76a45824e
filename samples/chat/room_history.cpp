#include "room_history.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace chat {

namespace {

std::int64_t microsecondsNow() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(now).count();
}

}  // namespace

RoomHistory::Added RoomHistory::add(const std::string& room, Message message) {
  const std::lock_guard lock(mutex_);
  if (!rooms_.contains(room)) makePlace();
  Room& kept = rooms_[room];
  // A page whose connection broke before the answer came sends the message again.
  const auto isSame = [&message](const Message& other) {
    return other.key == message.key && other.from == message.from;
  };
  const auto same = std::ranges::find_if(kept.messages, isSame);
  if (same != kept.messages.end()) return Added{*same, false};

  // The clock makes ids grow over a restart too, so that a page's last id is good for the server that comes after.
  lastId_ = std::max(lastId_ + 1, microsecondsNow());
  message.id = lastId_;
  message.time = lastId_ / 1000;
  kept.messages.push_back(std::move(message));
  if (kept.messages.size() > keptMessages) {
    kept.lastDropped = kept.messages.front().id;
    kept.messages.pop_front();
  }
  return Added{kept.messages.back(), true};
}

RoomHistory::Part RoomHistory::since(const std::string& room, std::optional<std::int64_t> after) const {
  const std::lock_guard lock(mutex_);
  Part part;
  const auto found = rooms_.find(room);
  if (found == rooms_.end()) return part;
  for (const Message& message : found->second.messages) {
    if (!after || message.id > *after) part.messages.push_back(message);
  }
  part.gap = after && found->second.lastDropped > *after;
  return part;
}

void RoomHistory::makePlace() {
  if (rooms_.size() < keptRooms) return;
  const auto lastSaid = [](const auto& room) { return room.second.messages.back().id; };
  rooms_.erase(std::ranges::min_element(rooms_, {}, lastSaid));
}

}  // namespace chat
