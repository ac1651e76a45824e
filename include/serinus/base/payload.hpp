#pragma once

#include <serinus/base/bytes.hpp>

#include <atomic>
#include <cstddef>
#include <cstring>
#include <limits>
#include <new>
#include <utility>

namespace serinus {

/// Immutable bytes shared by many owners, on any threads: one allocation holds the count and the bytes. A broadcast is
/// encoded into one of these, and every connection queues a reference.
class SharedPayload {
public:
  SharedPayload() noexcept = default;

  /// @throws std::bad_alloc
  [[nodiscard]] static SharedPayload copy(ByteView bytes) {
    return build(bytes.size(), [bytes](MutableBytes into) {
      if (!bytes.empty()) std::memcpy(into.data(), bytes.data(), bytes.size());
    });
  }

  /// Makes `size` bytes and has `fill(MutableBytes)` write all of them. Nothing leaks when `fill` throws.
  /// @throws std::bad_alloc
  template <class Fill>
  [[nodiscard]] static SharedPayload build(std::size_t size, Fill&& fill) {
    if (size > std::numeric_limits<std::size_t>::max() - sizeof(Block)) throw std::bad_alloc();
    SharedPayload payload;
    payload.block_ = ::new (::operator new(sizeof(Block) + size)) Block(size);
    fill(MutableBytes(payload.block_->bytes(), size));
    return payload;
  }

  SharedPayload(const SharedPayload& other) noexcept : block_(other.block_) {
    if (block_ != nullptr) block_->owners.fetch_add(1, std::memory_order_relaxed);
  }
  SharedPayload(SharedPayload&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
  SharedPayload& operator=(SharedPayload other) noexcept {
    std::swap(block_, other.block_);
    return *this;
  }
  ~SharedPayload() {
    if (block_ != nullptr && block_->owners.fetch_sub(1, std::memory_order_acq_rel) == 1) {
      block_->~Block();
      ::operator delete(block_);
    }
  }

  [[nodiscard]] explicit operator bool() const noexcept { return block_ != nullptr; }
  [[nodiscard]] std::size_t size() const noexcept { return block_ != nullptr ? block_->size : 0; }

  /// Valid as long as any owner lives.
  [[nodiscard]] ByteView view() const noexcept {
    return block_ != nullptr ? ByteView(block_->bytes(), block_->size) : ByteView();
  }

private:
  struct Block {
    explicit Block(std::size_t count) noexcept : size(count) {}
    [[nodiscard]] std::byte* bytes() noexcept { return reinterpret_cast<std::byte*>(this + 1); }
    std::size_t size;
    std::atomic<std::size_t> owners = 1;
  };
  Block* block_ = nullptr;
};

}  // namespace serinus
