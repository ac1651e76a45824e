// A chat with rooms. Read `events.hpp` first, which is what page and server say to each other, then `chat_gateway.cpp`.
//
// `chat [--port N]` listens on http://localhost:3000; the environment's HOST and PORT win.
#include "chat_gateway.hpp"
#include "page_controller.hpp"
#include "presence.hpp"
#include "room_history.hpp"

#include <serinus/serinus.hpp>

#include <charconv>
#include <cstdint>
#include <iostream>
#include <optional>
#include <string_view>

class ChatModule : public serinus::Module {
public:
  ChatModule() {
    imports<serinus::WsModule>();
    providers<chat::Presence, chat::RoomHistory, chat::ChatGateway>();
    controllers<chat::PageController>();
  }
};

/// Of `--port N`; nothing for anything else.
static std::optional<std::uint16_t> portOf(std::string_view option, std::string_view value) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), port);
  if (option != "--port" || error != std::errc() || end != value.data() + value.size()) return std::nullopt;
  return port;
}

int main(int count, char** arguments) {
  std::optional<std::uint16_t> port = 3000;
  if (count > 1) port = count == 3 ? portOf(arguments[1], arguments[2]) : std::nullopt;
  if (!port) {
    std::cerr << "usage: chat [--port N], N from 0 to 65535\n";
    return 2;
  }
  auto app = serinus::Application::create<ChatModule>({.port = *port});
  return app.run();
}
