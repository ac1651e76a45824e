#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace serinus {

/// What a browser shall do with an answer.
enum class Disposition : std::uint8_t {
  shown,  ///< `inline`: in the window
  saved,  ///< `attachment`: as a file
};

/// The value of a Content-Disposition field (RFC 6266): `attachment; filename="report.pdf"`, and for a name that is not
/// ASCII also `filename*=UTF-8''na%C3%AFve.pdf` (RFC 8187), which wins where it is understood.
///
/// Of a name with folders the last part is taken; control bytes, and bytes that are no UTF-8, become `_`. No
/// `filename` stands where the name is empty.
[[nodiscard]] std::string contentDisposition(Disposition disposition, std::string_view name = {});

}  // namespace serinus
