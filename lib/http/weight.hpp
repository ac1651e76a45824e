#pragma once

#include <string_view>

namespace serinus::http {

/// A `qvalue` in thousandths (RFC 9110, 12.4.2): 0 to 1000; what is none counts as the default, 1000.
[[nodiscard]] int thousandths(std::string_view weight) noexcept;

}  // namespace serinus::http
