#pragma once

#include "pipeline/place_map.hpp"
#include "pipeline/room_map.hpp"

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <new>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace serinus::pipeline {

template <class Client>
class RoomMember;
template <class Client>
class RoomTable;

/// Told when a room of a table comes and when it goes. It must not change the table from inside.
class RoomListener {
public:
  /// The first member has come.
  virtual void onRoomOpened(const std::string& name) = 0;
  /// The last member has left.
  virtual void onRoomEmptied(const std::string& name) = 0;

protected:
  ~RoomListener() = default;
};

/// Clients that are addressed together. It exists as long as it has a member.
template <class Client>
class Room {
public:
  [[nodiscard]] const std::string& name() const noexcept { return *name_; }
  [[nodiscard]] std::size_t size() const noexcept { return members_.size(); }
  /// Valid until somebody joins or leaves.
  [[nodiscard]] std::span<RoomMember<Client>* const> members() const noexcept { return members_; }

private:
  friend class RoomTable<Client>;
  const std::string* name_ = nullptr;
  std::vector<RoomMember<Client>*> members_;
};

/// A client's side of a table: which rooms it is in. It must have left all of them when it is destroyed.
template <class Client>
class RoomMember {
public:
  explicit RoomMember(Client& client) noexcept : client_(&client) {}
  RoomMember(const RoomMember&) = delete;
  RoomMember& operator=(const RoomMember&) = delete;
  ~RoomMember() { assert(places_.empty()); }

  [[nodiscard]] Client& client() const noexcept { return *client_; }
  [[nodiscard]] std::size_t roomCount() const noexcept { return places_.size(); }
  [[nodiscard]] bool isIn(const Room<Client>& room) const noexcept { return places_.find(room) != nullptr; }
  /// In no particular order.
  [[nodiscard]] std::vector<std::string> rooms() const {
    std::vector<std::string> names;
    names.reserve(places_.size());
    places_.forEach([&](const Room<Client>& room, std::uint32_t) { names.push_back(room.name()); });
    return names;
  }

private:
  friend class RoomTable<Client>;
  Client* client_;
  PlaceMap<Room<Client>> places_;
};

/// The rooms of one gateway on one loop. Joining and leaving take the same time however many rooms and members there
/// are; a room goes with its last member, and gives its memory back.
template <class Client>
class RoomTable {
public:
  using Member = RoomMember<Client>;

  /// @param listener  null when nobody wants to know
  explicit RoomTable(KeyedHash hash, RoomListener* listener = nullptr)
      : rooms_(0, std::move(hash)), listener_(listener) {}
  RoomTable(const RoomTable&) = delete;
  RoomTable& operator=(const RoomTable&) = delete;

  /// @returns whether it was not in there before. @throws std::bad_alloc, and then nothing has changed
  bool join(Member& member, std::string_view name) {
    member.places_.reserveOne();
    auto found = rooms_.find(name);
    const bool isNew = found == rooms_.end();
    if (isNew) found = rooms_.try_emplace(std::string(name)).first;
    Room<Client>& room = found->second;
    if (!isNew && member.isIn(room)) return false;
    try {
      room.members_.push_back(&member);
    } catch (const std::bad_alloc&) {
      if (isNew) rooms_.erase(found);
      throw;
    }
    room.name_ = &found->first;
    member.places_.add(room, static_cast<std::uint32_t>(room.members_.size() - 1));
    if (isNew && listener_ != nullptr) listener_->onRoomOpened(room.name());
    return true;
  }

  /// @returns whether it was in there
  bool leave(Member& member, std::string_view name) {
    const auto found = rooms_.find(name);
    if (found == rooms_.end() || !member.isIn(found->second)) return false;
    Room<Client>& room = found->second;
    takeOut(room, *member.places_.find(room));
    member.places_.remove(room);
    if (room.members_.empty()) close(room);
    return true;
  }

  void leaveAll(Member& member) {
    member.places_.forEach([&](Room<Client>& room, std::uint32_t place) {
      takeOut(room, place);
      if (room.members_.empty()) close(room);
    });
    member.places_.clear();
  }

  /// Null when it has no member.
  [[nodiscard]] const Room<Client>* find(std::string_view name) const noexcept {
    const auto found = rooms_.find(name);
    return found != rooms_.end() ? &found->second : nullptr;
  }

  [[nodiscard]] std::size_t size() const noexcept { return rooms_.size(); }

  /// Calls `visit(const Room&)` for each, in no particular order. The visitor changes nothing here.
  template <class Visit>
  void forEach(Visit&& visit) const {
    for (const auto& [name, room] : rooms_) visit(room);
  }

private:
  // The last member takes the place of the one that goes.
  void takeOut(Room<Client>& room, std::uint32_t place) noexcept {
    auto& members = room.members_;
    Member* const last = members.back();
    members.pop_back();
    if (place < members.size()) {
      members[place] = last;
      *last->places_.find(room) = place;
    }
    if (members.capacity() > 64 && members.size() < members.capacity() / 4) members.shrink_to_fit();
  }

  void close(Room<Client>& room) {
    if (listener_ != nullptr) listener_->onRoomEmptied(room.name());
    rooms_.erase(rooms_.find(room.name()));
    shrinkBuckets(rooms_);
  }

  RoomMap<Room<Client>> rooms_;
  RoomListener* listener_;
};

}  // namespace serinus::pipeline
