#pragma once

#include <serinus/base/log.hpp>
#include <serinus/http/limits.hpp>
#include <serinus/http/trusted_proxies.hpp>
#include <serinus/routing/versioning.hpp>
#include <serinus/server/connection_limits.hpp>
#include <serinus/server/memory_use.hpp>
#include <serinus/server/proxy_protocol.hpp>
#include <serinus/server/timeouts.hpp>
#include <serinus/transport/tls_options.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace serinus {

struct ApplicationOptions {
  /// Where to listen: a name or numeric address; `0.0.0.0` and `::` are all interfaces. The environment's `HOST` wins.
  std::string host = "localhost";
  /// Zero: any free port. The environment's `PORT` wins, unless this is zero.
  std::uint16_t port = 3000;
  /// Event loops, each a thread. With 1 no two handlers ever run at the same time; 0 takes one for each core.
  std::size_t threads = 1;
  /// Stands before the path of every controller, such as `/api`.
  std::string globalPrefix = {};
  /// How requests say which version of a route they mean, where there are several.
  Versioning versioning = {};
  /// The proxies in front, such as `TrustedProxies({"127.0.0.1", "10.0.0.0/8"})`: what they say of address, scheme and
  /// host of their clients is taken for that of the request. Nobody else's word is. They must themselves drop what
  /// clients send under these names, or add to it at the end of the list.
  TrustedProxies trustedProxies = {};
  /// Whether they begin their connections with a PROXY header, as proxies do that pass on bytes and add no fields.
  ProxyProtocol proxyProtocol = ProxyProtocol::off;
  http::Limits limits = {};
  Timeouts timeouts = {};
  ConnectionLimits connections = {};
  /// Bytes of memory that the process may use. From 80, 90 and 95 % of it on the application does less, rather than be
  /// ended by the system (`OverloadLevel`). Counted is, every 250 ms, the resident memory of the whole process
  /// (`/proc/self/statm`), less what was freed and the allocator keeps. Zero: three quarters of what the system allows,
  /// the least of the machine's memory and the limits of the control groups; without effect where neither can be read.
  /// `noMemoryBudget`: any number.
  std::uint64_t memoryBudget = 0;
  /// Without a certificate: `http` and `ws`.
  TlsOptions tls = {};
  /// What the console logger shows; a logger of your own decides for itself.
  LogLevel logLevel = LogLevel::info;
  std::shared_ptr<Logger> logger = nullptr;
};

}  // namespace serinus
