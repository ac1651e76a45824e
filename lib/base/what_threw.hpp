#pragma once

#include <serinus/base/log.hpp>

#include <exception>
#include <string>
#include <string_view>

namespace serinus {

/// `who threw: what it says`, for a log.
[[nodiscard]] std::string whatThrew(std::string_view who, const std::exception_ptr& fault);

/// The same, logged as an error; where there is no memory for that, or the logger throws, nobody is left to hear of it.
void logWhatThrew(Logger& logger, std::string_view where, std::string_view who,
                  const std::exception_ptr& fault) noexcept;

}  // namespace serinus
