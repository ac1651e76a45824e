#pragma once

#include <serinus/runtime/loop.hpp>

#include <memory>
#include <mutex>
#include <shared_mutex>
#include <vector>

namespace serinus::pipeline {

/// Has an errand reach every loop of a gateway, or of a hub of event streams: calls `post(place)` for those that are
/// not the current one. @returns the current one's place, for what is to be done there at once; null on a thread that
/// is no loop. That is left to the caller, without the lock: it may call the application, which may send in turn.
/// @param binding  guards `places`: such threads may send at any time, while the application starts and stops too
template <class Place, class Post>
[[nodiscard]] Place* postToOthers(std::shared_mutex& binding, const std::vector<std::shared_ptr<Place>>& places,
                                  const Post& post) {
  const std::shared_lock lock(binding);
  Place* here = nullptr;
  for (const std::shared_ptr<Place>& place : places) {
    if (place->loop->isCurrent())
      here = place.get();
    else
      post(place);
  }
  return here;
}

}  // namespace serinus::pipeline
