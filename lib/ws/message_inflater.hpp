#pragma once

#include "ws/deflate_pool.hpp"

#include <serinus/ws/deflate_negotiation.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>

namespace serinus::ws {

/// Inflates the messages that one connection receives (RFC 7692, 7.2.2), a step at a time.
///
/// Without context takeover it holds nothing between messages: it borrows an inflater of the loop with the first byte
/// of a message and gives it back with the last, so that messages of many connections may arrive interleaved. With it,
/// it has an inflater of its own from the first byte on.
class MessageInflater {
public:
  /// @param theirs  how the peer compresses
  MessageInflater(const DeflateSide& theirs, DeflatePool& pool) noexcept;
  MessageInflater(const MessageInflater&) = delete;
  MessageInflater& operator=(const MessageInflater&) = delete;
  ~MessageInflater();

  /// A frame of the current message brings this many bytes.
  void announce(std::size_t bytes) noexcept { announced_ += bytes; }
  [[nodiscard]] std::size_t announced() const noexcept { return announced_; }

  /// As `Inflater::step`.
  [[nodiscard]] Inflater::Step step(ByteView input, MutableBytes room);

  /// The message ends. False when it is cut short.
  [[nodiscard]] bool end();

  /// There will be no more messages.
  void abandon() noexcept;

private:
  void release() noexcept;

  DeflatePool* pool_;
  std::unique_ptr<Inflater> inflater_;
  std::size_t announced_ = 0;  // of the current message
  std::uint8_t windowBits_;
  bool takeover_;
  bool fed_ = false;  // the current message has brought a byte
};

}  // namespace serinus::ws
