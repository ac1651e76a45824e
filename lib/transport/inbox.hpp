#pragma once

#include <serinus/base/bytes.hpp>

#include "runtime/block_pool.hpp"

#include <cstddef>
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

  /// Room for a read behind the unread bytes, at least one byte, at most a block.
  [[nodiscard]] MutableBytes prepare(runtime::BlockPool& pool) {
    if (!empty() || block_ || own_) return prepareBehind(pool);
    block_ = pool.take();
    begin_ = end_ = 0;
    return {block_.get(), runtime::BlockPool::blockSize};
  }
  void commit(std::size_t count) noexcept { end_ += count; }

  [[nodiscard]] MutableBytes unread() noexcept { return {data() + begin_, end_ - begin_}; }
  void consume(std::size_t count) noexcept { begin_ += count; }
  [[nodiscard]] bool empty() const noexcept { return begin_ == end_; }
  [[nodiscard]] std::size_t size() const noexcept { return end_ - begin_; }

  void settle(runtime::BlockPool& pool) {
    if (!empty() || own_ || !block_) return settleRest(pool);
    pool.give(std::move(block_));
    begin_ = end_ = 0;
  }

  /// Memory that an inbox has let go of, with what was consumed of it.
  struct SetAside {
    runtime::BlockPool::Block block;
    std::unique_ptr<std::byte[]> own;
  };
  /// Hands out the memory that the consumed bytes lie in, so that views into them stay valid while more is read; the
  /// unread rest moves to memory of its own.
  [[nodiscard]] SetAside setAside();

private:
  [[nodiscard]] MutableBytes prepareBehind(runtime::BlockPool& pool);
  void settleRest(runtime::BlockPool& pool);
  [[nodiscard]] std::byte* data() noexcept { return block_ ? block_.get() : own_.get(); }

  runtime::BlockPool::Block block_;
  std::unique_ptr<std::byte[]> own_;
  std::size_t ownCapacity_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace serinus::transport
