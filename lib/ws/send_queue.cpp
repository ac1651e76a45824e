#include "ws/send_queue.hpp"

#include <serinus/ws/frame_header.hpp>

#include <cassert>
#include <utility>

namespace serinus::ws {

namespace {

bool bytesFit(std::size_t more, std::size_t waiting, const Backpressure& rules) noexcept {
  if (waiting < rules.highWatermark()) return true;
  return waiting <= rules.maxBytes() && more <= rules.maxBytes() - waiting;
}

}  // namespace

QueuedMessage::QueuedMessage(Opcode opcode, ByteView payload, Compress compress)
    : bytes_(SharedPayload::copy(payload)), opcode_(opcode), compress_(compress) {}

QueuedMessage::QueuedMessage(SharedPayload frame) noexcept : bytes_(std::move(frame)), isFrame_(true) {}

QueuedMessage QueuedMessage::frameOf(Opcode opcode, SharedPayload frame) noexcept {
  QueuedMessage message(std::move(frame));
  message.opcode_ = opcode;
  message.compress_ = Compress::yes;
  message.headSize_ = static_cast<std::uint8_t>(headSizeOf(message.bytes_.view()));
  return message;
}

std::size_t QueuedMessage::size() const noexcept {
  return bytes_.size() + (isFrame_ ? 0 : FrameHead(opcode_, bytes_.size()).size());
}

SendQueue::Pushed SendQueue::push(QueuedMessage message, std::string_view key, std::size_t ahead,
                                  const Backpressure& rules) {
  using Policy = Backpressure::Policy;
  if (rules.policy() == Policy::conflate && !key.empty()) return conflate(std::move(message), key, ahead, rules);
  if (bytesFit(message.size(), ahead + bytes_, rules) && size() < rules.maxMessages()) {
    append(std::move(message));
    return {Outcome::queued};
  }
  switch (rules.policy()) {
    case Policy::wait:
    case Policy::dropNewest:
      return {Outcome::refused};
    case Policy::dropOldest:
      return makeRoom(std::move(message), ahead, rules);
    case Policy::close:
    case Policy::conflate:
      break;
  }
  return {Outcome::overflow};
}

// The newest value of a key has the turn of the oldest: a key that changes all the time would else never have one.
SendQueue::Pushed SendQueue::conflate(QueuedMessage message, std::string_view key, std::size_t ahead,
                                      const Backpressure& rules) {
  if (Entry* const entry = find(key)) {
    const std::size_t others = bytes_ - entry->message.size();
    if (!bytesFit(message.size(), ahead + others, rules)) return {Outcome::overflow};
    bytes_ = others + message.size();
    entry->message = std::move(message);
    return {Outcome::replaced};
  }
  if (!bytesFit(message.size(), ahead + bytes_, rules) || size() >= rules.maxMessages()) return {Outcome::overflow};
  append(std::move(message));
  entries_.back().key = &keys_.emplace(key, next() - 1).first->first;
  return {Outcome::queued};
}

SendQueue::Pushed SendQueue::makeRoom(QueuedMessage message, std::size_t ahead, const Backpressure& rules) {
  // What would not fit into an empty queue drops nothing for nothing.
  if (!bytesFit(message.size(), ahead, rules) || rules.maxMessages() == 0) return {Outcome::refused};
  std::size_t dropped = 0;
  while (!bytesFit(message.size(), ahead + bytes_, rules) || size() >= rules.maxMessages()) {
    static_cast<void>(pop());
    ++dropped;
  }
  append(std::move(message));
  return {Outcome::madeRoom, dropped};
}

QueuedMessage SendQueue::pop() {
  assert(!empty() && "there is nothing to pop");
  Entry entry = std::exchange(entries_[head_], Entry());
  ++head_;
  ++popped_;
  bytes_ -= entry.message.size();
  if (entry.key != nullptr) keys_.erase(*entry.key);
  // A queue that never runs empty must not keep what it has popped.
  if (head_ == entries_.size()) {
    entries_.clear();
    head_ = 0;
  } else if (head_ >= 64 && head_ * 2 >= entries_.size()) {
    entries_.erase(entries_.begin(), entries_.begin() + static_cast<std::ptrdiff_t>(head_));
    head_ = 0;
  }
  return std::move(entry.message);
}

void SendQueue::clear() noexcept {
  popped_ = next();
  entries_.clear();
  keys_.clear();
  head_ = bytes_ = 0;
}

SendQueue::Entry* SendQueue::find(std::string_view key) noexcept {
  const auto found = keys_.find(key);
  return found != keys_.end() ? &entries_[head_ + static_cast<std::size_t>(found->second - popped_)] : nullptr;
}

void SendQueue::append(QueuedMessage message) {
  const std::size_t size = message.size();
  entries_.push_back({std::move(message), nullptr});
  bytes_ += size;
}

}  // namespace serinus::ws
