#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>
#include <utility>

namespace serinus::transport {

/// A connected pair of TCP sockets on the loopback interface; both block until they are made otherwise. Closes what was
/// not taken.
class TcpPair {
public:
  TcpPair() {
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    client_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool good = ::bind(listener, generic, size) == 0 && ::listen(listener, 1) == 0 &&
                      ::getsockname(listener, generic, &size) == 0 && ::connect(client_, generic, size) == 0;
    server_ = good ? ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC) : -1;
    ::close(listener);
    if (server_ < 0) throw std::runtime_error("cannot make a pair of sockets");
  }
  TcpPair(const TcpPair&) = delete;
  TcpPair& operator=(const TcpPair&) = delete;
  ~TcpPair() {
    closeClient();
    if (server_ >= 0) ::close(server_);
  }

  [[nodiscard]] int client() const noexcept { return client_; }
  [[nodiscard]] int takeServer() noexcept { return std::exchange(server_, -1); }
  void closeClient() noexcept {
    if (client_ >= 0) ::close(std::exchange(client_, -1));
  }

private:
  int client_ = -1;
  int server_ = -1;
};

}  // namespace serinus::transport
