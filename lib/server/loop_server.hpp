#pragma once

#include "server/accept_gate.hpp"
#include "server/connection.hpp"
#include "server/endpoints.hpp"
#include "server/message_in_hand.hpp"
#include "server/proxy_door.hpp"
#include "server/request_in_hand.hpp"
#include "server/tls_handshake.hpp"
#include "transport/listener.hpp"
#include "transport/tls_server.hpp"

#include <serinus/base/function.hpp>

#include <memory>
#include <vector>

namespace serinus::server {

/// One loop's share of an application: its listeners and its connections. On the loop's thread.
class LoopServer final : ConnectionOwner, TlsHandshake::Owner {
public:
  /// @param limiter  shared with the other loops of the application
  LoopServer(Loop& loop, const Timeouts& timeouts,
             std::shared_ptr<ConnectionLimiter> limiter = std::make_shared<ConnectionLimiter>());
  LoopServer(const LoopServer&) = delete;
  LoopServer& operator=(const LoopServer&) = delete;
  ~LoopServer();

  /// Accepts connections from `listener` and serves `endpoints` on them, over TLS where that is given; all outlive this
  /// object's connections.
  void listen(std::unique_ptr<transport::Listener> listener, const Endpoints& endpoints,
              const transport::TlsServer* tls = nullptr);

  /// Takes a connected stream as if it had been accepted. One that the system cannot watch, or that has no place, is
  /// closed. Where the endpoints want a PROXY header it comes first, and says whose the stream is.
  void serve(std::unique_ptr<transport::Stream> stream, const Endpoints& endpoints);

  /// The same of one whose client has a TLS handshake before it, in the time and number that the limits allow.
  void serveSecure(std::unique_ptr<transport::Stream> stream, const Endpoints& endpoints,
                   const transport::TlsServer& tls);

  /// How short of memory the application is, from now on.
  void setOverload(OverloadLevel level);
  /// What is held for the clients for whom the most is, at most `mostShed` of them; the most first.
  [[nodiscard]] std::vector<std::size_t> mostHeld() const;
  /// Ends the first `count` of those.
  void shed(std::size_t count);

  /// Accepts no more and lets every connection end in good order; `onEmpty` is called, on the loop, when none is left.
  void drain(UniqueFunction<void()> onEmpty);

  /// Cuts off what is left. To be called at the top of the loop, with no handler on the stack.
  void cut() noexcept;

  [[nodiscard]] std::size_t size() const noexcept { return connections_.size(); }
  /// TLS handshakes under way: of clients that are no connections yet.
  [[nodiscard]] std::size_t handshakes() const noexcept { return handshakes_.size(); }
  /// Proxies whose PROXY headers have not come: no connections yet either.
  [[nodiscard]] std::size_t greetings() const noexcept { return proxies_.size(); }

private:
  struct Holding {
    std::size_t bytes;
    Connection* connection;
  };
  [[nodiscard]] std::vector<Holding> largest(std::size_t most) const;

  [[nodiscard]] bool mayAccept() noexcept;
  [[nodiscard]] ConnectionLimiter::Place enter(const transport::Stream& stream, const Endpoints& endpoints);
  [[nodiscard]] bool mayBeginTls() noexcept;
  void serveClient(std::unique_ptr<transport::Stream> stream, const Endpoints& endpoints,
                   const transport::TlsServer* tls);
  void serveOn(std::unique_ptr<transport::Stream> stream, const Endpoints& endpoints, ConnectionLimiter::Place place);
  void beginHandshake(std::unique_ptr<transport::Stream> stream, const Endpoints& endpoints,
                      const transport::TlsServer& tls, ConnectionLimiter::Place place);
  void bury(Connection& connection) noexcept override;
  void onArrivalEnd(TlsHandshake& handshake) noexcept override;
  [[nodiscard]] std::unique_ptr<TlsHandshake> takeOut(TlsHandshake& handshake) noexcept;
  void dropHandshakes() noexcept;

  std::shared_ptr<ConnectionLimiter> limiter_;
  AcceptGate gate_;
  OutboxPool outboxes_;
  RequestPool requests_;
  MessagePool messages_;
  ws::DeflatePool deflate_;
  ConnectionHost host_;
  ProxyDoor proxies_;
  std::vector<std::unique_ptr<transport::Listener>> listeners_;
  std::vector<std::unique_ptr<Connection>> connections_;
  Arrivals<TlsHandshake> handshakes_;
  UniqueFunction<void()> onEmpty_;
  bool draining_ = false;
  bool tlsIsFull_ = false;
};

}  // namespace serinus::server
