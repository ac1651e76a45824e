#include <serinus/runtime/frame_allocator.hpp>

#include <array>
#include <new>
#include <utility>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SERINUS_PLAIN_FRAMES 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define SERINUS_PLAIN_FRAMES 1
#endif
#endif

namespace serinus::runtime {

#ifdef SERINUS_PLAIN_FRAMES

void* allocateFrame(std::size_t size) {
  return ::operator new(size);
}
void releaseFrame(void* frame, std::size_t) noexcept {
  ::operator delete(frame);
}

#else

namespace {

constexpr std::size_t granularity = 64;
constexpr std::size_t classCount = 32;
constexpr unsigned framesPerClass = 256;

struct FreeFrame {
  FreeFrame* next;
};

class FrameCache {
public:
  ~FrameCache() {
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

  bool keep(void* frame, std::size_t shelfIndex) noexcept {
    Shelf& shelf = shelves_[shelfIndex];
    if (shelf.count == framesPerClass) return false;
    shelf.first = ::new (frame) FreeFrame{shelf.first};
    ++shelf.count;
    return true;
  }

  // A frame may outlive the cache of its thread: static objects are destroyed after thread-local ones.
  static inline thread_local bool alive = true;

private:
  struct Shelf {
    FreeFrame* first = nullptr;
    unsigned count = 0;
  };
  std::array<Shelf, classCount> shelves_{};
};

FrameCache& cache() noexcept {
  static thread_local FrameCache instance;
  return instance;
}

}  // namespace

void* allocateFrame(std::size_t size) {
  const std::size_t shelf = (size - 1) / granularity;
  if (shelf >= classCount) return ::operator new(size);
  if (!FrameCache::alive) return ::operator new((shelf + 1) * granularity);
  return cache().take(shelf);
}

void releaseFrame(void* frame, std::size_t size) noexcept {
  const std::size_t shelf = (size - 1) / granularity;
  if (shelf < classCount && FrameCache::alive && cache().keep(frame, shelf)) return;
  ::operator delete(frame);
}

#endif

}  // namespace serinus::runtime
