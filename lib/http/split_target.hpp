#pragma once

#include <serinus/http/target.hpp>

namespace serinus::http {

/// The same as `parseTarget` for a text that is known to be one or more `targetBytes`.
[[nodiscard]] std::string_view splitTarget(Method method, std::string_view text, Target& target) noexcept;

}  // namespace serinus::http
