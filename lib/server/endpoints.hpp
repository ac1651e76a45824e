#pragma once

#include "server/event_stream_peer.hpp"
#include "server/request_observer.hpp"
#include "server/web_socket_peer.hpp"

#include <serinus/http/limits.hpp>
#include <serinus/http/response.hpp>
#include <serinus/http/trusted_proxies.hpp>
#include <serinus/pipeline/context.hpp>
#include <serinus/pipeline/handler.hpp>
#include <serinus/routing/route_table.hpp>
#include <serinus/runtime/task.hpp>
#include <serinus/server/proxy_protocol.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <variant>
#include <vector>

namespace serinus::server {

/// How the body of a request to a route is read.
struct BodyRules {
  std::optional<std::uint64_t> maxBody = std::nullopt;  ///< in place of `Limits::maxBody`
  bool streams = false;                                 ///< the route is called when the head is there
};

/// A route that answers requests.
struct HttpRoute {
  pipeline::Handler handle;
  const di::ServiceScope* services = nullptr;
  BodyRules body = {};
  bool essential = false;  // answered when memory is short, too
};

/// All that one port serves. Built before it opens, then only read, by every loop.
struct Endpoints {
  using Plain = std::variant<HttpRoute, EventStreamRoute*>;

  routing::RouteTable routes;  // targets: indices of `plain`
  std::vector<Plain> plain;
  routing::Router gateways;  // targets: indices of `webSockets`; method GET
  std::vector<WebSocketRoute*> webSockets;
  [[nodiscard]] BodyRules bodyRulesOf(std::size_t target) const {
    if (const auto* route = std::get_if<HttpRoute>(&plain[target])) return route->body;
    return {.maxBody = std::get<EventStreamRoute*>(plain[target])->limits().maxBody};
  }

  http::Limits limits;
  TrustedProxies proxies;
  ProxyProtocol proxyProtocol = ProxyProtocol::off;
  /// Told what a handler threw, so that it is in the log; the client hears of it no more than the id.
  std::function<void(std::exception_ptr, const Request&, std::string_view requestId)> onFault;
  /// Null: requests have no ids, and nobody hears of them.
  RequestObserver* observer = nullptr;
};

}  // namespace serinus::server
