#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace serinus {

/// Who a client is, as a guard has found out: `context.setPrincipal(Principal("ada").role("admin"))`.
class Principal {
public:
  /// What the clock on the wall says, in whole seconds as tokens have them.
  using WallTime = std::chrono::sys_seconds;

  /// @param id  of the user, 1 to 255 bytes: what `To::user` and limits for each user know it by
  /// @throws std::invalid_argument
  explicit Principal(std::string id);

  Principal& role(std::string name) &;
  Principal&& role(std::string name) && { return std::move(role(std::move(name))); }
  /// Something else that is known, such as the `tenant`; in place of what was known by this name.
  Principal& claim(std::string name, std::string value) &;
  Principal&& claim(std::string name, std::string value) && {
    return std::move(claim(std::move(name), std::move(value)));
  }
  /// Until when this can be relied on, such as the `exp` of a token: any time of the system clock, cut to whole
  /// seconds.
  template <class Precision>
  Principal& expiresAt(std::chrono::sys_time<Precision> time) & {
    expiresAt_ = std::chrono::floor<std::chrono::seconds>(time);
    return *this;
  }
  template <class Precision>
  Principal&& expiresAt(std::chrono::sys_time<Precision> time) && {
    return std::move(expiresAt(time));
  }

  [[nodiscard]] const std::string& id() const noexcept { return id_; }
  [[nodiscard]] const std::vector<std::string>& roles() const noexcept { return roles_; }
  [[nodiscard]] bool hasRole(std::string_view name) const noexcept;
  [[nodiscard]] std::optional<std::string_view> claim(std::string_view name) const noexcept;
  [[nodiscard]] const std::map<std::string, std::string, std::less<>>& claims() const noexcept { return claims_; }
  [[nodiscard]] std::optional<WallTime> expiresAt() const noexcept { return expiresAt_; }

private:
  std::string id_;
  std::vector<std::string> roles_;
  std::map<std::string, std::string, std::less<>> claims_;
  std::optional<WallTime> expiresAt_;
};

}  // namespace serinus
