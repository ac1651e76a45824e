#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace serinus {

/// The name of one client, made by the server. 96 of its bits are random, so that it cannot be guessed; the
/// rest says where the connection was first found. It is never used for another client.
class ClientId {
public:
  ClientId() = default;
  ClientId(std::uint64_t secret, std::uint32_t moreSecret, std::uint32_t slot) noexcept
      : secret_(secret), moreSecret_(moreSecret), slot_(slot) {}

  /// 32 lower-case hexadecimal digits.
  [[nodiscard]] std::string text() const;
  [[nodiscard]] static std::optional<ClientId> parse(std::string_view text) noexcept;

  [[nodiscard]] std::uint32_t slot() const noexcept { return slot_; }

  friend bool operator==(const ClientId&, const ClientId&) = default;
  friend auto operator<=>(const ClientId&, const ClientId&) = default;

private:
  std::uint64_t secret_ = 0;
  std::uint32_t moreSecret_ = 0;
  std::uint32_t slot_ = 0;
};

}  // namespace serinus
