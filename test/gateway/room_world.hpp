#pragma once

#include <serinus/serinus.hpp>

#include "room_client.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace serinus::test {

using Lines = std::vector<std::string>;

inline std::string join(Lines lines, std::string_view between = " ") {
  std::string all;
  for (const std::string& line : lines) all.append(all.empty() ? "" : between).append(line);
  return all;
}
inline std::string sorted(Lines lines) {
  std::sort(lines.begin(), lines.end());
  return join(std::move(lines));
}

/// Lines that any loop writes.
class SharedLog {
public:
  void add(std::string line) {
    const std::lock_guard lock(mutex_);
    lines_.push_back(std::move(line));
    added_.notify_all();
  }
  /// What there is, once there are so many lines; waits ten seconds for them.
  [[nodiscard]] Lines take(std::size_t count = 0) {
    std::unique_lock lock(mutex_);
    added_.wait_for(lock, std::chrono::seconds(10), [&] { return lines_.size() >= count; });
    return std::exchange(lines_, {});
  }

private:
  std::mutex mutex_;
  std::condition_variable added_;
  Lines lines_;
};

class SharedLogger final : public Logger {
public:
  void log(LogLevel level, std::string_view, std::string_view message) override {
    if (level >= LogLevel::warning) log_.add(std::string(message));
  }
  [[nodiscard]] Lines take() { return log_.take(); }

private:
  SharedLog log_;
};

/// Does what its clients say, and answers each time: `=ok`.
class RoomGateway : public WebSocketGateway, public OnClientDisconnect, public OnRoomChange {
public:
  RoomGateway() : RoomGateway({.path = "/rooms", .limits = {.maxRooms = 3}}) {}

  Task<> onMessage(WsMessage message, WebSocketContext& context) override {
    std::string_view rest = message.text();
    const std::string_view what = word(rest);
    const std::string room(word(rest));
    std::string answer = "ok";
    if (what == "id") answer = context.clientId().text();
    if (what == "join") co_await context.join(room);
    if (what == "leave") answer = context.leave(room) ? "left" : "was not there";
    if (what == "rooms") answer = sorted(context.rooms());
    if (what == "isIn") answer = context.isIn(room) ? "yes" : "no";
    if (what == "user") context.setUser(room);
    if (what == "whoami") answer = context.user();
    if (what == "loop") answer = std::to_string(std::bit_cast<std::uintptr_t>(&context.loop()));
    if (what == "to") context.to(room).sendText(rest);
    if (what == "others") context.to(room).exceptSelf().sendText(rest);
    if (what == "count") answer = co_await count(room);
    if (what == "members") answer = co_await membersOf(room);
    if (what == "allRooms") answer = co_await allRooms();
    if (what == "clients") answer = co_await clientsIn(room);
    context.sendText("=" + answer);
  }

  void onClientDisconnect(WebSocketContext& context, CloseCode, std::string_view) override {
    if (context.user() == "herald") context.to("blue").sendText("somebody has left");
    left.add(std::string(context.user()) + ":" + sorted(context.rooms()) + (context.isIn("blue") ? " blue" : "") +
             (context.leave("blue") ? " left" : ""));
  }

  Task<> onFirstMember(std::string_view room) override {
    changes->add("+" + std::string(room));
    return {};
  }
  Task<> onLastMember(std::string_view room) override {
    changes->add("-" + std::string(room));
    return {};
  }

  SharedLog left;
  std::shared_ptr<SharedLog> changes = std::make_shared<SharedLog>();  // to be read when the gateway is gone

protected:
  explicit RoomGateway(WebSocketGatewayOptions options) : WebSocketGateway(std::move(options)) {}

private:
  static std::string_view word(std::string_view& rest) {
    const std::string_view first = rest.substr(0, rest.find(' '));
    rest.remove_prefix(std::min(rest.size(), first.size() + 1));
    return first;
  }

  Task<std::string> count(std::string room) {
    const std::size_t number = co_await memberCount(std::move(room));
    co_return std::to_string(number);
  }
  Task<std::string> membersOf(std::string room) {
    const std::vector<ClientId> ids = co_await members(std::move(room));
    Lines texts;
    for (const ClientId& id : ids) texts.push_back(id.text());
    co_return sorted(std::move(texts));
  }
  Task<std::string> allRooms() {
    const std::vector<RoomInfo> infos = co_await rooms();
    Lines texts;
    for (const RoomInfo& info : infos) texts.push_back(info.name + "=" + std::to_string(info.members));
    co_return sorted(std::move(texts));
  }
  Task<std::string> clientsIn(std::string room) {
    const std::vector<ClientInfo> infos = co_await clients(To::room(room));
    Lines texts;
    for (const ClientInfo& info : infos) texts.push_back(info.user + "(" + sorted(info.rooms) + ")");
    co_return sorted(std::move(texts));
  }
};

/// Another one, whose rooms have the same names.
class OtherGateway : public RoomGateway {
public:
  OtherGateway() : RoomGateway({.path = "/other"}) {}
};

class RoomModule : public Module {
public:
  RoomModule() {
    imports<WsModule>();
    providers<RoomGateway, OtherGateway>();
  }
};

/// An application with rooms on so many loops, and clients of it.
class RoomWorld {
public:
  explicit RoomWorld(std::size_t threads)
      : app_(Application::create<RoomModule>({.host = "127.0.0.1", .port = 0, .threads = threads, .logger = logger_})) {
    app_.start();
  }

  [[nodiscard]] RoomGateway& gateway() const { return app_.use<RoomGateway>(); }
  [[nodiscard]] RoomClient& operator[](std::size_t index) const { return *clients_[index]; }
  [[nodiscard]] std::uint16_t port() const { return app_.port(); }
  [[nodiscard]] std::size_t size() const { return clients_.size(); }
  [[nodiscard]] Lines warnings() { return logger_->take(); }
  /// All clients leave, and the application with them: the gateway is gone.
  void stop() {
    clients_.clear();
    app_.stop();
  }

  RoomClient& connect(std::string_view target = "/rooms", int receiveBuffer = 0) {
    clients_.push_back(std::make_unique<RoomClient>(port(), target, receiveBuffer));
    return *clients_.back();
  }
  void connect(int count) {
    for (int i = 0; i < count; ++i) connect();
  }
  void disconnect(std::size_t index) { clients_[index].reset(); }

  /// Says the same to several clients, and waits for their answers.
  void tell(std::initializer_list<std::size_t> indices, std::string_view text) {
    for (const std::size_t index : indices) EXPECT_EQ(clients_[index]->ask(text), "ok") << index << ": " << text;
  }

  [[nodiscard]] ClientId idOf(std::size_t index) { return ClientId::parse(clients_[index]->ask("id")).value(); }

  /// What all clients have heard since the last time, by everything that this thread, or a client that has its answer,
  /// has caused: `0 hello, 2 hello`.
  [[nodiscard]] std::string heard() {
    gateway().send("---");
    Lines lines;
    for (std::size_t i = 0; i < clients_.size(); ++i) {
      if (!clients_[i]) continue;
      for (const std::string& line : clients_[i]->hearUntil("---")) {
        lines.push_back(std::to_string(i) + " " + line);
        if (line.starts_with("close")) clients_[i].reset();
        if (!clients_[i]) break;
      }
    }
    return join(std::move(lines), ", ");
  }

private:
  std::shared_ptr<SharedLogger> logger_ = std::make_shared<SharedLogger>();
  Application app_;
  std::vector<std::unique_ptr<RoomClient>> clients_;
};

}  // namespace serinus::test
