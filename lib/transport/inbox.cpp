#include "transport/inbox.hpp"

#include <algorithm>
#include <cstring>

namespace serinus::transport {

namespace {
constexpr std::size_t smallestOwn = 512;
}

MutableBytes Inbox::prepareBehind(runtime::BlockPool& pool) {
  constexpr std::size_t blockSize = runtime::BlockPool::blockSize;
  const std::size_t rest = end_ - begin_;
  // A rest is read on behind itself in a fresh block: one copy of the rest, and the next message is whole again.
  if (!block_ && rest < blockSize) {
    block_ = pool.take();
    if (rest > 0) std::memcpy(block_.get(), own_.get() + begin_, rest);
    own_.reset();
    ownCapacity_ = 0;
    begin_ = 0;
    end_ = rest;
  } else if (begin_ > 0) {
    std::memmove(data(), data() + begin_, rest);
    begin_ = 0;
    end_ = rest;
  }
  const std::size_t capacity = block_ ? blockSize : ownCapacity_;
  if (end_ < capacity) return {data() + end_, capacity - end_};

  // A whole block of unread bytes: the protocol takes none of them yet.
  const std::size_t larger = capacity * 2;
  std::unique_ptr<std::byte[]> memory(new std::byte[larger]);
  std::memcpy(memory.get(), data(), end_);
  if (block_) pool.give(std::move(block_));
  own_ = std::move(memory);
  ownCapacity_ = larger;
  return {own_.get() + end_, ownCapacity_ - end_};
}

void Inbox::settleRest(runtime::BlockPool& pool) {
  const std::size_t rest = end_ - begin_;
  if (rest == 0) {
    own_.reset();
    ownCapacity_ = 0;
  } else if (block_) {
    const std::size_t capacity = std::max(rest, smallestOwn);
    own_.reset(new std::byte[capacity]);
    ownCapacity_ = capacity;
    std::memcpy(own_.get(), block_.get() + begin_, rest);
  } else {
    return;  // the rest lies in memory of its own already
  }
  if (block_) pool.give(std::move(block_));
  begin_ = 0;
  end_ = rest;
}

Inbox::SetAside Inbox::setAside() {
  const MutableBytes rest = unread();
  const std::size_t capacity = rest.empty() ? 0 : std::max(rest.size(), smallestOwn);
  std::unique_ptr<std::byte[]> memory(rest.empty() ? nullptr : new std::byte[capacity]);
  if (!rest.empty()) std::memcpy(memory.get(), rest.data(), rest.size());
  SetAside aside{std::move(block_), std::move(own_)};
  own_ = std::move(memory);
  ownCapacity_ = capacity;
  begin_ = 0;
  end_ = rest.size();
  return aside;
}

}  // namespace serinus::transport
