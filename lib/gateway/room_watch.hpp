#pragma once

#include "pipeline/room_map.hpp"

#include <serinus/gateway/web_socket_gateway.hpp>
#include <serinus/runtime/task_scope.hpp>

#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace serinus::gateway {

using pipeline::RoomMap;
using pipeline::shrinkBuckets;

/// Tells a gateway of the first and the last member of rooms, when several loops have members of the same ones.
///
/// Every room has one loop where its watch is; there each loop reports that the room opened or emptied on it: by a post
/// when it is another, else at once. Reports of one loop come in their order, so that the number of loops with members
/// is never below zero.
///
/// Nobody is told before the loop has come to all that was posted when the last report was taken: another loop may have
/// filled the room before this one emptied it, and its report still be on the way. So a room that is never empty is
/// never told of as if it were. Made by `std::make_shared`.
class RoomWatch : public std::enable_shared_from_this<RoomWatch> {
public:
  using FaultHandler = std::function<void(std::exception_ptr)>;

  RoomWatch(Loop& loop, OnRoomChange& listener, const KeyedHash& hash, FaultHandler onFault)
      : loop_(&loop), listener_(&listener), onFault_(std::move(onFault)), rooms_(0, hash), scope_(loop, nullptr) {}

  /// A loop has members of the room now.
  void opened(const std::string& room);
  /// A loop has none any more.
  void emptied(const std::string& room);

  /// Destroys the listener's tasks that wait, and tells it of nothing more.
  void cancel() noexcept;

  /// Rooms with members, or of which something is still to be told.
  [[nodiscard]] std::size_t size() const noexcept { return rooms_.size(); }

private:
  struct Watched {
    std::size_t loops = 0;
    std::size_t looksToCome = 0;
    bool isToldOf = false;  // the listener believes that there are members
    bool isTelling = false;
  };

  void lookSoon(const std::string& room, Watched& watched);
  void look(const std::string& room);
  [[nodiscard]] Task<> tell(std::string room, Watched& watched);

  Loop* loop_;
  OnRoomChange* listener_;
  FaultHandler onFault_;
  RoomMap<Watched> rooms_;
  runtime::TaskScope scope_;
};

}  // namespace serinus::gateway
