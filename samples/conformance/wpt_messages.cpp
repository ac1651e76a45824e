#include "wpt.hpp"

#include <charconv>
#include <chrono>
#include <string>

namespace conformance {

namespace {

using namespace serinus;
using namespace std::chrono_literals;

class Echo : public WptGateway {
public:
  Echo() : WptGateway("/echo", {"echo"}) {}
  Task<> onMessage(WsMessage message, WebSocketContext& context) override {
    context.send(message);
    if (message.isText() && message.text() == "Goodbye") context.close();
    return {};
  }
};

class EmptyMessage : public WptGateway {
public:
  EmptyMessage() : WptGateway("/empty-message") {}
  Task<> onMessage(WsMessage message, WebSocketContext& context) override {
    context.sendText(message.size() == 0 ? "pass" : "fail");
    context.close();
    return {};
  }
};

/// Silent until it is told goodbye.
class Silent : public WptGateway {
public:
  using WptGateway::WptGateway;
  Task<> onMessage(WsMessage message, WebSocketContext& context) override {
    if (message.text() == "Goodbye") context.close();
    return {};
  }
};
class EchoExit : public Silent {
public:
  EchoExit() : Silent("/echo_exit") {}
};
class EchoCloseData : public Silent {
public:
  EchoCloseData() : Silent("/echo_close_data") {}
};

/// Closes as the query says.
class RemoteClose : public WptGateway, public OnClientConnect {
public:
  RemoteClose() : WptGateway("/remote-close") {}
  Task<> onClientConnect(WebSocketContext& context) override {
    if (context.query("abrupt")) {
      context.ping();
      co_await context.sleep(0s);  // it leaves at the end of the turn
      context.abort();
      co_return;
    }
    const std::string_view text = context.query("code").value_or("");
    std::uint16_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    context.close(number == 0 ? CloseCode::noStatus : CloseCode{number}, context.query("reason").value_or(""));
  }
};

/// Answers the client's Close a second late.
class LateGoodbye : public WptGateway, public OnClientClosing {
public:
  LateGoodbye() : WptGateway("/delayed-passive-close") {}
  Task<> onClientClosing(WebSocketContext& context, CloseCode, std::string_view) override {
    co_await context.sleep(1s);
  }
};

/// Does not read for a moment before each message: the handler that waits keeps the rest of them away.
class SlowReader : public WptGateway {
public:
  SlowReader() : WptGateway("/receive-many-with-backpressure") {}
  Task<> onMessage(WsMessage message, WebSocketContext& context) override {
    co_await context.sleep(100ms);
    context.sendText(std::to_string(message.size()));
  }
};

class LateReader : public WptGateway, public OnClientConnect {
public:
  LateReader() : WptGateway("/receive-backpressure") {}
  Task<> onClientConnect(WebSocketContext& context) override { co_await context.sleep(2s); }
};

/// Sends 16 MiB, piece by piece as the client takes them, then how long that took.
class Sender : public WptGateway, public OnClientConnect {
public:
  Sender() : WptGateway("/send-backpressure") {}
  Task<> onClientConnect(WebSocketContext& context) override {
    context.sendBinary({});
    const auto begin = std::chrono::steady_clock::now();
    const std::string piece(std::size_t{1024} * 1024, '\0');
    for (int i = 0; i < 16; ++i) co_await context.sendBinary(asBytes(piece));
    co_await context.drained();
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
    context.sendText(std::to_string(taken.count()));
  }
};

}  // namespace

WptMessageModule::WptMessageModule() {
  providers<Echo, EmptyMessage, EchoExit, EchoCloseData, RemoteClose, LateGoodbye, SlowReader, LateReader, Sender>();
}

}  // namespace conformance
