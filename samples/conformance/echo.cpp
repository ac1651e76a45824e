#include "roles.hpp"

namespace conformance {

namespace {

constexpr WebSocketLimits limits{
    .maxMessage = std::size_t{16} * 1024 * 1024, .maxFragments = 262'144, .controlRate = {}};

class AnyPathGateway : public EchoGateway {
public:
  AnyPathGateway()
      : EchoGateway(
            {.path = "/**", .origins = {"*"}, .limits = limits, .compression = Deflate::shared().threshold(0)}) {}
};

/// The same with context takeover.
class DedicatedGateway : public EchoGateway {
public:
  DedicatedGateway()
      : EchoGateway({.path = "/dedicated",
                     .origins = {"*"},
                     .limits = limits,
                     .compression = Deflate::dedicated().threshold(0)}) {}
};

class EchoModule : public Module {
public:
  EchoModule() {
    imports<WsModule>();
    providers<AnyPathGateway, DedicatedGateway>();
  }
};

}  // namespace

Application echoRole(const Options& options) {
  return Application::create<EchoModule>(commonOptions(options));
}

}  // namespace conformance
