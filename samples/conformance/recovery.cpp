#include "roles.hpp"

#include <string>
#include <vector>

namespace conformance {

namespace {

using namespace std::chrono_literals;

/// Remembers what each client has said, and lets it come back: `join room`, `say text`, `list`.
class RecoveryGateway : public WebSocketGateway {
public:
  RecoveryGateway() : WebSocketGateway({.path = "/recovery", .recovery = Recovery{.window = 60s}}) {
    on<std::string>("join", [](std::string room, WebSocketContext& context) { return context.join(room); });
    on<std::string>("say",
                    [](const std::string& text, WebSocketContext& context) { context.state<Said>().push_back(text); });
    on("list", [](WebSocketContext& context) { return context.state<Said>(); });
    on<std::string>("tell", [this](const std::string& text) { emit("told", text, To::room("blue")); });
  }

private:
  using Said = std::vector<std::string>;
};

class RecoveryModule : public Module {
public:
  RecoveryModule() {
    imports<WsModule>();
    providers<RecoveryGateway>();
  }
};

}  // namespace

Application recoveryRole(const Options& options) {
  return Application::create<RecoveryModule>(commonOptions(options));
}

}  // namespace conformance
