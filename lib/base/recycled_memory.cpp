#include <serinus/base/recycled_memory.hpp>

#include <array>
#include <new>
#include <utility>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SERINUS_PLAIN_MEMORY 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define SERINUS_PLAIN_MEMORY 1
#endif
#endif

namespace serinus {

#ifdef SERINUS_PLAIN_MEMORY

void* allocateRecycled(std::size_t size) {
  return ::operator new(size);
}
void releaseRecycled(void* memory, std::size_t) noexcept {
  ::operator delete(memory);
}

#else

namespace {

constexpr std::size_t granularity = 64;
constexpr std::size_t classCount = 32;
constexpr unsigned blocksPerClass = 256;

struct FreeBlock {
  FreeBlock* next;
};

class Shelves {
public:
  ~Shelves() {
    alive = false;
    for (Shelf& shelf : shelves_) {
      while (shelf.first != nullptr) ::operator delete(std::exchange(shelf.first, shelf.first->next));
    }
  }

  void* take(std::size_t shelfIndex) {
    Shelf& shelf = shelves_[shelfIndex];
    if (shelf.first == nullptr) return ::operator new((shelfIndex + 1) * granularity);
    --shelf.count;
    return std::exchange(shelf.first, shelf.first->next);
  }

  bool keep(void* memory, std::size_t shelfIndex) noexcept {
    Shelf& shelf = shelves_[shelfIndex];
    if (shelf.count == blocksPerClass) return false;
    shelf.first = ::new (memory) FreeBlock{shelf.first};
    ++shelf.count;
    return true;
  }

  // A block may outlive the shelves of its thread: static objects are destroyed after thread-local ones.
  static inline thread_local bool alive = true;

private:
  struct Shelf {
    FreeBlock* first = nullptr;
    unsigned count = 0;
  };
  std::array<Shelf, classCount> shelves_{};
};

Shelves& shelves() noexcept {
  static thread_local Shelves instance;
  return instance;
}

}  // namespace

void* allocateRecycled(std::size_t size) {
  const std::size_t shelf = (size - 1) / granularity;
  if (shelf >= classCount) return ::operator new(size);
  if (!Shelves::alive) return ::operator new((shelf + 1) * granularity);
  return shelves().take(shelf);
}

void releaseRecycled(void* memory, std::size_t size) noexcept {
  const std::size_t shelf = (size - 1) / granularity;
  if (shelf < classCount && Shelves::alive && shelves().keep(memory, shelf)) return;
  ::operator delete(memory);
}

#endif

}  // namespace serinus
