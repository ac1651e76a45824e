#pragma once

namespace serinus::gateway {

/// Thrown by `WebSocketGateway::onMessage` where nobody has overridden it.
struct NotTaken {};

}  // namespace serinus::gateway
