#pragma once

#include <optional>
#include <string>
#include <vector>

namespace serinus::transport {

/// PEM that an application gives as a file or as text.
struct PemSource {
  std::string text;
  std::string name;  ///< for messages: the path in quotes, or the option
};

/// @param option  `chain` for `chainFile` and `chainText`
/// @param what    it holds: "certificate"
/// @returns nothing when there are faults, or when neither is given
[[nodiscard]] std::optional<PemSource> readPem(const std::string& file, const std::string& text,
                                               const std::string& place, const std::string& option,
                                               const std::string& what, std::vector<std::string>& faults);

}  // namespace serinus::transport
