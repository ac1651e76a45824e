#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace serinus {

/// A media type such as `text/html; charset=utf-8`, as views into the text it was read from (RFC 9110, 8.3).
class MediaType {
public:
  /// @return nothing when `text` is not `type/subtype` with well-formed parameters behind it
  [[nodiscard]] static std::optional<MediaType> parse(std::string_view text) noexcept;

  [[nodiscard]] std::string_view type() const noexcept { return type_; }
  [[nodiscard]] std::string_view subtype() const noexcept { return subtype_; }

  /// The value of the first parameter of that name, without quotes and escapes; names are compared without case.
  [[nodiscard]] std::optional<std::string> parameter(std::string_view name) const;

  /// How many parameters of that name there are.
  [[nodiscard]] std::size_t count(std::string_view name) const noexcept;

  /// Whether it is of that type, such as `application/json`, whatever its parameters and case.
  [[nodiscard]] bool is(std::string_view typeAndSubtype) const noexcept;

private:
  std::string_view type_;
  std::string_view subtype_;
  std::string_view parameters_;
};

/// Whether a client that sent the Accept value `accept` takes `mediaType` (RFC 9110, 12.5.1): the most specific range
/// that matches decides, and refuses with `q=0`. Parameters but `q` are not looked at. An empty value accepts
/// everything.
[[nodiscard]] bool accepts(std::string_view accept, std::string_view mediaType);

/// Whether a client that sent the Accept value `accept` would rather have `first` than `second`: by the weights
/// (RFC 9110, 12.5.1), and among equal ones by which is named more precisely, as in `application/json, */*`. Equal in
/// both, also without any Accept: no.
[[nodiscard]] bool prefers(std::string_view accept, std::string_view first, std::string_view second);

}  // namespace serinus
