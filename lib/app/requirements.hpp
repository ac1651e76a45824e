#pragma once

#include "app/module_tree.hpp"

#include <serinus/app/request_log_module.hpp>
#include <serinus/app/sse_module.hpp>
#include <serinus/di/provider.hpp>

#include <string>
#include <vector>

namespace serinus::app {

/// The modules of the library that an application imports, which switch on what it can serve. Refers to the tree.
class Requirements {
public:
  explicit Requirements(const ModuleTree& tree);

  /// What the classes of the modules need and nobody imported, as far as their types tell.
  [[nodiscard]] std::vector<std::string> faults() const;

  /// Null when no module imports it.
  [[nodiscard]] const SseModule* sse() const noexcept { return sse_; }
  [[nodiscard]] const RequestLogModule* requestLog() const noexcept { return requestLog_; }
  [[nodiscard]] bool hasWebSockets() const noexcept { return hasWebSockets_; }

  /// What to say of a class that needs a module.
  [[nodiscard]] static std::string gatewayFault(const std::string& className, const std::string& moduleName);
  [[nodiscard]] static std::string streamFault(const std::string& className, const std::string& moduleName);

private:
  [[nodiscard]] std::string faultOf(const di::Provider& provider, const std::string& moduleName) const;

  const ModuleTree* tree_;
  const SseModule* sse_ = nullptr;
  const RequestLogModule* requestLog_ = nullptr;
  bool hasWebSockets_ = false;
};

}  // namespace serinus::app
