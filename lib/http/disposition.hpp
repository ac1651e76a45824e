#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace serinus::http {

/// The Content-Disposition of an entry of a form (RFC 7578, 4.2).
struct Disposition {
  std::optional<std::string> name{};  ///< there, unless there is a fault
  std::optional<std::string> filename{};
  std::string_view fault{};  ///< a literal; empty when all is well
};

/// Reads `form-data; name="a"; filename="b"`. Between quotes `\"` and `\\` stand for the second character and any other
/// backslash for itself, since browsers do not escape it. Parameters of other names are passed over; none may come
/// twice, and none may be of the extended kind (`filename*`).
[[nodiscard]] Disposition readDisposition(std::string_view value);

}  // namespace serinus::http
