#pragma once

#include "ws/message_deflater.hpp"
#include "ws/message_inflater.hpp"

#include <serinus/ws/opcode.hpp>

namespace serinus::ws {

/// The extension on one connection: made where it was agreed on, for both directions. An idle connection whose messages
/// forget each other holds this and nothing more.
struct PerMessageDeflate {
  PerMessageDeflate(const DeflateAgreement& agreed, const Deflate& deflate, DeflatePool& pool,
                    Role self = Role::server) noexcept
      : inflater(self == Role::server ? agreed.client : agreed.server, pool),
        deflater(self == Role::server ? agreed.server : agreed.client, deflate, pool) {}

  MessageInflater inflater;
  MessageDeflater deflater;
};

}  // namespace serinus::ws
