#pragma once

#include <serinus/http/fields.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace serinus {

/// How many members of an Accept-Encoding are read; what stands behind is not looked at.
inline constexpr std::size_t maxCodingsRead = 32;

/// The content coding to answer with (RFC 9110, 12.5.3): the offered one of the largest weight, the first of these
/// among equals; `identity` where the client would rather have that, or takes no offered one.
///
/// `*` speaks for the codings that are not named, `x-gzip` for `gzip`. `identity` may always be sent unless it, or `*`
/// without it, has `q=0`; it is chosen before a coding when it is named with a larger weight. Members that are
/// malformed are passed over.
///
/// @param acceptEncoding  the value of the field, or nothing where there is none: any coding would do, but nothing says
///                        that the client knows one, so it is `identity`
/// @param offered  what the server can do, in lower case, the best first: `{"br", "gzip"}`
/// @return one of `offered`, or `identity`; nothing when the client refuses all of that: answer 406, or send `identity`
///         all the same
[[nodiscard]] std::optional<std::string_view> chooseCoding(std::optional<std::string_view> acceptEncoding,
                                                           std::span<const std::string_view> offered) noexcept;

/// The same for a request, whose Accept-Encoding may stand in several fields. Whoever asks also sends
/// `Vary: Accept-Encoding`.
[[nodiscard]] std::optional<std::string_view> chooseCoding(const Fields& fields,
                                                           std::span<const std::string_view> offered);

/// Whether content of that media type usually shrinks: text, JSON, XML, JavaScript, SVG, WebAssembly, fonts that are
/// not coded already and so on. Not event streams, whose events must leave at once, nor what is coded already
/// (pictures, sound, video, archives), nor what is unknown.
[[nodiscard]] bool worthCompressing(std::string_view mediaType) noexcept;

}  // namespace serinus
