#pragma once

#include <serinus/base/clock.hpp>
#include <serinus/base/function.hpp>
#include <serinus/runtime/sleep.hpp>

#include "runtime/loop_core.hpp"

#include <cstdint>
#include <string>

namespace serinus::transport {

/// Where to listen.
struct Endpoint {
  std::string host = "localhost";  ///< a name or numeric address; "0.0.0.0" and "::" listen on all interfaces
  std::uint16_t port = 0;          ///< 0: any free one
  bool shared = false;             ///< several loops listen on the same port (SO_REUSEPORT)
  int backlog = 4096;
  Duration unacknowledged{};  ///< see `Timeouts::unacknowledged`; zero: the system's limits
};

/// A listening TCP socket. The constructor binds and listens, `start` begins to accept on a loop.
///
/// Out of descriptors (EMFILE and the like) it gives up a reserve to close waiting connections instead of letting them
/// hang, pauses, and goes on; no error of `accept` ends it.
class Listener final : public runtime::Watcher, runtime::TurnEnd, runtime::Timer {
public:
  using OnAccept = UniqueFunction<void(int socket)>;
  using MayAccept = UniqueFunction<bool()>;

  /// @throws std::system_error  the port is taken, the host unknown, … The text names host and port.
  explicit Listener(const Endpoint& endpoint);
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  ~Listener();

  /// Hands every accepted socket (non-blocking, close-on-exec, owned by the callee, also where that throws for want of
  /// memory) to `onAccept`, on the loop's thread. As long as `mayAccept` says no, connections wait in the system's
  /// backlog; it is asked ten times a second.
  void start(runtime::LoopCore& loop, OnAccept onAccept, MayAccept mayAccept = nullptr);

  /// Accepts what has already connected, then stops listening. On the loop's thread.
  void close() noexcept;

  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

private:
  void onReady(runtime::Readiness readiness) noexcept override;
  void onTurnEnd() noexcept override { acceptSome(); }
  void onTimer() noexcept override { acceptSome(); }
  void acceptSome() noexcept;
  [[nodiscard]] bool acceptBatch() noexcept;
  [[nodiscard]] bool handOver(int accepted) noexcept;
  void outOfDescriptors() noexcept;
  void goOnAfter(Duration pause) noexcept;

  runtime::LoopCore* loop_ = nullptr;
  OnAccept onAccept_;
  MayAccept mayAccept_;
  int socket_ = -1;
  int reserve_ = -1;
  std::uint16_t port_ = 0;
  Duration pause_{};
};

}  // namespace serinus::transport
