#pragma once

#include "pipeline/room_map.hpp"

#include <cstddef>
#include <iterator>
#include <utility>
#include <vector>

namespace serinus::pipeline {

/// The answers of all loops one behind the other.
template <class Item>
[[nodiscard]] std::vector<Item> flatten(std::vector<std::vector<Item>> parts) {
  if (parts.size() == 1) return std::move(parts.front());
  std::vector<Item> all;
  for (auto& part : parts) all.insert(all.end(), std::move_iterator(part.begin()), std::move_iterator(part.end()));
  return all;
}

/// The answers of all loops as one: what has the same name there is added up.
/// @param count  of an `Info(name, count)` with a `name`
template <class Info>
[[nodiscard]] std::vector<Info> sumByName(std::vector<std::vector<Info>> parts, std::size_t Info::* count,
                                          const KeyedHash& hash) {
  if (parts.size() == 1) return std::move(parts.front());
  RoomMap<std::size_t> sums(0, hash);
  for (std::vector<Info>& part : parts) {
    for (Info& info : part) sums[std::move(info.name)] += info.*count;
  }
  std::vector<Info> all;
  all.reserve(sums.size());
  for (const auto& [name, sum] : sums) all.emplace_back(name, sum);
  return all;
}

}  // namespace serinus::pipeline
