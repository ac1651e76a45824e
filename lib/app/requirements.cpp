#include "app/requirements.hpp"

#include <serinus/app/ws_module.hpp>
#include <serinus/gateway/web_socket_gateway.hpp>
#include <serinus/sse_module/sse_controller.hpp>
#include <serinus/sse_module/sse_emitter.hpp>

#include <utility>

namespace serinus::app {

Requirements::Requirements(const ModuleTree& tree) : tree_(&tree) {
  for (std::size_t i = 0; i < tree.size(); ++i) {
    hasWebSockets_ = hasWebSockets_ || dynamic_cast<const WsModule*>(&tree.module(i)) != nullptr;
    if (const auto* log = dynamic_cast<const RequestLogModule*>(&tree.module(i))) requestLog_ = log;
    if (const auto* sse = dynamic_cast<const SseModule*>(&tree.module(i))) sse_ = sse;
  }
}

std::vector<std::string> Requirements::faults() const {
  std::vector<std::string> faults;
  for (std::size_t i = 0; i < tree_->size(); ++i) {
    if (dynamic_cast<const SseModule*>(&tree_->module(i)) != nullptr) continue;
    for (const di::Provider& provider : tree_->module(i).contents().providers) {
      std::string fault = faultOf(provider, tree_->name(i));
      if (!fault.empty()) faults.push_back(std::move(fault));
    }
  }
  return faults;
}

std::string Requirements::faultOf(const di::Provider& provider, const std::string& moduleName) const {
  if (provider.makes<SseEmitter>()) {
    return moduleName +
           " provides SseEmitter, which sends to nobody when it is not SseModule's own: import SseModule "
           "instead";
  }
  if (tree_->isIncomplete()) return {};
  if (!hasWebSockets_ && provider.makes<WebSocketGateway>()) return gatewayFault(provider.implementation, moduleName);
  if (sse_ == nullptr && provider.makes<SseController>()) return streamFault(provider.implementation, moduleName);
  return {};
}

std::string Requirements::gatewayFault(const std::string& className, const std::string& moduleName) {
  return className + " is a WebSocket gateway, but no module imports WsModule: add imports<WsModule>() to " +
         moduleName;
}

std::string Requirements::streamFault(const std::string& className, const std::string& moduleName) {
  return className + " serves event streams, but no module imports SseModule: add imports<SseModule>() to " +
         moduleName;
}

}  // namespace serinus::app
