#pragma once

#include <serinus/serinus.hpp>

namespace conformance {

/// The WebSocket paths of the role `wpt` that look at the handshake.
class WptHandshakeModule : public serinus::Module {
public:
  WptHandshakeModule();
};

/// Those that exchange messages.
class WptMessageModule : public serinus::Module {
public:
  WptMessageModule();
};

/// The event streams and other resources that are fetched.
class WptResourceModule : public serinus::Module {
public:
  WptResourceModule();
};

/// A gateway as the web platform tests want it: for pages of every origin.
class WptGateway : public serinus::WebSocketGateway {
public:
  explicit WptGateway(std::string path, std::vector<std::string> subprotocols = {})
      : WebSocketGateway({.path = std::move(path),
                          .subprotocols = std::move(subprotocols),
                          .origins = {"*"},
                          .limits = {.maxMessage = std::size_t{16} * 1024 * 1024}}) {}

  serinus::Task<> onMessage(serinus::WsMessage, serinus::WebSocketContext&) override { return {}; }
};

}  // namespace conformance
