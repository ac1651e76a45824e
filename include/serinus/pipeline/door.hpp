#pragma once

#include <cstdint>
#include <string_view>

namespace serinus {

/// Where a client is met. The same guards, middleware, hooks, pipes and filters serve all of them.
enum class Door : std::uint8_t {
  request,  ///< a request to a route
  stream,   ///< a reader of an event stream, before the 200
  upgrade,  ///< a client of a gateway, before the 101
  join,     ///< a client of a gateway that wants to enter a room
  message,  ///< a message of a client of a gateway
};

/// `request`, `stream`, …
[[nodiscard]] std::string_view name(Door door) noexcept;

/// A set of doors: `Door::upgrade | Door::join`.
class Doors {
public:
  constexpr Doors(Door door) noexcept : bits_(bit(door)) {}
  [[nodiscard]] static constexpr Doors all() noexcept { return Doors(0x1F); }
  [[nodiscard]] constexpr bool has(Door door) const noexcept { return (bits_ & bit(door)) != 0; }
  friend constexpr Doors operator|(Doors a, Doors b) noexcept {
    return Doors(static_cast<std::uint8_t>(a.bits_ | b.bits_));
  }

private:
  explicit constexpr Doors(std::uint8_t bits) noexcept : bits_(bits) {}
  static constexpr std::uint8_t bit(Door door) noexcept {
    return static_cast<std::uint8_t>(1U << static_cast<unsigned>(door));
  }
  std::uint8_t bits_;
};
[[nodiscard]] constexpr Doors operator|(Door a, Door b) noexcept {
  return Doors(a) | Doors(b);
}

}  // namespace serinus
