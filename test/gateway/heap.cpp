#include "heap.hpp"

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define SERINUS_HEAP_IS_THE_SANITIZERS 1
#endif
#endif

#ifdef SERINUS_HEAP_IS_THE_SANITIZERS

// clang's ThreadSanitizer links operators of its own, which none may stand beside.
#include <sanitizer/allocator_interface.h>

namespace serinus::test {

std::size_t heapInUse() noexcept {
  return ::__sanitizer_get_current_allocated_bytes();
}

}  // namespace serinus::test

#else

#include <atomic>
#include <cstdlib>
#include <new>

#include <malloc.h>

namespace {
std::atomic<std::size_t> inUse = 0;

void* tryAllocate(std::size_t size) noexcept {
  void* const memory = std::malloc(size != 0 ? size : 1);
  if (memory != nullptr) inUse += ::malloc_usable_size(memory);
  return memory;
}
}  // namespace

void* operator new(std::size_t size) {
  void* const memory = tryAllocate(size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}
void operator delete(void* memory) noexcept {
  if (memory != nullptr) inUse -= ::malloc_usable_size(memory);
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  operator delete(memory);
}
// A sanitizer's own do not come here.
void* operator new[](std::size_t size) {
  return operator new(size);
}
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept {
  return tryAllocate(size);
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return tryAllocate(size);
}
void operator delete[](void* memory) noexcept {
  operator delete(memory);
}
void operator delete[](void* memory, std::size_t) noexcept {
  operator delete(memory);
}

namespace serinus::test {

std::size_t heapInUse() noexcept {
  return inUse;
}

}  // namespace serinus::test

#endif
