#pragma once

#include "../server/world.hpp"
#include "gateway/gateway_hub.hpp"

#include <memory>
#include <string>
#include <vector>

namespace serinus::gateway {

using namespace std::chrono_literals;
using server::Lines;
using server::World;
using test::Loss;
using test::MemoryPeer;
using test::WebSocketTalk;

inline pipeline::Pipeline pipelineAt(const World& world, Door door, const std::vector<const StepList*>& lists) {
  pipeline::Steps steps;
  for (const StepList* const list : lists)
    EXPECT_TRUE(list->resolve(door, {Method::get, routing::Pattern("/")}, world.services, steps).empty());
  return pipeline::Pipeline(std::move(steps));
}

/// Serves the gateway there, with its own steps, as an application would on one loop.
inline void mount(World& world, WebSocketGateway& gateway, const std::string& path, const GatewayListeners& listeners) {
  const auto at = [&](Door door) { return pipelineAt(world, door, {&gateway.steps()}); };
  gateway.hub().events().forEach([&](RegisteredEvent& event) {
    event.pipeline = pipelineAt(world, Door::message, {&gateway.steps(), &event.steps});
  });
  gateway.hub().bind({&world.time.loop()}, world.services, std::make_shared<NullLogger>(), "Gateway", listeners,
                     {at(Door::upgrade), at(Door::join), at(Door::message)});
  world.endpoints.gateways.add(Method::get, routing::Pattern(path), world.endpoints.webSockets.size(), "test");
  world.endpoints.webSockets.push_back(&gateway.hub());
}

}  // namespace serinus::gateway
