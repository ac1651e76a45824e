#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace serinus::app {

/// Whether a name is among `names`, whatever its case.
[[nodiscard]] bool isListed(std::string_view name, const std::vector<std::string>& names) noexcept;

/// A URL, whole or from its path on, without what is nobody's business: `***` for the values of the parameters named,
/// however their names are escaped, and for a user and password before the host; no fragment.
[[nodiscard]] std::string withoutSecrets(std::string_view url, const std::vector<std::string>& names);

}  // namespace serinus::app
