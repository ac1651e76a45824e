// The program of the first page of the documentation.
#include <serinus/serinus.hpp>

#include <string>

using namespace serinus;

class EventsGateway : public WebSocketGateway {
public:
  EventsGateway() : WebSocketGateway({.path = "/events"}) {}

  Task<> onMessage(WsMessage message, WebSocketContext& context) override {
    context.sendText("echo: " + std::string(message.text()));
    co_return;
  }
};

class NotificationsController : public SseController {
public:
  NotificationsController() : SseController("/notifications") {
    onSse(Route::get("/stream"), [](SseContext& context) -> SseStream {
      co_yield "connected";
      while (true) {
        co_await context.sleep(std::chrono::seconds(1));
        co_yield SseEvent("now").event("tick");
      }
    });
    on(Route::post("/refresh"), [](RequestContext& context) -> Task<Response> {
      context.use<SseEmitter>().send("refresh");
      co_return Response::text("sent");
    });
  }
};

class RealtimeModule : public Module {
public:
  RealtimeModule() {
    imports<WsModule, SseModule>();  // or imports(SseModule({.heartbeat = 15s}))
    controllers<NotificationsController>();
    providers<EventsGateway>();
  }
};

int main() {
  auto app = Application::create<RealtimeModule>({.port = 3000});
  return app.run();  // serves until SIGINT/SIGTERM, then drains
}
