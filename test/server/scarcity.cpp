#include "scarcity.hpp"

#include "testing/harness_memory.hpp"

#include <cstdlib>
#include <limits>
#include <new>

namespace {

constexpr std::size_t never = std::numeric_limits<std::size_t>::max();
thread_local std::size_t left = never;

void* obtain(std::size_t size) noexcept {
  if (left != never && !serinus::test::HarnessMemory::inUse() && left-- == 0) {
    left = never;
    return nullptr;
  }
  return std::malloc(size != 0 ? size : 1);
}

}  // namespace

// These replace those of the whole program. All of them, for AddressSanitizer has its own for each and wants pairs.
void* operator new(std::size_t size) {
  void* const memory = obtain(size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}
void* operator new[](std::size_t size) {
  return ::operator new(size);
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return obtain(size);
}
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept {
  return obtain(size);
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete[](void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
void operator delete[](void* memory, std::size_t) noexcept {
  std::free(memory);
}

namespace serinus::test {

Scarcity::Scarcity(std::size_t count) noexcept {
  left = count;
}
Scarcity::~Scarcity() {
  left = never;
}
bool Scarcity::hasStruck() const noexcept {
  return left == never;
}

}  // namespace serinus::test
