#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

namespace serinus {

/// Memory for what comes and goes with each message, coroutine frames above all: kept per thread in free lists of
/// 64-byte classes up to 2 KiB, so that a handler called once a message allocates nothing after the first. More, and
/// all of it in builds with AddressSanitizer (from which a free list would hide a use after free), goes to `operator
/// new`.
///
/// It is released on the thread that allocated it or any other; both are safe.
/// @throws std::bad_alloc
[[nodiscard]] void* allocateRecycled(std::size_t size);
/// @param size  as it was allocated
void releaseRecycled(void* memory, std::size_t size) noexcept;

/// So many bytes of it, or none.
class RecycledBlock {
public:
  RecycledBlock() noexcept = default;
  /// @param size  more than zero. @throws std::bad_alloc
  explicit RecycledBlock(std::uint32_t size) : at_(static_cast<char*>(allocateRecycled(size))), size_(size) {}
  RecycledBlock(RecycledBlock&& other) noexcept
      : at_(std::exchange(other.at_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  RecycledBlock& operator=(RecycledBlock&& other) noexcept {
    std::swap(at_, other.at_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~RecycledBlock() {
    if (at_ != nullptr) releaseRecycled(at_, size_);
  }

  [[nodiscard]] char* data() const noexcept { return at_; }
  [[nodiscard]] std::uint32_t size() const noexcept { return size_; }

private:
  char* at_ = nullptr;
  std::uint32_t size_ = 0;
};

}  // namespace serinus
