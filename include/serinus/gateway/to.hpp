#pragma once

#include <serinus/pipeline/client_id.hpp>

#include <optional>
#include <string_view>

namespace serinus {

/// Whom a message is for, among the clients of the gateway that sends it.
class To {
public:
  [[nodiscard]] static To all() noexcept { return To(std::nullopt, std::nullopt); }
  [[nodiscard]] static To client(ClientId id) noexcept { return To(id, std::nullopt); }
  /// A text that is no id names nobody.
  [[nodiscard]] static To client(std::string_view id) noexcept {
    return client(ClientId::parse(id).value_or(ClientId()));
  }
  [[nodiscard]] static To allBut(ClientId id) noexcept { return To(std::nullopt, id); }

  [[nodiscard]] const std::optional<ClientId>& only() const noexcept { return only_; }
  [[nodiscard]] const std::optional<ClientId>& except() const noexcept { return except_; }

private:
  To(std::optional<ClientId> only, std::optional<ClientId> except) noexcept : only_(only), except_(except) {}
  std::optional<ClientId> only_;
  std::optional<ClientId> except_;
};

}  // namespace serinus
