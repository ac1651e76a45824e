#pragma once

#include "app/requirements.hpp"
#include "server/endpoints.hpp"
#include "sse_module/sse_client.hpp"

#include <serinus/app/application_options.hpp>
#include <serinus/app/health.hpp>
#include <serinus/di/container.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace serinus::app {

/// A path that is served, in words.
struct ServedPath {
  enum class Kind : std::uint8_t { route, stream, gateway };
  Kind kind;
  std::string method;
  std::string path;
  std::string by;          ///< the class
  std::uint16_t port;      ///< 0: the application's own
  std::string scope = {};  ///< ` of version 2 at admin.example.com`, or nothing
};

/// What an application serves: for each port its endpoints, and all of it in words.
struct Mounted {
  std::map<std::uint16_t, server::Endpoints> ports;  // 0: the application's own
  std::vector<std::unique_ptr<sse_module::MountedSseRoute>> streams;
  std::vector<gateway::GatewayHub*> gateways;
  sse_module::SseHub* sse = nullptr;
  std::shared_ptr<HealthChecks> health;  // null without `HealthModule`
  std::unique_ptr<server::RequestObserver> observer;
  std::vector<ServedPath> paths;
};

/// What the built modules say about serving.
struct MountSources {
  const di::Container& container;
  const ApplicationOptions& options;
  const Requirements& requirements;
  /// The steps of the whole application, with what the modules that declared them see.
  std::vector<std::pair<const StepList*, const di::ServiceScope*>> everywhere;
  std::vector<std::string> routePrefixes;  ///< by module
  std::vector<Loop*> loops;
  std::shared_ptr<Logger> logger;
  bool isPartial;  ///< some of what the container should hold could not be made
};

/// Mounts all controllers and gateways that could be made.
/// @throws InitializationError  with every conflict and every missing module
[[nodiscard]] Mounted mount(const MountSources& sources);

}  // namespace serinus::app
