#pragma once

#include <cstdint>

namespace serinus::ws {

/// What a frame is (RFC 6455, 5.2).
enum class Opcode : std::uint8_t {
  continuation = 0x0,
  text = 0x1,
  binary = 0x2,
  close = 0x8,
  ping = 0x9,
  pong = 0xA,
};

[[nodiscard]] constexpr bool isControl(Opcode opcode) noexcept {
  return (static_cast<std::uint8_t>(opcode) & 0x8) != 0;
}

/// Which end of the connection we are: clients mask what they send, servers do not (RFC 6455, 5.1).
enum class Role : std::uint8_t { server, client };

}  // namespace serinus::ws
