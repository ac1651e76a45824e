#include "wpt.hpp"
#include "roles.hpp"

namespace conformance {

namespace {

class WptModule : public Module {
public:
  WptModule() { imports<WsModule, WptHandshakeModule, WptMessageModule, WptResourceModule>(); }
};

}  // namespace

Application wptRole(const Options& options) {
  return Application::create<WptModule>(commonOptions(options));
}

}  // namespace conformance
