#pragma once

#include "server/endpoints.hpp"
#include "sse_module/sse_hub.hpp"

#include <serinus/app/application_options.hpp>
#include <serinus/app/sse_module.hpp>
#include <serinus/di/container.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace serinus::app {

/// What an application serves: for each port its endpoints, and a line for the log about each of them.
struct Mounted {
  std::map<std::uint16_t, server::Endpoints> ports;  // 0: the application's own
  std::vector<std::unique_ptr<sse_module::MountedSseRoute>> streams;
  std::vector<gateway::GatewayHub*> gateways;
  sse_module::SseHub* sse = nullptr;
  std::vector<std::string> lines;
};

/// What the built modules say about serving.
struct MountSources {
  const di::Container& container;
  const ApplicationOptions& options;
  bool hasWsModule;
  const SseModule* sseModule;
  /// The steps of the whole application, with what the modules that declared them see.
  std::vector<std::pair<const StepList*, const di::ServiceScope*>> everywhere;
  std::vector<Loop*> loops;
  std::shared_ptr<Logger> logger;
};

/// Mounts all controllers and gateways. @throws InitializationError  with every conflict and every missing module
[[nodiscard]] Mounted mount(const MountSources& sources);

}  // namespace serinus::app
