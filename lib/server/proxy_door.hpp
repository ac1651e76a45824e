#pragma once

#include "server/endpoints.hpp"
#include "server/proxy_greeting.hpp"

#include <serinus/base/function.hpp>
#include <serinus/server/timeouts.hpp>

#include <memory>
#include <utility>

namespace serinus::server {

/// Where connections of proxies wait until their PROXY headers have come (`ProxyProtocol::required`). Those of anybody
/// else, and without a header in time, are closed and counted.
class ProxyDoor final : ProxyGreeting::Owner {
public:
  /// @param tls  null without
  using OnClient = UniqueFunction<void(std::unique_ptr<transport::Stream> stream, const Endpoints& endpoints,
                                       const transport::TlsServer* tls)>;

  /// @param onClient  takes a connection over whose header has been read
  ProxyDoor(runtime::LoopCore& loop, const Timeouts& timeouts, ConnectionLimiter& limiter, OnClient onClient)
      : loop_(&loop), timeouts_(&timeouts), limiter_(&limiter), onClient_(std::move(onClient)) {}
  ProxyDoor(const ProxyDoor&) = delete;
  ProxyDoor& operator=(const ProxyDoor&) = delete;
  ~ProxyDoor() { drop(); }

  void enter(std::unique_ptr<transport::Stream> stream, const Endpoints& endpoints, const transport::TlsServer* tls);

  /// Closes what waits.
  void drop() noexcept;

  [[nodiscard]] std::size_t size() const noexcept { return waiting_.size(); }

private:
  void onArrivalEnd(ProxyGreeting& greeting) noexcept override;
  [[nodiscard]] std::unique_ptr<ProxyGreeting> takeOut(ProxyGreeting& greeting) noexcept;

  runtime::LoopCore* loop_;
  const Timeouts* timeouts_;
  ConnectionLimiter* limiter_;
  OnClient onClient_;
  Arrivals<ProxyGreeting> waiting_;
};

}  // namespace serinus::server
