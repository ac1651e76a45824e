#pragma once

#include <cstddef>

namespace serinus {

/// What of a JSON text is read at most.
struct JsonLimits {
  std::size_t maxSize = std::size_t{1024} * 1024;  ///< bytes of text
  std::size_t maxDepth = 64;  ///< arrays and objects a value may stand inside; at most 1,024 counts
};

}  // namespace serinus
