#pragma once

#include "base/keyed_hash.hpp"

#include <functional>
#include <new>
#include <string>
#include <unordered_map>

namespace serinus::pipeline {

/// Something for each room, by its name; the names are chosen by peers.
template <class Value>
using RoomMap = std::unordered_map<std::string, Value, KeyedHash, std::equal_to<>>;

/// To be called after an `erase`: a table of buckets that has become far too large is made anew, so that rooms which
/// came and went leave nothing behind. On the whole that costs no more than the growing did.
template <class Value>
void shrinkBuckets(RoomMap<Value>& map) noexcept {
  if (map.bucket_count() < 1024 || map.size() > map.bucket_count() / 8) return;
  try {
    map.rehash(map.size() * 2);
  } catch (const std::bad_alloc&) {
    // It stays as large as it was.
  }
}

}  // namespace serinus::pipeline
