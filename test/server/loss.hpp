#pragma once

#include "scenarios.hpp"

#include <gtest/gtest.h>

namespace serinus::server {

inline std::string_view nameOf(Loss loss) {
  return loss == Loss::reset ? "reset" : loss == Loss::left ? "left" : "vanished";
}

/// Every way of being lost, and its name, for INSTANTIATE_TEST_SUITE_P.
inline const auto everyLoss = testing::Values(Loss::reset, Loss::left, Loss::vanished);
inline std::string nameOfLoss(const testing::TestParamInfo<Loss>& row) {
  return std::string(nameOf(row.param));
}

/// Plays a scenario with the client lost, in that way, in operation 0, 1, 2, …, until none of its operations is left.
/// The last time nothing is lost and the scenario must pass. Each time, when all limits have passed, nothing is left of
/// the client.
inline void loseEverywhere(const Scenario& scenario, Loss loss) {
  for (std::size_t n = 0;; ++n) {
    SCOPED_TRACE(std::string(nameOf(loss)) + " in operation " + std::to_string(n));
    World world;
    if (scenario.prepare) scenario.prepare(world);
    MemoryPeer& peer = world.connect([&](MemoryPeer& made) { made.loseAfter(n, loss); });
    const bool passed = scenario.play(world, peer);
    const bool wasLost = peer.operations() > n;
    if (!wasLost) peer.lose(Loss::left);
    world.time.pass(longEnough, 1s);
    ASSERT_TRUE(peer.closed());
    ASSERT_NO_FATAL_FAILURE(expectNothingLeft(world));
    if (wasLost) continue;
    ASSERT_TRUE(passed);
    ASSERT_GT(n, 3U) << "the scenario has hardly an operation";
    return;
  }
}

}  // namespace serinus::server
