#pragma once

#include <serinus/http/request_parser.hpp>

#include <optional>

namespace serinus::http {

/// The rules for a whole head, which decide how the message is framed (RFC 9112, 3.2 and 6). They look at the fields
/// alone and owe nothing to what llhttp thinks of them.
/// @returns what is wrong with it; `head` says how the message is framed when it is in order
[[nodiscard]] std::optional<Fault> judgeHead(const Request& request, HeadComplete& head);

/// A Content-Length: digits alone, no sign, no list, fitting into 64 bits.
[[nodiscard]] bool parseContentLength(std::string_view text, std::uint64_t& length) noexcept;

}  // namespace serinus::http
