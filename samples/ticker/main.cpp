// A market of 200 instruments, live, over WebSocket and Server-Sent Events. Read `topics.hpp` first, then
// `live_gateway.cpp` and `streams_controller.cpp`, which are two doors to the same topics.
//
// `ticker [--port N]` listens on http://localhost:3000; the environment's HOST and PORT win.
#include "feed.hpp"
#include "lines.hpp"
#include "live_gateway.hpp"
#include "market.hpp"
#include "page_controller.hpp"
#include "streams_controller.hpp"
#include "topics.hpp"

#include <serinus/serinus.hpp>

#include <charconv>
#include <chrono>
#include <cstdint>
#include <iostream>
#include <optional>
#include <string_view>

class TickerModule : public serinus::Module {
public:
  TickerModule() {
    // A page that was cut off is back at once; by default browsers are told to wait some seconds, each another time.
    imports(serinus::WsModule(), serinus::SseModule({.retry = std::chrono::milliseconds(200), .retrySpread = {}}));
    providers<ticker::Market, ticker::Quotes, ticker::Trades, ticker::Feed, ticker::Lines, ticker::LiveGateway>();
    controllers<ticker::StreamsController, ticker::PageController>();
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
    std::cerr << "usage: ticker [--port N], N from 0 to 65535\n";
    return 2;
  }
  auto app = serinus::Application::create<TickerModule>({.port = *port});
  return app.run();
}
