#include "peer.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <system_error>

namespace load {

namespace {

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

std::string lengthField(std::size_t size, int mask) {
  if (size < 126) return {static_cast<char>(size | static_cast<std::size_t>(mask))};
  const int bytes = size <= 0xFFFF ? 2 : 8;
  std::string field(1, static_cast<char>((bytes == 2 ? 126 : 127) | mask));
  for (int i = bytes - 1; i >= 0; --i) field += static_cast<char>((size >> (8 * i)) & 0xFF);
  return field;
}

int connectTo(std::uint16_t port) {
  const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) fail("socket");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(descriptor, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    ::close(descriptor);
    fail("connect");
  }
  const int on = 1;
  ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return descriptor;
}

}  // namespace

Peer::Peer(std::uint16_t port) : port_(port), descriptor_(connectTo(port)) {}

void Peer::connectAgain() {
  ::close(descriptor_);
  descriptor_ = connectTo(port_);
  kept_.clear();
  unsent_.clear();
  sent_ = 0;
  inFlight = 0;
}

void Peer::reset() {
  const linger now{1, 0};
  ::setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  connectAgain();
}

Peer::~Peer() {
  ::close(descriptor_);
}

void Peer::begin(std::string_view request) {
  ::fcntl(descriptor_, F_SETFL, O_NONBLOCK);
  send(request);
}

void Peer::open(std::string_view request, std::string_view status) {
  send(request);
  std::array<char, 4096> room;
  std::string head;
  while (head.find("\r\n\r\n") == std::string::npos) {
    const ssize_t size = ::recv(descriptor_, room.data(), room.size(), 0);
    if (size <= 0) fail("the server closed before it answered");
    head.append(room.data(), static_cast<std::size_t>(size));
  }
  if (head.substr(9, 3) != status) throw std::runtime_error("answered " + head.substr(0, head.find('\r')));
  kept_ = head.substr(head.find("\r\n\r\n") + 4);
  ::fcntl(descriptor_, F_SETFL, O_NONBLOCK);
}

void Peer::send(std::string_view bytes) {
  if (!isBlocked()) {
    const ssize_t size = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (size < 0 && errno != EAGAIN) fail("send");
    if (size > 0) bytes.remove_prefix(static_cast<std::size_t>(size));
  }
  if (bytes.empty()) return;
  unsent_.erase(0, sent_).append(bytes);
  sent_ = 0;
}

void Peer::flush() {
  const ssize_t size = ::send(descriptor_, unsent_.data() + sent_, unsent_.size() - sent_, MSG_NOSIGNAL);
  if (size < 0 && errno != EAGAIN) fail("send");
  if (size > 0) sent_ += static_cast<std::size_t>(size);
  if (isBlocked()) return;
  unsent_.clear();
  sent_ = 0;
}

std::string_view Peer::read(std::vector<char>& room) {
  kept_.copy(room.data(), kept_.size());
  const ssize_t size = ::recv(descriptor_, room.data() + kept_.size(), room.size() - kept_.size(), 0);
  if (size < 0 && errno != EAGAIN) fail("recv");
  if (size == 0) throw Closed();
  const std::string_view all(room.data(), kept_.size() + (size > 0 ? static_cast<std::size_t>(size) : 0));
  kept_.clear();
  return all;
}

std::string upgradeRequest(std::string_view path) {
  return "GET " + std::string(path) +
         " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
         "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
}

std::string maskedFrame(std::string_view payload) {
  constexpr std::string_view key = "\x12\x34\x56\x78";
  std::string frame = "\x81" + lengthField(payload.size(), 0x80) + std::string(key);
  for (std::size_t i = 0; i < payload.size(); ++i) frame += static_cast<char>(payload[i] ^ key[i % 4]);
  return frame;
}

std::string plainFrame(std::string_view payload) {
  return "\x81" + lengthField(payload.size(), 0) + std::string(payload);
}

}  // namespace load
