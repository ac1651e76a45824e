#pragma once

#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <utility>

namespace serinus::pipeline {

/// Where one client stands in each of its rooms: a small hash table from the room's address to a number.
///
/// Empty it is a null pointer; with one room it is a block of 72 bytes. All operations take the same time however many
/// rooms there are; addresses are not chosen by peers, so that the hash need not be keyed.
template <class Room>
class PlaceMap {
public:
  PlaceMap() noexcept = default;
  PlaceMap(const PlaceMap&) = delete;
  PlaceMap& operator=(const PlaceMap&) = delete;

  [[nodiscard]] std::size_t size() const noexcept { return table_ ? table_->size : 0; }
  [[nodiscard]] bool empty() const noexcept { return size() == 0; }

  /// The number of `room`, to be read or changed; null when it has none.
  [[nodiscard]] std::uint32_t* find(const Room& room) const noexcept {
    if (empty()) return nullptr;
    Entry& entry = table_->at(table_->slotOf(room));
    return entry.room == &room ? &entry.place : nullptr;
  }

  /// Makes room for one more, so that the next `add` allocates nothing. @throws std::bad_alloc
  void reserveOne() {
    if (!table_ || table_->size + 1 > table_->capacity / 4 * 3) grow();
  }

  /// Behind `reserveOne`; `room` must not be there.
  void add(Room& room, std::uint32_t place) noexcept {
    assert(table_ && table_->size < table_->capacity && find(room) == nullptr);
    table_->at(table_->slotOf(room)) = Entry{&room, place};
    ++table_->size;
  }

  void remove(const Room& room) noexcept {
    if (find(room) == nullptr) return;
    if (--table_->size == 0) return clear();
    // Those behind move up into the gap, so that no mark of what was there need stay.
    Table& table = *table_;
    std::uint32_t gap = table.slotOf(room);
    for (std::uint32_t i = table.next(gap); table.at(i).room != nullptr; i = table.next(i)) {
      const std::uint32_t distance = (i - table.home(*table.at(i).room)) & (table.capacity - 1);
      if (distance < ((i - gap) & (table.capacity - 1))) continue;
      table.at(gap) = table.at(i);
      gap = i;
    }
    table.at(gap) = Entry{};
  }

  void clear() noexcept { table_.reset(); }

  /// Calls `visit(Room&, std::uint32_t place)` for each, in no particular order. The visitor changes nothing here.
  template <class Visit>
  void forEach(Visit&& visit) const {
    for (std::uint32_t i = 0; table_ && i < table_->capacity; ++i) {
      if (const Entry& entry = table_->at(i); entry.room != nullptr) visit(*entry.room, entry.place);
    }
  }

private:
  struct Entry {
    Room* room = nullptr;
    std::uint32_t place = 0;
  };

  /// Its entries lie behind it.
  struct Table {
    explicit Table(std::uint32_t howMany) noexcept : capacity(howMany) {
      std::uninitialized_value_construct_n(entries(), capacity);
    }

    [[nodiscard]] Entry* entries() noexcept { return reinterpret_cast<Entry*>(this + 1); }
    [[nodiscard]] Entry& at(std::uint32_t slot) noexcept { return entries()[slot]; }
    [[nodiscard]] std::uint32_t next(std::uint32_t slot) const noexcept { return (slot + 1) & (capacity - 1); }

    [[nodiscard]] std::uint32_t home(const Room& room) const noexcept {
      // Fibonacci hashing: the upper bits of the product are well mixed.
      const std::uint64_t product = std::bit_cast<std::uintptr_t>(&room) * std::uint64_t{0x9E3779B97F4A7C15};
      return static_cast<std::uint32_t>(product >> 32) & (capacity - 1);
    }

    /// Where the room is, or the first free slot on the way.
    [[nodiscard]] std::uint32_t slotOf(const Room& room) noexcept {
      std::uint32_t slot = home(room);
      while (at(slot).room != nullptr && at(slot).room != &room) slot = next(slot);
      return slot;
    }

    const std::uint32_t capacity;
    std::uint32_t size = 0;
  };
  static_assert(sizeof(Table) % alignof(Entry) == 0 && alignof(Table) <= alignof(Entry));
  struct Release {
    void operator()(Table* table) const noexcept { ::operator delete(table); }
  };

  /// @throws std::bad_alloc
  void grow() {
    const std::uint32_t capacity = table_ ? table_->capacity * 2 : 4;
    void* const memory = ::operator new(sizeof(Table) + capacity * sizeof(Entry));
    const auto old = std::exchange(table_, std::unique_ptr<Table, Release>(new (memory) Table(capacity)));
    for (std::uint32_t i = 0; old && i < old->capacity; ++i) {
      const Entry& entry = old->at(i);
      if (entry.room != nullptr) add(*entry.room, entry.place);
    }
  }

  std::unique_ptr<Table, Release> table_;
};

}  // namespace serinus::pipeline
