#include <serinus/serinus.hpp>

using namespace serinus;

class EchoGateway : public WebSocketGateway {
public:
  EchoGateway() : WebSocketGateway({.path = "/echo"}) {}

  Task<> onMessage(WsMessage message, WebSocketContext& context) override {
    context.sendText(message.text());
    co_return;
  }
};

class EchoModule : public Module {
public:
  EchoModule() {
    imports<WsModule>();
    providers<EchoGateway>();
  }
};

int main() {
  auto app = Application::create<EchoModule>({.port = 0});
  app.start();
  const bool listening = app.port() != 0;
  app.stop();
  return listening ? 0 : 1;
}
