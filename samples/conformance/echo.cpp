#include "roles.hpp"

namespace conformance {

namespace {

class AnyPathGateway : public EchoGateway {
public:
  AnyPathGateway()
      : EchoGateway(
            {.path = "/**",
             .origins = {"*"},
             .limits = {
                 .maxMessage = std::size_t{16} * 1024 * 1024, .maxFragments = 262'144, .limitControlFrames = false}}) {}
};

class EchoModule : public Module {
public:
  EchoModule() {
    imports<WsModule>();
    providers<AnyPathGateway>();
  }
};

}  // namespace

Application echoRole(const Options& options) {
  return Application::create<EchoModule>(commonOptions(options));
}

}  // namespace conformance
