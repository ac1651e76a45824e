#include "scarcity.hpp"
#include "scenarios.hpp"

#include <gtest/gtest.h>

#include <new>
#include <string>

namespace serinus::server {
namespace {

using test::Scarcity;

/// Plays a scenario with allocation 0, 1, 2, … failing, until there are not so many. Then it must pass. Each time the
/// server goes on, and when the client has gone nothing is left of it.
void starveEverywhere(const Scenario& scenario) {
  std::size_t struck = 0;
  for (std::size_t n = 0;; ++n) {
    SCOPED_TRACE("allocation " + std::to_string(n));
    World world;
    if (scenario.prepare) scenario.prepare(world);
    bool passed = false;
    bool wasStarved = false;
    {
      const Scarcity scarcity(n);
      try {
        passed = scenario.play(world, world.connect());
      } catch (const std::exception&) {
        // The dialogue had no memory of its own, or heard less than it expects.
      }
      wasStarved = scarcity.hasStruck();
    }
    world.loseAll(Loss::left);
    world.time.pass(longEnough, 1s);
    ASSERT_NO_FATAL_FAILURE(expectNothingLeft(world));
    if (!wasStarved) {
      ASSERT_TRUE(passed);
      ASSERT_GT(struck, 10U) << "the scenario hardly asks for memory";
      return;
    }
    ++struck;
    ASSERT_EQ(world.ask(get("/nowhere")).substr(0, 12), "HTTP/1.1 404") << "others are served";
  }
}

TEST(WithoutMemory, ARequestEndsAlone) {
  starveEverywhere(requests);
}
TEST(WithoutMemory, ARefusalEndsAlone) {
  starveEverywhere(refusal);
}
TEST(WithoutMemory, AWebSocketEndsAlone) {
  starveEverywhere(webSocket);
}
TEST(WithoutMemory, AClosedWebSocketEndsAlone) {
  starveEverywhere(serverCloses);
}
TEST(WithoutMemory, AnEventStreamEndsAlone) {
  starveEverywhere(events);
}

}  // namespace
}  // namespace serinus::server
