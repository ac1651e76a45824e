#include "support/allocation_count.hpp"

#include <cstdlib>
#include <new>

namespace {

thread_local std::size_t count = 0;
thread_local std::size_t bytes = 0;
thread_local std::size_t released = 0;

void* counted(std::size_t size) noexcept {
  ++count;
  bytes += size;
  return std::malloc(size != 0 ? size : 1);
}

void release(void* memory) noexcept {
  if (memory != nullptr) ++released;
  std::free(memory);
}

}  // namespace

// These replace those of the whole program. All of them, for AddressSanitizer has its own
// for each and wants pairs.
void* operator new(std::size_t size) {
  void* const memory = counted(size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}
void* operator new[](std::size_t size) {
  return ::operator new(size);
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return counted(size);
}
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept {
  return counted(size);
}
void operator delete(void* memory) noexcept {
  release(memory);
}
void operator delete[](void* memory) noexcept {
  release(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  release(memory);
}
void operator delete[](void* memory, std::size_t) noexcept {
  release(memory);
}

bool serinus::areAllocationsCounted() noexcept {
  const std::size_t before = count;
  ::operator delete(::operator new(1, std::nothrow));
  return count != before;
}

std::size_t serinus::allocations() noexcept {
  return count;
}

std::size_t serinus::allocatedBytes() noexcept {
  return bytes;
}

std::size_t serinus::blocksHeld() noexcept {
  return count - released;
}
