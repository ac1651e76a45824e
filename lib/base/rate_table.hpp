#pragma once

#include <serinus/base/rate_limit.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <vector>

namespace serinus {

/// A meter for each of many keys, with a bound on their number. From any thread; the time is told.
///
/// It grows as keys come, sixteen bytes for each, and uses the place of a meter that is full again for the next key. At
/// its bound it gives up the one among eight that is nearest to being full, whose key has the least to gain by it.
/// A key is a hash that clients cannot foresee (`KeyedHash`): they cannot choose whom they would push out.
class RateTable {
public:
  /// @param capacity  meters at most; rounded up to a power of two of at least 128
  RateTable(const RateLimit& limit, std::size_t capacity);
  RateTable(const RateTable&) = delete;
  RateTable& operator=(const RateTable&) = delete;

  /// What came of taking one, and what is left then.
  struct Taken {
    Duration wait{};       ///< as `RateMeter::take` gives it
    Duration untilFull{};  ///< until the whole burst is there again
  };
  [[nodiscard]] Taken takeOne(std::uint64_t key, TimePoint now, Duration patience = Duration::zero());
  /// As `RateMeter::take` for the meter of `key`.
  [[nodiscard]] Duration take(std::uint64_t key, TimePoint now, Duration patience = Duration::zero()) {
    return takeOne(key, now, patience).wait;
  }

  /// Bytes that the meters take.
  [[nodiscard]] std::size_t memory() const;

private:
  static constexpr std::size_t shardCount = 16;  // for the lock alone
  static constexpr std::size_t bucketSize = 8;

  struct Entry {
    std::uint64_t key = 0;
    RateMeter meter;
  };
  struct Shard {
    mutable std::mutex mutex;
    std::vector<Entry> entries;  // in buckets
  };

  [[nodiscard]] RateMeter& find(Shard& shard, std::uint64_t key, TimePoint now) const;
  [[nodiscard]] static Entry& placeFor(std::vector<Entry>& entries, std::uint64_t key) noexcept;
  void grow(Shard& shard) const;

  RateLimit limit_;
  std::size_t mostEntries_;  // of a shard
  std::array<Shard, shardCount> shards_;
};

}  // namespace serinus
