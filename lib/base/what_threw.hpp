#pragma once

#include <exception>
#include <string>
#include <string_view>

namespace serinus {

/// `who threw: what it says`, for a log.
[[nodiscard]] std::string whatThrew(std::string_view who, const std::exception_ptr& fault);

}  // namespace serinus
