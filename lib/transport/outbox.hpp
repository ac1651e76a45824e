#pragma once

#include <serinus/base/bytes.hpp>
#include <serinus/base/payload.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace serinus::transport {

/// The bytes that wait to be written to one peer, in order: a value. Small ones are copied together into chunks, large
/// ones are referenced, so that one gathered write takes both.
///
/// Emptied, it keeps a chunk and its capacity, to be lent to the next connection that has something to say.
class Outbox {
public:
  static constexpr std::size_t chunkSize = std::size_t{16} * 1024;
  /// From this size on a shared or owned payload is referenced; below, copying costs less than a piece of its own.
  static constexpr std::size_t referenceFrom = 1024;

  Outbox() = default;
  Outbox(const Outbox&) = delete;
  Outbox& operator=(const Outbox&) = delete;

  void append(ByteView bytes);
  void append(std::string_view text) { append(asBytes(text)); }
  void append(const SharedPayload& payload);
  void append(std::string&& text);

  /// References bytes that somebody else keeps until `settle()`.
  void appendBorrowed(ByteView bytes);

  /// Copies what is still borrowed: its owner is about to take it back.
  void settle();

  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }

  /// Fills `pieces` with the front of the queue. @returns how many were filled.
  [[nodiscard]] std::size_t pieces(std::span<ByteView> pieces) const noexcept;

  /// Removes the first `count` bytes: they are written.
  void consume(std::size_t count) noexcept;

  void clear() noexcept;

private:
  struct Chunk {
    std::size_t used = 0;
    std::byte bytes[chunkSize];
  };
  struct Segment {
    const std::byte* data = nullptr;
    std::size_t size = 0;
    SharedPayload payload;
    std::shared_ptr<const void> owner;  // a chunk or an owned string
    bool borrowed = false;
  };
  std::shared_ptr<Chunk>& chunkWithRoom();
  Segment& push(const std::byte* data, std::size_t size);

  std::vector<Segment> segments_;
  std::size_t first_ = 0;  // segments before it are written
  std::size_t size_ = 0;
  std::size_t borrowed_ = 0;
  std::shared_ptr<Chunk> chunk_;
};

}  // namespace serinus::transport
