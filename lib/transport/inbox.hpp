#pragma once

#include <serinus/base/bytes.hpp>

#include "runtime/block_pool.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

namespace serinus::transport {

/// The bytes that one peer has sent and nobody has consumed: a value over the loop's read blocks.
///
/// While bytes are processed they lie in a block of the loop. `settle()`, at the end of a batch, gives the block back:
/// a rest that waits for more moves to memory of its own, just large enough; with no rest nothing is held at all.
/// Instead of settling, a connection whose handler is suspended keeps the block: every view into it stays valid.
class Inbox {
public:
  Inbox() = default;
  Inbox(const Inbox&) = delete;
  Inbox& operator=(const Inbox&) = delete;

  /// Room for a read behind the unread bytes, at least one byte, at most a block. @throws std::bad_alloc
  [[nodiscard]] MutableBytes prepare(runtime::BlockPool& pool) {
    if (memory_) return prepareBehind(pool);
    takeBlock(pool);
    return {memory_.get(), capacity_};
  }
  void commit(std::size_t count) noexcept { end_ += static_cast<std::uint32_t>(count); }

  [[nodiscard]] MutableBytes unread() noexcept { return {memory_.get() + begin_, size()}; }
  void consume(std::size_t count) noexcept { begin_ += static_cast<std::uint32_t>(count); }
  [[nodiscard]] bool empty() const noexcept { return begin_ == end_; }
  [[nodiscard]] std::size_t size() const noexcept { return end_ - begin_; }

  void settle(runtime::BlockPool& pool) {
    if (!empty()) return settleRest(pool);
    if (memory_) release(pool);
  }

  /// Hands out the memory that the consumed bytes lie in, so that views into them stay valid while more is read; the
  /// unread rest moves to memory of its own.
  [[nodiscard]] std::unique_ptr<std::byte[]> setAside();

private:
  static constexpr std::uint32_t blockSize = runtime::BlockPool::blockSize;

  void takeBlock(runtime::BlockPool& pool) {
    memory_ = pool.take();
    capacity_ = blockSize;
  }
  void release(runtime::BlockPool& pool) noexcept {
    if (capacity_ == blockSize) pool.give(std::move(memory_));
    memory_.reset();
    capacity_ = begin_ = end_ = 0;
  }
  [[nodiscard]] MutableBytes prepareBehind(runtime::BlockPool& pool);
  void settleRest(runtime::BlockPool& pool);
  [[nodiscard]] std::unique_ptr<std::byte[]> moveRest(std::unique_ptr<std::byte[]> to, std::size_t capacity) noexcept;

  std::unique_ptr<std::byte[]> memory_;  // a block of the loop's, or of another size and its own
  std::uint32_t capacity_ = 0;
  std::uint32_t begin_ = 0;
  std::uint32_t end_ = 0;
};

}  // namespace serinus::transport
