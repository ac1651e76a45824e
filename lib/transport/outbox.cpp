#include "transport/outbox.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace serinus::transport {

void Outbox::appendBehind(ByteView bytes) {
  if (segments_.empty()) {
    if (!front_) front_.reset(new std::byte[frontSize]);
    const ByteView first = bytes.first(std::min(bytes.size(), frontSize - frontEnd_));
    if (!first.empty()) std::memcpy(extend(first.size()), first.data(), first.size());
    bytes = bytes.subspan(first.size());
  }
  while (!bytes.empty()) {
    std::shared_ptr<Chunk>& chunk = chunkWithRoom();
    const std::size_t count = std::min(bytes.size(), chunkSize - chunk->used);
    std::byte* const place = chunk->bytes + chunk->used;
    std::memcpy(place, bytes.data(), count);
    chunk->used += count;
    if (first_ < segments_.size() && segments_.back().data + segments_.back().size == place) {
      segments_.back().size += count;
      size_ += count;
    } else {
      push(place, count).owner = chunk;
    }
    bytes = bytes.subspan(count);
  }
}

void Outbox::reference(const SharedPayload& payload) {
  push(payload.view().data(), payload.size()).payload = payload;
}

void Outbox::append(std::string&& text) {
  if (text.size() < referenceFrom) return append(asBytes(text));
  const auto kept = std::make_shared<const std::string>(std::move(text));
  const ByteView bytes = asBytes(*kept);
  push(bytes.data(), bytes.size()).owner = kept;
}

void Outbox::appendBorrowed(ByteView bytes) {
  if (bytes.size() < referenceFrom) return append(bytes);
  push(bytes.data(), bytes.size()).borrowed = true;
  ++borrowed_;
}

void Outbox::settle() {
  if (borrowed_ == 0) return;
  for (std::size_t i = first_; i < segments_.size(); ++i) {
    Segment& segment = segments_[i];
    if (!segment.borrowed) continue;
    segment.payload = SharedPayload::copy(ByteView(segment.data, segment.size));
    segment.data = segment.payload.view().data();
    segment.borrowed = false;
  }
  borrowed_ = 0;
}

std::size_t Outbox::pieces(std::span<ByteView> pieces) const noexcept {
  std::size_t count = 0;
  if (frontBegin_ < frontEnd_ && !pieces.empty()) pieces[count++] = frontPiece();
  for (std::size_t i = first_; i < segments_.size() && count < pieces.size(); ++i)
    pieces[count++] = segments_[i].view();
  return count;
}

void Outbox::consumeSome(std::size_t count) noexcept {
  size_ -= count;
  const std::size_t ofFront = std::min(count, frontEnd_ - frontBegin_);
  frontBegin_ += ofFront;
  count -= ofFront;
  while (count > 0) {
    Segment& segment = segments_[first_];
    if (count < segment.size) {
      segment.data += count;
      segment.size -= count;
      break;
    }
    count -= segment.size;
    if (segment.borrowed) --borrowed_;
    segment = Segment();
    ++first_;
  }
  if (size_ == 0) return clear();
  // A queue that never runs empty must not keep what it has written.
  if (first_ >= 64 && first_ * 2 >= segments_.size()) {
    segments_.erase(segments_.begin(), segments_.begin() + static_cast<std::ptrdiff_t>(first_));
    first_ = 0;
  }
}

void Outbox::clear() noexcept {
  segments_.clear();
  frontBegin_ = frontEnd_ = first_ = size_ = borrowed_ = 0;
  if (chunk_ && chunk_.use_count() == 1) chunk_->used = 0;
}

std::shared_ptr<Outbox::Chunk>& Outbox::chunkWithRoom() {
  if (!chunk_ || chunk_->used == chunkSize) chunk_ = std::shared_ptr<Chunk>(new Chunk);
  return chunk_;
}

Outbox::Segment& Outbox::push(const std::byte* data, std::size_t size) {
  Segment& segment = segments_.emplace_back();
  segment.data = data;
  segment.size = size;
  size_ += size;
  return segment;
}

}  // namespace serinus::transport
