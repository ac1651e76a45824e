// A chat with rooms. Read `events.hpp` first, which is what page and server say to each other, then `chat_gateway.cpp`.
//
// `chat [--port N]` listens on http://localhost:3000; the environment's HOST and PORT win.
#include "chat_gateway.hpp"
#include "page_controller.hpp"
#include "presence.hpp"
#include "room_history.hpp"
#include "shared/port.hpp"

#include <serinus/serinus.hpp>

class ChatModule : public serinus::Module {
public:
  ChatModule() {
    imports<serinus::WsModule>();
    providers<chat::Presence, chat::RoomHistory, chat::ChatGateway>();
    controllers<chat::PageController>();
  }
};

int main(int count, char** arguments) {
  const auto port = samples::portOf("chat", count, arguments);
  if (!port) return 2;
  auto app = serinus::Application::create<ChatModule>({.port = *port});
  return app.run();
}
