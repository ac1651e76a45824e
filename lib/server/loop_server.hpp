#pragma once

#include "server/accept_gate.hpp"
#include "server/connection.hpp"
#include "server/endpoints.hpp"
#include "transport/listener.hpp"

#include <serinus/base/function.hpp>

#include <memory>
#include <vector>

namespace serinus::server {

/// One loop's share of an application: its listeners and its connections. On the loop's thread.
class LoopServer final : ConnectionOwner {
public:
  /// @param limiter  shared with the other loops of the application
  LoopServer(Loop& loop, const Timeouts& timeouts,
             std::shared_ptr<ConnectionLimiter> limiter = std::make_shared<ConnectionLimiter>());
  LoopServer(const LoopServer&) = delete;
  LoopServer& operator=(const LoopServer&) = delete;
  ~LoopServer();

  /// Accepts connections from `listener` and serves `endpoints` on them; both outlive this object's connections.
  void listen(std::unique_ptr<transport::Listener> listener, const Endpoints& endpoints);

  /// Takes a connected stream as if it had been accepted. One that the system cannot watch, or that has no place, is
  /// closed.
  void serve(std::unique_ptr<transport::Stream> stream, const Endpoints& endpoints);

  /// Accepts no more and lets every connection end in good order; `onEmpty` is called, on the loop, when none is left.
  void drain(UniqueFunction<void()> onEmpty);

  /// Cuts off what is left. To be called at the top of the loop, with no handler on the stack.
  void cut() noexcept;

  [[nodiscard]] std::size_t size() const noexcept { return connections_.size(); }

private:
  struct Held {
    std::unique_ptr<Connection> connection;
    ConnectionLimiter::Place place;
  };

  [[nodiscard]] bool mayAccept() noexcept;
  void bury(Connection& connection) noexcept override;

  std::shared_ptr<ConnectionLimiter> limiter_;
  AcceptGate gate_;
  OutboxPool outboxes_;
  ws::DeflatePool deflate_;
  ConnectionHost host_;
  std::vector<std::unique_ptr<transport::Listener>> listeners_;
  std::vector<Held> connections_;
  UniqueFunction<void()> onEmpty_;
  bool draining_ = false;
};

}  // namespace serinus::server
