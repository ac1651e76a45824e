#pragma once

#include <string>
#include <vector>

namespace serinus::transport {

/// What was found while certificates were read: a sentence each, with the option and the file it is about.
struct TlsFindings {
  std::vector<std::string> faults{};  ///< with any of these there is no TLS
  std::vector<std::string> warnings{};
};

}  // namespace serinus::transport
