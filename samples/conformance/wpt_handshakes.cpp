#include "wpt.hpp"

#include <algorithm>
#include <chrono>
#include <string>

namespace conformance {

namespace {

using namespace serinus;
using namespace std::chrono_literals;

/// A path as a template's argument.
struct Path {
  template <std::size_t size>
  constexpr Path(const char (&path)[size]) {
    std::copy_n(path, size, text);
  }
  char text[64] = {};
};

/// Says what it saw of the client's handshake, then closes.
template <Path path, auto saw>
class Greeter : public WptGateway, public OnClientConnect {
public:
  Greeter() : WptGateway(path.text) {}
  Task<> onClientConnect(WebSocketContext& context) override {
    context.sendText(saw(context));
    context.close();
    return {};
  }
};

std::string queryOf(WebSocketContext& context) {
  return std::string(context.request().queryText());
}
std::string cookieOf(WebSocketContext& context) {
  return std::string(context.header("Cookie").value_or("(none)"));
}
std::string originOf(WebSocketContext& context) {
  return std::string(context.header("Origin").value_or(""));
}
std::string refererOf(WebSocketContext& context) {
  return std::string(context.header("Referer").value_or("MISSING AS PER FETCH"));
}
std::string subprotocolOf(WebSocketContext& context) {
  return std::string(context.subprotocol());
}

/// Agrees to the first subprotocol offered, and says which.
template <Path path>
class FirstProtocol : public Greeter<path, subprotocolOf>, public OnUpgrade {
public:
  Task<> onUpgrade(UpgradeContext& context) override {
    if (!context.offeredSubprotocols().empty()) context.chooseSubprotocol(context.offeredSubprotocols().front());
    return {};
  }
};

template <Path path, bool httpOnly>
class CookieSetter : public WptGateway, public OnUpgrade {
public:
  CookieSetter() : WptGateway(path.text) {}
  Task<> onUpgrade(UpgradeContext& context) override {
    SetCookie cookie("ws_test_" + std::string(context.request().queryText()), "test");
    cookie.path("/");
    if (httpOnly) cookie.httpOnly();
    context.addCookie(cookie);
    return {};
  }
};

template <Path path>
class Closer : public WptGateway, public OnClientConnect {
public:
  Closer() : WptGateway(path.text) {}
  Task<> onClientConnect(WebSocketContext& context) override {
    context.close();
    return {};
  }
};

class NoProtocol : public WptGateway {
public:
  NoProtocol() : WptGateway("/handshake_no_protocol") {}
};

class LateCloser : public Closer<"/handshake_sleep_2">, public OnUpgrade {
public:
  Task<> onUpgrade(UpgradeContext& context) override { co_await context.sleep(2s); }
};

class LateEcho : public WptGateway, public OnUpgrade {
public:
  LateEcho() : WptGateway("/sleep_10_v13") {}
  Task<> onUpgrade(UpgradeContext& context) override { co_await context.sleep(10s); }
  Task<> onMessage(WsMessage message, WebSocketContext& context) override {
    context.send(message);
    return {};
  }
};

class BasicAuth : public WptGateway, public OnUpgrade {
public:
  BasicAuth() : WptGateway("/basic_auth") {}
  Task<> onUpgrade(UpgradeContext& context) override {
    if (context.header("Authorization") != "Basic Zm9vOmJhcg==")
      throw UnauthorizedException().header("WWW-Authenticate", "Basic realm=\"camelot\"");
    return {};
  }
};

class Redirect : public WptGateway, public OnUpgrade {
public:
  Redirect() : WptGateway("/websockets/opening-handshake/resources/redirect_response.py") {}
  Task<> onUpgrade(UpgradeContext& context) override {
    context.refuse(Response::redirect("/echo", Status::movedPermanently));
    return {};
  }
};

}  // namespace

WptHandshakeModule::WptHandshakeModule() {
  providers<Greeter<"/echo-query", queryOf>, Greeter<"/echo-query_v13", queryOf>, Greeter<"/echo-cookie", cookieOf>,
            Greeter<"/origin", originOf>, Greeter<"/referrer", refererOf>>();
  providers<FirstProtocol<"/protocol">, FirstProtocol<"/protocol_array">, NoProtocol>();
  providers<CookieSetter<"/set-cookie", false>, CookieSetter<"/set-cookie_http", true>>();
  providers<Closer<"/handshake_no_extensions">, LateCloser, LateEcho, BasicAuth, Redirect>();
}

}  // namespace conformance
