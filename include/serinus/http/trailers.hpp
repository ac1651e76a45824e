#pragma once

#include <serinus/http/fields.hpp>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace serinus::http {

/// Fields that are made when a body has been made, and stand behind it (RFC 9110, 6.5).
struct Trailers {
  std::vector<std::string> names;  ///< announced in the field Trailer
  std::function<Fields()> make;    ///< called once at most, behind the last piece
};

/// Whether a field may stand behind a body at all. Not those that say how a message is framed, routed, read or judged:
/// they come too late there, and whoever keeps both sections together might believe them (RFC 9110, 6.5.1).
[[nodiscard]] bool mayTrail(std::string_view name) noexcept;

/// What `trailers` makes.
/// @throws std::logic_error  a field that was not announced
[[nodiscard]] Fields makeTrailers(const Trailers& trailers);

}  // namespace serinus::http
