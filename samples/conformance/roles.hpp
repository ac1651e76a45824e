#pragma once

#include "handlers.hpp"
#include "options.hpp"

namespace conformance {

/// Every role makes its application.
[[nodiscard]] Application echoRole(const Options& options);
[[nodiscard]] Application attackRole(const Options& options);
[[nodiscard]] Application behindRole(const Options& options);
[[nodiscard]] Application httpRole(const Options& options);
[[nodiscard]] Application benchRole(const Options& options);
[[nodiscard]] Application recoveryRole(const Options& options);
[[nodiscard]] Application tlsRole(const Options& options);
[[nodiscard]] Application topicsRole(const Options& options);
[[nodiscard]] Application wptRole(const Options& options);

/// What all roles have in common.
[[nodiscard]] inline ApplicationOptions commonOptions(const Options& options) {
  return ApplicationOptions{.host = "127.0.0.1",
                            .port = options.port,
                            .threads = options.threads,
                            .connections = {.perAddress = options.perAddress},
                            .memoryBudget = options.memoryBudget,
                            .logLevel = LogLevel::error};
}

}  // namespace conformance
