#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace serinus::test {

/// A blocking TCP client for tests; every wait of it is bounded by ten seconds.
class RawClient {
public:
  explicit RawClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const timeval limit{10, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
      throw std::runtime_error("cannot connect");
  }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;
  ~RawClient() { ::close(socket_); }

  /// Its own end.
  [[nodiscard]] sockaddr_in address() const {
    sockaddr_in own{};
    socklen_t size = sizeof own;
    ::getsockname(socket_, reinterpret_cast<sockaddr*>(&own), &size);
    return own;
  }

  /// Cuts the connection off, with this object.
  void reset() const {
    const linger atOnce{1, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &atOnce, sizeof atOnce);
  }

  void send(std::string_view bytes) const {
    static_cast<void>(::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL));
  }

  /// Reads up to and with `mark`; or until the end.
  std::string readUntil(std::string_view mark) {
    std::size_t from = 0;
    std::size_t found = ahead_.find(mark);
    while (found == std::string::npos && readMore()) {
      found = ahead_.find(mark, from);
      from = ahead_.size() < mark.size() ? 0 : ahead_.size() - mark.size() + 1;
    }
    return take(found == std::string::npos ? ahead_.size() : found + mark.size());
  }
  /// Reads so many bytes; fewer when the server ends the connection before.
  std::string readExactly(std::size_t size) {
    while (ahead_.size() < size && readMore()) {
    }
    return take(std::min(size, ahead_.size()));
  }
  /// Reads what comes next; nothing when the server has ended the connection.
  std::string readSome() {
    if (ahead_.empty()) readMore();
    return take(ahead_.size());
  }
  /// Reads until the server ends the connection.
  std::string readAll() {
    while (readMore()) {
    }
    return take(ahead_.size());
  }

private:
  bool readMore() {
    char bytes[16 * 1024];
    const auto count = ::recv(socket_, bytes, sizeof bytes, 0);
    if (count > 0) ahead_.append(bytes, static_cast<std::size_t>(count));
    return count > 0;
  }
  std::string take(std::size_t size) {
    std::string taken = ahead_.substr(0, size);
    ahead_.erase(0, size);
    return taken;
  }

  std::string ahead_;  // read, and not asked for yet
  int socket_;
};

}  // namespace serinus::test
