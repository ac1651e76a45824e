#include "applications.hpp"
#include "support/web_socket_client.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <charconv>

namespace serinus {
namespace {

using namespace std::chrono_literals;
using test::WebSocketClient;

/// 64 KiB that begin with a number.
std::string numbered(int number) {
  std::string text = std::to_string(number) + ' ';
  text.resize(std::size_t{64} * 1024, 'x');
  return text;
}
int numberOf(std::string_view text) {
  int number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

Backpressure rulesFor(std::string_view name) {
  if (name == "wait") return Backpressure::wait();
  if (name == "dropOldest") return Backpressure::dropOldest();
  if (name == "conflate") return Backpressure::conflate();
  return Backpressure::close();
}

/// Sends more than the system's buffers take to clients that do not read, and logs what becomes of it.
class FloodGateway : public WebSocketGateway,
                     public OnClientConnect,
                     public OnClientClosing,
                     public OnClientDisconnect,
                     public OnBackpressure,
                     public OnDrain {
public:
  static constexpr int many = 200;

  explicit FloodGateway(Logger& log)
      : WebSocketGateway({.path = "/flood", .limits = {.backpressure = Backpressure::dropNewest().maxMessages(5)}}),
        log_(&log) {
    on("watch", &FloodGateway::watch);
  }

  Task<> onClientConnect(WebSocketContext& context) override {
    if (const auto policy = context.query("policy")) context.setBackpressure(rulesFor(*policy).maxMessages(5));
    co_return;
  }

  Task<> onMessage(WsMessage message, WebSocketContext& context) override {
    if (message.text() == "flood") {
      flood(context);
    } else if (message.text() == "ask") {
      flood(context);
      co_await ask(context);
    } else if (message.text() == "replay") {
      co_await replay(context);
    } else if (message.text() == "pause") {
      paused_ = &context;
      context.pauseReading();
      context.sendText("paused");
    } else if (message.text() == "resume") {
      paused_->resumeReading();
    } else if (message.text() == "in pieces") {
      co_await sendInPieces(context);
    } else if (message.text() == "yielded") {
      context.sendText(std::to_string(yielded_));
    } else {
      context.send(message);
    }
  }

  AsyncGenerator<std::string> watch() {
    while (yielded_ < many) co_yield numbered(++yielded_);
  }

  Task<> onClientClosing(WebSocketContext& context, CloseCode code, std::string_view reason) override {
    log_->info("closing", std::to_string(serinus::code(code)) + ' ' + std::string(reason));
    co_await context.sleep(1ms);
    log_->info("closing", "done");
  }
  void onClientDisconnect(WebSocketContext&, CloseCode code, std::string_view reason) override {
    log_->info("left", std::to_string(serinus::code(code)) + ' ' + std::string(reason));
  }
  void onBackpressure(WebSocketContext&) override { log_->info("congested", ""); }
  void onDrain(WebSocketContext&) override { log_->info("drained", ""); }

private:
  // As many as are delivered, one that waits, and ten more.
  void flood(WebSocketContext& context) {
    int last = 1;
    while (context.sendText(numbered(last)) == SendResult::delivered) ++last;
    int results[4] = {};
    for (int i = 1; i <= 10; ++i) {
      const SendOptions options = SendOptions().conflate(i % 2 != 0 ? "odd" : "even");
      ++results[static_cast<int>(context.sendText(numbered(last + i), options).result())];
    }
    log_->info("flooded", std::to_string(last) + ": " + std::to_string(results[1]) + " queued, " +
                              std::to_string(results[2]) + " dropped, " + std::to_string(results[3]) + " closed");
  }

  Task<> ask(WebSocketContext& context) {
    const std::string question("are you there?");
    try {
      co_await context.call("ask", question, 1h);
    } catch (const EventException& fault) {
      log_->info("asked", fault.code());
    }
    const auto answers = co_await call("ask", question, To::client(context.clientId()), 1h);
    for (const ClientReply<>& answer : answers) log_->info("asked with others", answer.fault()->code());
  }

  static Task<> replay(WebSocketContext& context) {
    for (int i = 1; i <= many; ++i) co_await context.sendText(numbered(i));
    const SendResult last = co_await context.drained();
    if (last == SendResult::delivered) context.sendText("replayed");
  }

  static Task<> sendInPieces(WebSocketContext& context) {
    OutgoingMessage message = context.beginMessage(MessageType::text);
    co_await message.write("one ");
    context.sendText("behind it");
    co_await message.write("two ");
    context.ping();
    co_await message.finish("three");
  }

  Logger* log_;
  WebSocketContext* paused_ = nullptr;
  int yielded_ = 0;
};

/// Takes messages of any size up to 4 MiB.
class UploadGateway : public StreamingGateway {
public:
  UploadGateway() : StreamingGateway({.path = "/upload", .limits = {.maxStreamed = std::size_t{4} << 20}}) {}

  Task<> onMessageStream(WebSocketContext& context) override {
    std::size_t size = 0;
    std::size_t largest = 0;
    while (true) {
      const WsChunk chunk = co_await context.nextChunk();
      size += chunk.size();
      largest = std::max(largest, chunk.size());
      if (chunk.isLast()) break;
    }
    context.sendText(std::to_string(size) + (largest <= std::size_t{256} * 1024 ? " in pieces" : " in one"));
  }
};

class FloodModule : public Module {
public:
  FloodModule() {
    imports<WsModule>();
    providers<FloodGateway, UploadGateway>();
  }
};

class SlowClients : public testing::Test {
protected:
  SlowClients() : app_(Application::create<FloodModule>(test::onLoopback(log_))) { app_.start(); }

  /// What follows `begin` in the log.
  std::string logged(const std::string& begin) {
    EXPECT_TRUE(log_->waitFor(begin)) << begin;
    for (const std::string& line : log_->lines())
      if (line.starts_with(begin)) return line.substr(begin.size());
    return "";
  }
  /// The answer to another client.
  std::string ask(std::string_view message) {
    WebSocketClient client(app_.port(), "/flood");
    client.send(message);
    return client.receive();
  }

  std::shared_ptr<test::CapturingLogger> log_ = std::make_shared<test::CapturingLogger>(LogLevel::info);
  Application app_;
};

// ---- Messages too many

struct Policy {
  std::string name;
  std::string results;
  std::vector<int> received;  // of the one that waited first, 0, and those behind it
};

class APolicy : public SlowClients, public testing::WithParamInterface<Policy> {};

TEST_P(APolicy, DecidesWhatASlowClientGets) {
  const std::string query = GetParam().name == "dropNewest" ? "" : "?policy=" + GetParam().name;
  WebSocketClient client(app_.port(), "/flood" + query);
  client.send("flood");
  const std::string flooded = logged("info flooded: ");
  const int last = numberOf(flooded);
  EXPECT_EQ(flooded.substr(flooded.find(' ') + 1), GetParam().results);
  EXPECT_EQ(ask("quick"), "quick") << "others are not held up";
  client.send("done");
  std::vector<int> received;
  for (std::string text = client.receive(); text != "done"; text = client.receive()) {
    ASSERT_EQ(text.size(), 65'536U) << text.substr(0, 100);
    received.push_back(numberOf(text) - last);
  }
  ASSERT_GE(received.size(), GetParam().received.size());
  const auto waited = received.end() - static_cast<std::ptrdiff_t>(GetParam().received.size());
  EXPECT_EQ(std::vector<int>(waited, received.end()), GetParam().received);
  int expected = 1 - last;
  for (auto it = received.begin(); it != waited; ++it) EXPECT_EQ(*it, expected++) << "nothing else is missing";
  EXPECT_EQ(expected, 0);
}

INSTANTIATE_TEST_SUITE_P(, APolicy,
                         testing::Values(Policy{"wait", "4 queued, 6 dropped, 0 closed", {0, 1, 2, 3, 4}},
                                         Policy{"dropNewest", "4 queued, 6 dropped, 0 closed", {0, 1, 2, 3, 4}},
                                         Policy{"dropOldest", "10 queued, 0 dropped, 0 closed", {6, 7, 8, 9, 10}},
                                         Policy{"conflate", "10 queued, 0 dropped, 0 closed", {0, 9, 10}}),
                         [](const auto& row) { return row.param.name; });

TEST_F(SlowClients, AreClosedWhereNothingMayBeDropped) {
  WebSocketClient client(app_.port(), "/flood?policy=close");
  client.send("flood");
  EXPECT_EQ(logged("info left: "), "1013 slow consumer");
  const std::string flooded = logged("info flooded: ");
  EXPECT_EQ(flooded.substr(flooded.find(' ') + 1), "4 queued, 0 dropped, 6 closed");
  std::string last;
  for (std::string text = client.receive(); text != "gone"; text = client.receive()) last = std::move(text);
  if (last.starts_with("closed")) {
    EXPECT_EQ(last, "closed 1013") << "unless it read too late for that, too";
  }
}

TEST_F(SlowClients, CannotBeAskedWhatTheirPolicyDoesNotTake) {
  WebSocketClient client(app_.port(), "/flood");
  client.send("ask");
  EXPECT_EQ(logged("info asked: "), "dropped");
  EXPECT_EQ(logged("info asked with others: "), "dropped");
}

// ---- Who waits

TEST_F(SlowClients, MakeTheirHandlerWaitAndNobodyElse) {
  WebSocketClient client(app_.port(), "/flood?policy=wait");
  client.send("replay");
  EXPECT_TRUE(log_->waitFor("info congested"));
  EXPECT_EQ(ask("quick"), "quick");
  for (int i = 1; i <= FloodGateway::many; ++i) ASSERT_EQ(numberOf(client.receive()), i);
  EXPECT_EQ(client.receive(), "replayed");
  EXPECT_TRUE(log_->waitFor("info drained"));
}

TEST_F(SlowClients, MakeTheGeneratorOfAnEventWaitBetweenItsAnswers) {
  WebSocketClient client(app_.port(), "/flood?policy=wait");
  client.send(R"({"event":"watch","id":1})");
  EXPECT_TRUE(log_->waitFor("info congested"));
  const std::string yielded = ask("yielded");
  EXPECT_LT(numberOf(yielded), FloodGateway::many);
  EXPECT_EQ(ask("yielded"), yielded) << "it waits";
  for (int i = 1; i <= FloodGateway::many; ++i)
    ASSERT_TRUE(client.receive().starts_with(R"({"event":"next","id":1,"data":")" + std::to_string(i) + ' ')) << i;
  EXPECT_EQ(client.receive(), R"({"event":"complete","id":1})");
}

TEST_F(SlowClients, AreNotReadWhileTheirReadingIsPaused) {
  WebSocketClient client(app_.port(), "/flood");
  client.send("pause");
  EXPECT_EQ(client.receive(), "paused");
  client.send("resume");  // nobody reads it
  client.send("heard");
  EXPECT_EQ(ask("quick"), "quick");
  EXPECT_EQ(ask("yielded"), "0");
  WebSocketClient other(app_.port(), "/flood");
  other.send("resume");
  EXPECT_EQ(client.receive(), "heard");
}

// ---- Messages in pieces

TEST_F(SlowClients, AreSentAMessageInPieces) {
  WebSocketClient client(app_.port(), "/flood");
  client.send("in pieces");
  std::string heard;
  for (int i = 0; i < 5; ++i) {
    const WebSocketClient::Frame frame = client.receiveFrame();
    heard += std::to_string(frame.opcode) + ' ' + frame.payload + '|';
  }
  EXPECT_EQ(heard, "1 one |0 two |9 |0 three|1 behind it|");
}

/// The head of a binary message in one frame, with a masking key of zeros.
std::string headFor(std::uint64_t size) {
  std::string head("\x82\xFF");
  for (int shift = 56; shift >= 0; shift -= 8) head += static_cast<char>(size >> shift & 0xFF);
  return head.append(4, '\0');
}

TEST_F(SlowClients, SendMessagesThatAreReadInPieces) {
  WebSocketClient client(app_.port(), "/upload");
  const std::string block(std::size_t{64} * 1024, 'x');
  for (int message = 0; message < 2; ++message) {
    client.sendRaw(headFor(4 << 20));
    for (int i = 0; i < 64; ++i) client.sendRaw(block);
    EXPECT_EQ(client.receive(), "4194304 in pieces");
  }
  client.sendRaw(headFor((4 << 20) + 1));
  EXPECT_EQ(client.receive(), "closed 1009");
}

// ---- Taking leave

TEST_F(SlowClients, AreAnsweredWhenTheApplicationHasHadItsSay) {
  WebSocketClient client(app_.port(), "/flood");
  client.close();
  EXPECT_EQ(client.receive(), "closed 1000");
  EXPECT_EQ(client.receive(), "gone");
  const std::vector<std::string> all = log_->lines();
  const std::vector<std::string> expected{"info closing: 1000 ", "info closing: done"};
  EXPECT_NE(std::ranges::search(all, expected).begin(), all.end());
  EXPECT_TRUE(log_->waitFor("info left: 1000"));
}

}  // namespace
}  // namespace serinus
