// The demo: a chat over a gateway and a live event stream, on one page.
#include <serinus/serinus.hpp>

#include <serinus/json/json_quote.hpp>

#include "page.hpp"
#include "shared/port.hpp"

#include <string>
#include <string_view>

using namespace serinus;

class ChatGateway : public WebSocketGateway, public OnClientConnect, public OnClientDisconnect {
public:
  ChatGateway() : WebSocketGateway({.path = "/chat"}) {}

  Task<> onClientConnect(WebSocketContext& context) override {
    context.sendText(R"({"event":"welcome","id":)" + jsonQuote(context.clientId().text()) + "}");
    announceCount();
    return {};
  }

  // The page's messages are JSON already: everybody gets them as they came.
  Task<> onMessage(WsMessage message, WebSocketContext& context) override {
    if (!message.isText()) throw WsUnsupportedDataException("the chat speaks text");
    context.broadcastText(message.text());
    return {};
  }

  void onClientDisconnect(WebSocketContext&, CloseCode, std::string_view) override { announceCount(); }

private:
  void announceCount() { send(R"({"event":"count","clients":)" + std::to_string(clientCount()) + "}"); }
};

class PageController : public SseController {
public:
  explicit PageController(ChatGateway& chat) {
    on(Route::get("/"), [](RequestContext&) { return Response::html(std::string(page::indexHtml)); });
    on(Route::get("/style.css"),
       [](RequestContext&) { return Response::bytes(std::string(page::styleCss), "text/css; charset=utf-8"); });
    on(Route::get("/app.js"),
       [](RequestContext&) { return Response::bytes(std::string(page::appJs), "text/javascript; charset=utf-8"); });
    onSse(Route::get("/events/stream"), [&chat](SseContext& context) -> SseStream { return ticks(context, chat); });
  }

private:
  // The gateway outlives every stream; parameters belong to the coroutine's frame.
  static SseStream ticks(SseContext& context, ChatGateway& chat) {
    for (int n = 1;; ++n) {
      const auto now = std::chrono::system_clock::now().time_since_epoch();
      const auto time = std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
      std::string data = "{\"n\":" + std::to_string(n) + ",\"time\":" + std::to_string(time) +
                         ",\"clients\":" + std::to_string(chat.clientCount()) + "}";
      co_yield SseEvent(std::move(data)).event("tick").id(std::to_string(n));
      co_await context.sleep(std::chrono::seconds(1));
    }
  }
};

class DemoModule : public Module {
public:
  DemoModule() {
    imports<WsModule, SseModule>();
    providers<ChatGateway>();
    controllers<PageController>();
  }
};

int main(int count, char** arguments) {
  const auto port = samples::portOf("demo", count, arguments);
  if (!port) return 2;
  auto app = Application::create<DemoModule>({.port = *port});
  return app.run();
}
