#pragma once

#include <serinus/pipeline/client_id.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace serinus {

/// Whom an event is for.
class SseTo {
public:
  [[nodiscard]] static SseTo everyone() { return SseTo(std::nullopt, {}); }
  [[nodiscard]] static SseTo client(ClientId id) { return SseTo(id, {}); }
  /// A text that is no id names nobody.
  [[nodiscard]] static SseTo client(std::string_view id) { return client(ClientId::parse(id).value_or(ClientId())); }
  /// All readers of one route, by its whole pattern as mounted, such as `/notifications/stream` or
  /// `/rooms/:room/events`.
  [[nodiscard]] static SseTo route(std::string path) { return SseTo(std::nullopt, std::move(path)); }

  [[nodiscard]] const std::optional<ClientId>& only() const noexcept { return only_; }
  [[nodiscard]] const std::string& path() const noexcept { return path_; }

private:
  SseTo(std::optional<ClientId> only, std::string path) : only_(only), path_(std::move(path)) {}
  std::optional<ClientId> only_;
  std::string path_;
};

}  // namespace serinus
