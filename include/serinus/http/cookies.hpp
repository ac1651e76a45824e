#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace serinus {

/// One pair of a Cookie field.
struct CookiePair {
  std::string_view name;
  std::string_view value;
};

/// The pairs of a Cookie field (RFC 6265, 5.4), found when asked for; all views are into the text given.
///
/// Quotes around a value are taken off; a pair without `=` or without a name is passed over.
class Cookies {
public:
  Cookies() = default;
  explicit Cookies(std::string_view text) noexcept : text_(text) {}

  /// The value of the first cookie of that name; case matters.
  [[nodiscard]] std::optional<std::string_view> get(std::string_view name) const noexcept;
  [[nodiscard]] std::vector<CookiePair> all() const;

private:
  std::string_view text_;
};

}  // namespace serinus
