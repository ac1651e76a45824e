#include "gateway/room_watch.hpp"

#include <cassert>
#include <utility>

namespace serinus::gateway {

void RoomWatch::opened(const std::string& room) {
  if (listener_ == nullptr) return;
  Watched& watched = rooms_[room];
  ++watched.loops;
  lookSoon(room, watched);
}

void RoomWatch::emptied(const std::string& room) {
  const auto found = rooms_.find(room);
  if (found == rooms_.end()) return;
  assert(found->second.loops > 0 && "a room is emptied after it was opened");
  --found->second.loops;
  lookSoon(room, found->second);
}

void RoomWatch::cancel() noexcept {
  listener_ = nullptr;
  scope_.cancel();
  rooms_.clear();
}

void RoomWatch::lookSoon(const std::string& room, Watched& watched) {
  ++watched.looksToCome;
  loop_->post([self = shared_from_this(), room] { self->look(room); });
}

void RoomWatch::look(const std::string& room) {
  const auto found = rooms_.find(room);
  if (found == rooms_.end()) return;  // cancelled
  Watched& watched = found->second;
  if (--watched.looksToCome > 0 || watched.isTelling) return;  // who comes later knows more
  if (watched.isToldOf != (watched.loops > 0)) {
    watched.isTelling = true;
    scope_.spawn(tell(room, watched));
  } else if (watched.loops == 0) {
    rooms_.erase(found);
    shrinkBuckets(rooms_);
  }
}

// `watched` stays as long as this is told, or `cancel` ends this first.
Task<> RoomWatch::tell(std::string room, Watched& watched) {
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
  watched.isTelling = false;
  lookSoon(room, watched);
}

}  // namespace serinus::gateway
