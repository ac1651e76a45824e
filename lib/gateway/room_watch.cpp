#include "gateway/room_watch.hpp"

#include <cassert>
#include <utility>

namespace serinus::gateway {

void RoomWatch::opened(const std::string& room) {
  if (listener_ == nullptr) return;
  Watched& watched = rooms_[room];
  ++watched.loops;
  change(room, watched);
}

void RoomWatch::emptied(const std::string& room) {
  const auto found = rooms_.find(room);
  if (found == rooms_.end()) return;
  assert(found->second.loops > 0 && "a room is emptied after it was opened");
  --found->second.loops;
  change(room, found->second);
}

void RoomWatch::cancel() noexcept {
  listener_ = nullptr;
  scope_.cancel();
  rooms_.clear();
}

void RoomWatch::change(const std::string& room, Watched& watched) {
  if (!std::exchange(watched.isTelling, true)) scope_.spawn(tell(room, watched));
}

// `watched` lives until this erases it, or `cancel` ends this first.
Task<> RoomWatch::tell(std::string room, Watched& watched) {
  while (watched.isToldOf != (watched.loops > 0)) {
    watched.isToldOf = !watched.isToldOf;
    std::exception_ptr fault;
    try {
      if (watched.isToldOf)
        co_await listener_->onFirstMember(room);
      else
        co_await listener_->onLastMember(room);
    } catch (...) {
      fault = std::current_exception();
    }
    if (fault) onFault_(fault);
  }
  watched.isTelling = false;
  if (watched.loops > 0) co_return;
  rooms_.erase(room);
  shrinkBuckets(rooms_);
}

}  // namespace serinus::gateway
