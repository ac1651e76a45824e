#include "wpt.hpp"

#include <serinus/base/percent.hpp>

#include <charconv>
#include <chrono>
#include <string>

namespace conformance {

namespace {

using namespace serinus;
using namespace std::chrono_literals;

std::string queryOr(const Context& context, std::string_view name, std::string_view otherwise) {
  return std::string(context.query(name).value_or(otherwise));
}

std::uint16_t numberOr(const Context& context, std::string_view name, std::uint16_t otherwise) {
  const std::string_view text = context.query(name).value_or("");
  std::uint16_t number = otherwise;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

Response eventStream(std::string body) {
  return Response::bytes(std::move(body), "text/event-stream");
}

Response message(const Context& context) {
  const std::string_view newline = context.query("newline") == "none" ? "" : "\n\n";
  return eventStream(queryOr(context, "message", "data: data").append(newline).append("\n"))
      .header("Content-Type", queryOr(context, "mime", "text/event-stream"));
}

Response lastEventId(const Context& context) {
  const std::string last(context.header("Last-Event-ID").value_or(""));
  if (!last.empty()) return eventStream("data: " + last + "\n\n");
  return eventStream("id: " + queryOr(context, "idvalue", "\u2026") + "\nretry: 200\ndata: hello\n\n");
}

Response lastEventIds(const Context& context) {
  switch (numberOr(context, "type", 1)) {
    case 1:
      return eventStream("id: 1\ndata: 1\n\ndata:2\n\n");
    case 2:
      return eventStream("id: 1\ndata: 1\n\nid: 2\ndata:2\n\ndata:3\n\n");
    case 3:
      return eventStream("id: 1\ndata: 1\n\nid:\ndata:2\n\ndata:3\n\n");
    default:
      return eventStream("data: invalid_test\n\n");
  }
}

Response statusError(const Context& context) {
  const auto status = static_cast<Status>(numberOr(context, "status", 404));
  const bool isEmpty = status == Status::noContent || status == Status::resetContent;
  return eventStream(isEmpty ? "" : "data: data\n\n").status(status).reason("HAHAHAHA");
}

Response statusReconnect(const Context& context) {
  const std::string status = queryOr(context, "status", "204");
  const std::string cookie = "request" + queryOr(context, "id", status);
  if (context.request().cookies().get(cookie) == status)
    return eventStream("data: data\n\n").cookie(SetCookie::removal(cookie).path("/"));
  return eventStream(context.query("ok_first") ? "retry: 2\ndata: ok\n\n" : "retry: 2\n")
      .status(static_cast<Status>(numberOr(context, "status", 204)))
      .reason("TEST")
      .cookie(SetCookie(cookie, status).path("/").httpOnly());
}

Response reconnectFail(const Context& context) {
  const std::string cookie = "recon_fail_" + queryOr(context, "id", "");
  const auto state = context.request().cookies().get(cookie);
  if (state == "opened") return eventStream("data: reconnected\n\n").cookie(SetCookie(cookie, "reconnected").path("/"));
  if (state == "reconnected")
    return eventStream("").status(Status::noContent).cookie(SetCookie::removal(cookie).path("/"));
  return eventStream("retry: 2\ndata: opened\n\n").cookie(SetCookie(cookie, "opened").path("/"));
}

Response headerAsEvent(const Context& context, std::string_view name) {
  return eventStream("data: " + std::string(context.header(name).value_or("")) + "\n\n");
}

Response redirect(const Context& context) {
  return Response::empty(static_cast<Status>(numberOr(context, "status", 302)))
      .header("Location", queryOr(context, "location", ""));
}

Response allowOrigin(const Context& context, Response response) {
  const std::string origin = queryOr(context, "origin", context.header("Origin").value_or(""));
  const std::string credentials = queryOr(context, "credentials", "true");
  if (origin != "none") response.header("Access-Control-Allow-Origin", origin);
  if (credentials != "none") response.header("Access-Control-Allow-Credentials", credentials);
  return response;
}

Response cors(const Context& context) {
  const auto run = context.query("run");
  if (run == "message") return allowOrigin(context, message(context));
  if (run == "status-reconnect") return allowOrigin(context, statusReconnect(context));
  if (run == "redirect") return allowOrigin(context, redirect(context));
  if (run == "cache-control") return allowOrigin(context, headerAsEvent(context, "Cache-Control"));
  return allowOrigin(context, Response());
}

Response corsCookie(const Context& context) {
  const std::string name = queryOr(context, "ident", "test");
  const std::string seen = context.request().cookies().get(name) ? "COOKIE" : "NO_COOKIE";
  const std::string last(context.header("Last-Event-ID").value_or(""));
  Response response = eventStream("data: " + last + seen + "\n\n");
  if (last.empty()) {
    response.body("id: 1\nretry: 200\ndata: first " + seen + "\n\n").cookie(SetCookie(name, "COOKIE").path("/"));
  } else if (last == "1") {
    response.body("id: 2\ndata: second " + seen + "\n\n").cookie(SetCookie::removal(name).path("/"));
  } else {
    response.header("Content-Type", "stop");
  }
  return allowOrigin(context, std::move(response));
}

Response setCookie(const Context& context) {
  const std::string cookie = percentDecode(context.request().queryText()).value_or("");
  return Response::bytes(std::string(), "text/plain").header("Set-Cookie", cookie);
}

/// Fields that no EventSource knows, among those it does; every two seconds.
SseStream oddLines(SseContext& context) {
  while (true) {
    co_yield SseEvent::verbatim(
        "data:msg\ndata: msg\n\n:\nfalsefield:msg\n\nfalsefield:msg\nData:data\n\ndata\n\ndata:end\n\n");
    co_await context.sleep(2s);
  }
}

class EventSourceController : public SseController {
public:
  EventSourceController() : SseController("/eventsource/resources") {
    on(Route::get("/message.py"), [](RequestContext& context) -> Task<Response> {
      co_await context.sleep(std::chrono::milliseconds(numberOr(context, "sleep", 0)));
      co_return message(context);
    });
    onSse(Route::get("/message2.py"), oddLines);
    on(Route::get("/last-event-id.py"), lastEventId);
    on(Route::get("/last-event-id2.py"), lastEventIds);
    on(Route::get("/status-error.py"), statusError);
    on(Route::get("/status-reconnect.py"), statusReconnect);
    on(Route::get("/reconnect-fail.py"), reconnectFail);
    on(Route::get("/cors.py"), cors);
    on(Route::get("/cors-cookie.py"), corsCookie);
    on(Route::get("/accept.event_stream"), [](RequestContext& context) { return headerAsEvent(context, "Accept"); });
    on(Route::get("/cache-control.event_stream"),
       [](RequestContext& context) { return headerAsEvent(context, "Cache-Control"); });
  }
};

class OtherResources : public Controller {
public:
  OtherResources() {
    on(Route::get("/common/redirect.py"), redirect);
    on(Route::get("/websockets/cookies/support/set-cookie.py"), setCookie);
    on(Route::get("/websockets/security/check.py"),
       [](RequestContext& context) { return Response::text(context.header("Sec-WebSocket-Key") ? "FAIL" : "PASS"); });
  }
};

}  // namespace

WptResourceModule::WptResourceModule() {
  imports(SseModule({.retry = std::nullopt}));  // the tests' own streams, byte for byte
  controllers<EventSourceController, OtherResources>();
}

}  // namespace conformance
