#pragma once

#include <serinus/http/target.hpp>

namespace serinus::http {

/// Reads a target in origin-form (RFC 9112, 3.2.1) off the start of `text`.
/// @return how many bytes it takes, up to the first that cannot be part of it; 0 when it is in another form
[[nodiscard]] std::size_t readOriginForm(std::string_view text, Target& target) noexcept;

}  // namespace serinus::http
