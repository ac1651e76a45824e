#pragma once

#include <serinus/app/module.hpp>

namespace serinus {

/// Switches WebSocket gateways on: some module of an application that has gateways imports it.
class WsModule : public Module {};

}  // namespace serinus
