#include "transport/inbox.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <new>

namespace serinus::transport {

namespace {
constexpr std::size_t smallestOwn = 512;
}

/// From now on the rest lies there. @returns where it lay before
std::unique_ptr<std::byte[]> Inbox::moveRest(std::unique_ptr<std::byte[]> to, std::size_t capacity) noexcept {
  const MutableBytes rest = unread();
  if (!rest.empty()) std::memcpy(to.get(), rest.data(), rest.size());
  begin_ = 0;
  end_ = static_cast<std::uint32_t>(rest.size());
  capacity_ = static_cast<std::uint32_t>(capacity);
  return std::exchange(memory_, std::move(to));
}

MutableBytes Inbox::prepareBehind(runtime::BlockPool& pool) {
  if (capacity_ < blockSize) {
    // A rest is read on behind itself in a fresh block: one copy of the rest, and the next message is whole again.
    static_cast<void>(moveRest(pool.take(), blockSize));
  } else if (begin_ > 0) {
    std::memmove(memory_.get(), memory_.get() + begin_, size());
    end_ -= std::exchange(begin_, 0);
  }
  if (end_ == capacity_) {
    // A whole block of unread bytes: the protocol takes none of them yet.
    const std::size_t larger = std::size_t{capacity_} * 2;
    if (larger > std::numeric_limits<std::uint32_t>::max()) throw std::bad_alloc();
    auto full = moveRest(std::unique_ptr<std::byte[]>(new std::byte[larger]), larger);
    if (larger == std::size_t{2} * blockSize) pool.give(std::move(full));
  }
  return {memory_.get() + end_, std::size_t{capacity_} - end_};
}

void Inbox::settleRest(runtime::BlockPool& pool) {
  if (capacity_ != blockSize || size() == blockSize) return;  // in memory of its own already, or as large as that
  const std::size_t capacity = std::max(size(), smallestOwn);
  pool.give(moveRest(std::unique_ptr<std::byte[]>(new std::byte[capacity]), capacity));
}

std::unique_ptr<std::byte[]> Inbox::setAside() {
  if (empty()) {
    capacity_ = begin_ = end_ = 0;
    return std::move(memory_);
  }
  const std::size_t capacity = std::max(size(), smallestOwn);
  return moveRest(std::unique_ptr<std::byte[]>(new std::byte[capacity]), capacity);
}

}  // namespace serinus::transport
