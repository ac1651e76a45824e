#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace serinus {

/// The parameters of a query such as `a=1&b=x%20y&a=2`, decoded once (WHATWG URL, 5.1: `+` is a space), or those of a
/// body that is `application/x-www-form-urlencoded`.
///
/// A query at fault has no parameters; whoever needs them answers 400. Views stay valid as long as the object.
class UrlParameters {
public:
  struct Parameter {
    std::string name;
    std::string value;
  };
  enum class Fault : std::uint8_t {
    none,
    badEscape,          ///< a `%` without two hexadecimal digits behind it
    tooManyParameters,  ///< more than were allowed
  };
  static constexpr std::size_t maxParameters = 256;

  UrlParameters() = default;

  /// @param text  what stands behind the `?`, or the body, as sent
  /// @param most  parameters allowed; a form may need more than a link
  explicit UrlParameters(std::string_view text, std::size_t most = maxParameters);

  [[nodiscard]] Fault fault() const noexcept { return fault_; }

  /// The value of the first parameter of that name; empty for one without `=`.
  [[nodiscard]] std::optional<std::string_view> get(std::string_view name) const noexcept;
  [[nodiscard]] std::vector<std::string_view> getAll(std::string_view name) const;
  [[nodiscard]] bool has(std::string_view name) const noexcept { return get(name).has_value(); }

  [[nodiscard]] std::size_t size() const noexcept { return parameters_.size(); }
  [[nodiscard]] bool empty() const noexcept { return parameters_.empty(); }
  [[nodiscard]] auto begin() const noexcept { return parameters_.begin(); }
  [[nodiscard]] auto end() const noexcept { return parameters_.end(); }

private:
  [[nodiscard]] Fault add(std::string_view piece, std::size_t most);

  std::vector<Parameter> parameters_;
  Fault fault_ = Fault::none;
};

}  // namespace serinus
