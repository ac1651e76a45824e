// A market of 200 instruments, live, over WebSocket and Server-Sent Events. Read `topics.hpp` first, then
// `live_gateway.cpp` and `streams_controller.cpp`, which are two doors to the same topics.
//
// `ticker [--port N]` listens on http://localhost:3000; the environment's HOST and PORT win.
#include "feed.hpp"
#include "lines.hpp"
#include "live_gateway.hpp"
#include "market.hpp"
#include "page_controller.hpp"
#include "shared/port.hpp"
#include "streams_controller.hpp"
#include "topics.hpp"

#include <serinus/serinus.hpp>

#include <chrono>

class TickerModule : public serinus::Module {
public:
  TickerModule() {
    // A page that was cut off is back at once; by default browsers are told to wait some seconds, each another time.
    imports(serinus::WsModule(), serinus::SseModule({.retry = std::chrono::milliseconds(200), .retrySpread = {}}));
    providers<ticker::Market, ticker::Quotes, ticker::Trades, ticker::Feed, ticker::Lines, ticker::LiveGateway>();
    controllers<ticker::StreamsController, ticker::PageController>();
  }
};

int main(int count, char** arguments) {
  const auto port = samples::portOf("ticker", count, arguments);
  if (!port) return 2;
  auto app = serinus::Application::create<TickerModule>({.port = *port});
  return app.run();
}
