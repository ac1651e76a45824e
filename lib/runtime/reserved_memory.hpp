#pragma once

#include <array>
#include <cstddef>
#include <new>
#include <utility>

namespace serinus::runtime {

/// Memory for the few operations that a loop itself has with Asio at a time, so that it goes on when there is none
/// left.
class ReservedMemory {
public:
  /// @throws std::bad_alloc  only when more is in use than there is room for
  [[nodiscard]] void* take(std::size_t size) {
    for (Place& place : places_) {
      if (place.inUse || size > placeSize) continue;
      place.inUse = true;
      return place.bytes;
    }
    return ::operator new(size);
  }

  void give(void* memory) noexcept {
    for (Place& place : places_) {
      if (memory != place.bytes) continue;
      place.inUse = false;
      return;
    }
    ::operator delete(memory);
  }

private:
  static constexpr std::size_t placeSize = 256;
  struct Place {
    alignas(std::max_align_t) std::byte bytes[placeSize];
    bool inUse = false;
  };
  std::array<Place, 4> places_;
};

/// As Asio asks for one.
template <class T>
class ReservedAllocator {
public:
  using value_type = T;

  explicit ReservedAllocator(ReservedMemory& memory) noexcept : memory_(&memory) {}
  template <class U>
  ReservedAllocator(const ReservedAllocator<U>& other) noexcept : memory_(&other.memory()) {}

  [[nodiscard]] T* allocate(std::size_t count) { return static_cast<T*>(memory_->take(count * sizeof(T))); }
  void deallocate(T* memory, std::size_t) noexcept { memory_->give(memory); }

  [[nodiscard]] ReservedMemory& memory() const noexcept { return *memory_; }
  template <class U>
  [[nodiscard]] bool operator==(const ReservedAllocator<U>& other) const noexcept {
    return memory_ == &other.memory();
  }

private:
  ReservedMemory* memory_;
};

/// A handler whose operation lies in reserved memory.
template <class Handler>
class Reserved {
public:
  using allocator_type = ReservedAllocator<std::byte>;

  Reserved(ReservedMemory& memory, Handler handler) : memory_(&memory), handler_(std::move(handler)) {}

  [[nodiscard]] allocator_type get_allocator() const noexcept { return allocator_type(*memory_); }
  template <class... Arguments>
  void operator()(Arguments&&... arguments) {
    handler_(std::forward<Arguments>(arguments)...);
  }

private:
  ReservedMemory* memory_;
  Handler handler_;
};

}  // namespace serinus::runtime
