#pragma once

#include <serinus/http/request_parser.hpp>

#include <string_view>

namespace serinus::http {

/// What is wrong with a form. @param reason  a literal
[[nodiscard]] inline Fault malformedForm(std::string_view reason) noexcept {
  return {.status = Status::badRequest, .reason = reason};
}

/// Which of the `FormLimits` it does not keep to.
[[nodiscard]] inline Fault tooLargeForm(std::string_view reason, Excess excess) noexcept {
  return {Status::payloadTooLarge, reason, excess};
}

}  // namespace serinus::http
