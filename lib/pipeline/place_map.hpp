#pragma once

#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

namespace serinus::pipeline {

/// Where one client stands in each of its rooms: a small hash table from the room's address to a number.
///
/// Empty it owns no memory; with one room it is a block of 64 bytes. All operations take the same time however many
/// rooms there are; addresses are not chosen by peers, so that the hash need not be keyed.
template <class Room>
class PlaceMap {
public:
  PlaceMap() noexcept = default;
  PlaceMap(const PlaceMap&) = delete;
  PlaceMap& operator=(const PlaceMap&) = delete;

  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }

  /// The number of `room`, to be read or changed; null when it has none.
  [[nodiscard]] std::uint32_t* find(const Room& room) const noexcept {
    if (size_ == 0) return nullptr;
    Entry& entry = entries_[slotOf(room)];
    return entry.room == &room ? &entry.place : nullptr;
  }

  /// Makes room for one more, so that the next `add` allocates nothing. @throws std::bad_alloc
  void reserveOne() {
    if (capacity_ == 0 || size_ + 1 > capacity_ / 4 * 3) grow();
  }

  /// Behind `reserveOne`; `room` must not be there.
  void add(Room& room, std::uint32_t place) noexcept {
    assert(size_ < capacity_ && find(room) == nullptr);
    entries_[slotOf(room)] = Entry{&room, place};
    ++size_;
  }

  void remove(const Room& room) noexcept {
    if (find(room) == nullptr) return;
    if (--size_ == 0) return clear();
    // Those behind move up into the gap, so that no mark of what was there need stay.
    std::uint32_t gap = slotOf(room);
    for (std::uint32_t i = next(gap); entries_[i].room != nullptr; i = next(i)) {
      const std::uint32_t distance = (i - home(*entries_[i].room)) & (capacity_ - 1);
      if (distance < ((i - gap) & (capacity_ - 1))) continue;
      entries_[gap] = entries_[i];
      gap = i;
    }
    entries_[gap] = Entry{};
  }

  void clear() noexcept {
    entries_.reset();
    capacity_ = size_ = 0;
  }

  /// Calls `visit(Room&, std::uint32_t place)` for each, in no particular order. The visitor changes nothing here.
  template <class Visit>
  void forEach(Visit&& visit) const {
    for (std::uint32_t i = 0; i < capacity_; ++i) {
      if (entries_[i].room != nullptr) visit(*entries_[i].room, entries_[i].place);
    }
  }

private:
  struct Entry {
    Room* room = nullptr;
    std::uint32_t place = 0;
  };

  [[nodiscard]] std::uint32_t next(std::uint32_t slot) const noexcept { return (slot + 1) & (capacity_ - 1); }

  [[nodiscard]] std::uint32_t home(const Room& room) const noexcept {
    // Fibonacci hashing: the upper bits of the product are well mixed.
    const std::uint64_t product = std::bit_cast<std::uintptr_t>(&room) * std::uint64_t{0x9E3779B97F4A7C15};
    return static_cast<std::uint32_t>(product >> 32) & (capacity_ - 1);
  }

  /// Where the room is, or the first free slot on the way.
  [[nodiscard]] std::uint32_t slotOf(const Room& room) const noexcept {
    std::uint32_t slot = home(room);
    while (entries_[slot].room != nullptr && entries_[slot].room != &room) slot = next(slot);
    return slot;
  }

  void grow() {
    const std::uint32_t capacity = capacity_ == 0 ? 4 : capacity_ * 2;
    const auto old = std::exchange(entries_, std::make_unique<Entry[]>(capacity));
    const std::uint32_t oldCapacity = std::exchange(capacity_, capacity);
    for (std::uint32_t i = 0; i < oldCapacity; ++i) {
      if (old[i].room != nullptr) entries_[slotOf(*old[i].room)] = old[i];
    }
  }

  std::unique_ptr<Entry[]> entries_;
  std::uint32_t capacity_ = 0;
  std::uint32_t size_ = 0;
};

}  // namespace serinus::pipeline
