#pragma once

#include <serinus/runtime/task.hpp>

namespace serinus {

/// A provider or controller that derives from one of these is told of the application's stages, on its first loop, one
/// provider after the other: those of imported modules before their importers, at shutdown in reverse order.
///
/// What is thrown before or when the application is ready ends the start: ports are closed, and those whose
/// `onApplicationInit` had returned, or who have none, are told of the shutdown. What a shutdown throws is logged.

/// All providers are built.
class OnApplicationInit {
public:
  virtual ~OnApplicationInit() = default;
  [[nodiscard]] virtual Task<> onApplicationInit() = 0;
};

/// All routes, gateways and streams are mounted; no port is open yet.
class OnApplicationBootstrap {
public:
  virtual ~OnApplicationBootstrap() = default;
  [[nodiscard]] virtual Task<> onApplicationBootstrap() = 0;
};

/// The ports are open.
class OnApplicationReady {
public:
  virtual ~OnApplicationReady() = default;
  [[nodiscard]] virtual Task<> onApplicationReady() = 0;
};

/// The application begins to stop: requests are still answered. All are told at once, and what they do is waited for
/// together with the connections, until `Timeouts::drain` has passed; then it is cancelled. What one throws is logged.
class OnApplicationStopping {
public:
  virtual ~OnApplicationStopping() = default;
  [[nodiscard]] virtual Task<> onApplicationStopping() = 0;
};

/// The ports are closed and every connection has ended.
class OnApplicationShutdown {
public:
  virtual ~OnApplicationShutdown() = default;
  [[nodiscard]] virtual Task<> onApplicationShutdown() = 0;
};

}  // namespace serinus
