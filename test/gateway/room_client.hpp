#pragma once

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <deque>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace serinus::test {

/// A WebSocket client on a blocking socket; every wait of it is bounded by ten seconds.
class RoomClient {
public:
  /// @param receiveBuffer  of the socket, when the client is to be a slow one
  explicit RoomClient(std::uint16_t port, std::string_view target = "/rooms", int receiveBuffer = 0)
      : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const timeval limit{10, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    if (receiveBuffer != 0) ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, sizeof receiveBuffer);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
      throw std::runtime_error("cannot connect");
    write("GET " + std::string(target) +
          " HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    std::string head;
    while (!head.ends_with("\r\n\r\n")) head += read(1);
    if (!head.starts_with("HTTP/1.1 101 ")) throw std::runtime_error("refused: " + head);
  }
  RoomClient(const RoomClient&) = delete;
  RoomClient& operator=(const RoomClient&) = delete;
  ~RoomClient() { ::close(socket_); }

  /// At most 65,535 bytes. The key of zeros leaves the payload as it is.
  void say(std::string_view text) const {
    std::string frame{'\x81'};
    if (text.size() < 126) {
      frame += static_cast<char>(0x80 | text.size());
    } else {
      frame += '\xFE';
      frame += static_cast<char>(text.size() >> 8);
      frame += static_cast<char>(text.size() & 0xFF);
    }
    write(frame.append(4, '\0').append(text));
  }

  /// The next message, or `close 1008 reason`, or `lost`. A long message is told by its size: `3000 bytes`.
  [[nodiscard]] std::string hear() {
    if (overheard_.empty()) return next();
    std::string line = std::move(overheard_.front());
    overheard_.pop_front();
    return line;
  }

  /// What it says, and what is answered: a message that begins with `=`, or the end. Others are there to be heard.
  std::string ask(std::string_view text) {
    say(text);
    while (true) {
      std::string line = next();
      if (line.starts_with('=')) return line.substr(1);
      if (line == "lost" || line.starts_with("close")) return line;
      overheard_.push_back(std::move(line));
    }
  }

  /// All messages before `mark`, or to the end.
  [[nodiscard]] std::vector<std::string> hearUntil(std::string_view mark) {
    std::vector<std::string> lines;
    for (std::string line = hear(); line != mark; line = hear()) {
      lines.push_back(line);
      if (line == "lost" || line.starts_with("close")) break;
    }
    return lines;
  }

private:
  std::string next() {
    const std::string head = read(2);
    if (head.size() < 2) return "lost";
    std::size_t size = static_cast<unsigned char>(head[1]);
    if (size > 125) {
      std::size_t longer = 0;
      for (const char byte : read(size == 126 ? 2 : 8)) longer = longer << 8 | static_cast<unsigned char>(byte);
      size = longer;
    }
    const std::string payload = read(size);
    if (payload.size() < size) return "lost";
    if (head[0] == '\x88') return closeIn(payload);
    return size <= 1000 ? payload : std::to_string(size) + " bytes";
  }

  static std::string closeIn(std::string_view payload) {
    if (payload.size() < 2) return "close";
    const int code = static_cast<unsigned char>(payload[0]) << 8 | static_cast<unsigned char>(payload[1]);
    return "close " + std::to_string(code) + (payload.size() > 2 ? " " : "") + std::string(payload.substr(2));
  }

  void write(std::string_view bytes) const {
    static_cast<void>(::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL));
  }

  std::string read(std::size_t count) {
    std::string bytes;
    while (bytes.size() < count) {
      if (unread_.empty()) {
        const ssize_t got = ::recv(socket_, buffer_.data(), buffer_.size(), 0);
        if (got <= 0) break;
        unread_ = std::string_view(buffer_.data(), static_cast<std::size_t>(got));
      }
      const std::size_t part = std::min(count - bytes.size(), unread_.size());
      bytes.append(unread_.substr(0, part));
      unread_.remove_prefix(part);
    }
    return bytes;
  }

  int socket_;
  std::array<char, 65536> buffer_{};
  std::string_view unread_;
  std::deque<std::string> overheard_;
};

}  // namespace serinus::test
