#pragma once

#include "world.hpp"

#include <functional>

namespace serinus::server {

/// Long enough for every limit of `Timeouts`.
inline constexpr Duration longEnough = 400s;

/// What a scenario is made of: routes, then a dialogue that tells whether it went to its end as it should.
struct Scenario {
  std::function<void(World&)> prepare;
  std::function<bool(World&, MemoryPeer&)> play;
};

extern const Scenario requests;
extern const Scenario refusal;
extern const Scenario webSocket;
extern const Scenario serverCloses;
extern const Scenario events;
extern const Scenario drained;

/// Nothing is left of a client, nor of what was done for it.
void expectNothingLeft(World& world);

}  // namespace serinus::server
