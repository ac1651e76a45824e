#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace serinus {

/// The request methods that the server takes (RFC 9110, 9; RFC 5789). Every other one is refused before routing: 405
/// for TRACE and CONNECT, 501 for the rest.
enum class Method : std::uint8_t { get, head, post, put, patch, del, options };

inline constexpr std::size_t methodCount = 7;

/// The name on the wire: `GET`, `DELETE`, ...
[[nodiscard]] std::string_view name(Method method) noexcept;

/// The method of that name; case matters (RFC 9110, 9.1).
[[nodiscard]] std::optional<Method> methodNamed(std::string_view name) noexcept;

/// A set of methods, for instance those a path answers to.
class MethodSet {
public:
  constexpr MethodSet() noexcept = default;
  constexpr MethodSet(std::initializer_list<Method> methods) noexcept {
    for (const Method method : methods) add(method);
  }
  [[nodiscard]] static constexpr MethodSet all() noexcept {
    MethodSet set;
    set.bits_ = (1U << methodCount) - 1;
    return set;
  }

  constexpr void add(Method method) noexcept { bits_ = static_cast<std::uint8_t>(bits_ | bit(method)); }
  constexpr void add(MethodSet other) noexcept { bits_ = static_cast<std::uint8_t>(bits_ | other.bits_); }
  [[nodiscard]] constexpr bool contains(Method method) const noexcept { return (bits_ & bit(method)) != 0; }
  [[nodiscard]] constexpr bool empty() const noexcept { return bits_ == 0; }
  friend constexpr bool operator==(MethodSet, MethodSet) noexcept = default;

  /// The value of an Allow field: `GET, HEAD, POST`; empty for the empty set.
  [[nodiscard]] std::string text() const;

private:
  static constexpr std::uint8_t bit(Method method) noexcept {
    return static_cast<std::uint8_t>(1U << static_cast<std::uint8_t>(method));
  }

  std::uint8_t bits_ = 0;
};

}  // namespace serinus
