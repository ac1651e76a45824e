#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

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

  void send(std::string_view bytes) const {
    static_cast<void>(::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL));
  }

  /// Reads until what has been read ends with, or holds, `mark`; or until the end.
  std::string readUntil(std::string_view mark) {
    std::string all;
    char byte = 0;
    while (all.find(mark) == std::string::npos && ::recv(socket_, &byte, 1, 0) == 1) all.push_back(byte);
    return all;
  }
  /// Reads so many bytes; fewer when the server ends the connection before.
  std::string readExactly(std::size_t size) {
    std::string all(size, '\0');
    std::size_t got = 0;
    while (got < size) {
      const auto count = ::recv(socket_, all.data() + got, size - got, 0);
      if (count <= 0) break;
      got += static_cast<std::size_t>(count);
    }
    all.resize(got);
    return all;
  }
  /// Reads until the server ends the connection.
  std::string readAll() {
    std::string all;
    char byte = 0;
    while (::recv(socket_, &byte, 1, 0) == 1) all.push_back(byte);
    return all;
  }

private:
  int socket_;
};

}  // namespace serinus::test
