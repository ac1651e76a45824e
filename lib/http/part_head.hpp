#pragma once

#include <serinus/http/form_parser.hpp>

#include <string_view>
#include <variant>

namespace serinus::http {

/// What the head of a part of a form says, or why it is refused (RFC 7578, 4).
/// @param head  field lines and the empty line behind them, each ended by CR LF
[[nodiscard]] std::variant<FormPart, Fault> readPartHead(std::string_view head, const FormLimits& limits);

}  // namespace serinus::http
