#include "base/rate_table.hpp"

#include <algorithm>
#include <bit>
#include <span>

namespace serinus {

RateTable::RateTable(const RateLimit& limit, std::size_t capacity)
    : limit_(limit), mostEntries_(std::max(bucketSize, std::bit_ceil(capacity) / shardCount)) {}

RateTable::Taken RateTable::takeOne(std::uint64_t key, TimePoint now, Duration patience) {
  Shard& shard = shards_[key >> 60];
  const std::lock_guard lock(shard.mutex);
  RateMeter& meter = find(shard, key, now);
  const Duration wait = meter.take(limit_, now, patience);
  return {wait, std::max(meter.fullAt() - now, Duration::zero())};
}

std::size_t RateTable::memory() const {
  std::size_t entries = 0;
  for (const Shard& shard : shards_) {
    const std::lock_guard lock(shard.mutex);
    entries += shard.entries.size();
  }
  return entries * sizeof(Entry);
}

RateMeter& RateTable::find(Shard& shard, std::uint64_t key, TimePoint now) const {
  if (shard.entries.empty()) shard.entries.resize(bucketSize);
  for (;;) {
    Entry& entry = placeFor(shard.entries, key);
    if (entry.key == key) return entry.meter;
    if (entry.meter.fullAt() <= now || shard.entries.size() == mostEntries_) {
      entry = Entry{key, {}};
      return entry.meter;
    }
    grow(shard);
  }
}

// The key's own place in its bucket, or the one that has the least to forget.
RateTable::Entry& RateTable::placeFor(std::vector<Entry>& entries, std::uint64_t key) noexcept {
  const std::size_t buckets = entries.size() / bucketSize;
  const std::span bucket = std::span(entries).subspan((key & (buckets - 1)) * bucketSize, bucketSize);
  const auto own = std::ranges::find(bucket, key, &Entry::key);
  if (own != bucket.end()) return *own;
  return *std::ranges::min_element(bucket, {}, [](const Entry& entry) { return entry.meter.fullAt(); });
}

// Each bucket is dealt out to two, so that all find room.
void RateTable::grow(Shard& shard) const {
  std::vector<Entry> larger(shard.entries.size() * 2);
  for (const Entry& entry : shard.entries) {
    if (entry.meter.fullAt() > TimePoint()) placeFor(larger, entry.key) = entry;
  }
  shard.entries = std::move(larger);
}

}  // namespace serinus
