#pragma once

#include <serinus/base/payload.hpp>

#include <serinus/ws/backpressure.hpp>
#include <serinus/ws/deflate.hpp>
#include <serinus/ws/opcode.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace serinus::ws {

/// A message that waits to be sent: a payload without its frame, or a whole frame that other connections may share.
class QueuedMessage {
public:
  QueuedMessage() noexcept = default;
  QueuedMessage(Opcode opcode, ByteView payload, Compress compress = Compress::yes);
  /// A frame that is sent as it is.
  explicit QueuedMessage(SharedPayload frame) noexcept;
  /// An uncompressed frame. It may be compressed when it goes on.
  [[nodiscard]] static QueuedMessage frameOf(Opcode opcode, SharedPayload frame) noexcept;

  [[nodiscard]] Opcode opcode() const noexcept { return opcode_; }
  [[nodiscard]] Compress compress() const noexcept { return compress_; }
  [[nodiscard]] ByteView payload() const noexcept { return bytes_.view().subspan(headSize_); }
  [[nodiscard]] bool isFrame() const noexcept { return isFrame_; }
  [[nodiscard]] const SharedPayload& bytes() const noexcept { return bytes_; }
  /// What it takes on the wire, uncompressed.
  [[nodiscard]] std::size_t size() const noexcept;

private:
  SharedPayload bytes_;
  Opcode opcode_ = Opcode::text;
  Compress compress_ = Compress::no;
  bool isFrame_ = false;
  std::uint8_t headSize_ = 0;  // of the frame's head in `bytes_`
};

/// The messages that wait for one client, whole and in order, and the rule for one too many: a value.
///
/// Compression comes after it: what is dropped here never was in a compressor's window.
class SendQueue {
public:
  enum class Outcome : std::uint8_t {
    queued,    ///< it is the last
    replaced,  ///< it has the place of the one with its key
    madeRoom,  ///< it is the last; older ones were dropped for it
    refused,   ///< it was not taken
    overflow,  ///< it was not taken, and the client is to be closed
  };
  struct Pushed {
    Outcome outcome;
    std::size_t dropped = 0;  ///< how many were dropped for it
  };

  /// @param key    empty: it stands for itself
  /// @param ahead  bytes that wait before the queue
  Pushed push(QueuedMessage message, std::string_view key, std::size_t ahead, const Backpressure& rules);

  /// For what has to follow all that waits, whatever the limits.
  void append(QueuedMessage message);

  /// @pre  not empty
  [[nodiscard]] QueuedMessage pop();

  void clear() noexcept;

  [[nodiscard]] bool empty() const noexcept { return size() == 0; }
  [[nodiscard]] std::size_t size() const noexcept { return entries_.size() - head_; }
  [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }

  /// Messages are numbered as they come. The number of the first that waits, and the one that the next will get.
  [[nodiscard]] std::uint64_t front() const noexcept { return popped_; }
  [[nodiscard]] std::uint64_t next() const noexcept { return popped_ + size(); }

private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>()(text); }
  };
  using Keys = std::unordered_map<std::string, std::uint64_t, Hash, std::equal_to<>>;
  struct Entry {
    QueuedMessage message;
    const std::string* key = nullptr;  // in keys_
  };

  [[nodiscard]] Entry* find(std::string_view key) noexcept;
  Pushed conflate(QueuedMessage message, std::string_view key, std::size_t ahead, const Backpressure& rules);
  Pushed makeRoom(QueuedMessage message, std::size_t ahead, const Backpressure& rules);

  std::vector<Entry> entries_;
  std::size_t head_ = 0;  // entries before it are popped
  std::size_t bytes_ = 0;
  std::uint64_t popped_ = 0;
  Keys keys_;  // of what waits, with its number
};

}  // namespace serinus::ws
