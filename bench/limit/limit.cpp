// What the system itself costs: a server on epoll without a framework, without limits and without checks, which does
// for each wake-up one read and one write. It speaks just enough HTTP and WebSocket for the loads of this directory.
#include <serinus/base/base64.hpp>
#include <serinus/base/sha1.hpp>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace {

struct Peer {
  enum class Speaks { http, echo, fanout, events };
  int descriptor;
  Speaks speaks = Speaks::http;
  std::string unread;  // what has not come whole
  std::string out;     // what is sent when the turn ends, or when there is room
};

class Server {
public:
  Server() : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0)), set_(::epoll_create1(0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address);
    ::listen(listener_, 4096);
    socklen_t size = sizeof address;
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    std::cout << "listening on 127.0.0.1:" << ntohs(address.sin_port) << std::endl;
    epoll_event event{EPOLLIN, {nullptr}};
    ::epoll_ctl(set_, EPOLL_CTL_ADD, listener_, &event);
  }

  [[noreturn]] void run() {
    std::array<epoll_event, 1024> events;
    while (true) {
      const int count = ::epoll_wait(set_, events.data(), static_cast<int>(events.size()), -1);
      for (int i = 0; i < count; ++i) {
        auto* const peer = static_cast<Peer*>(events[static_cast<std::size_t>(i)].data.ptr);
        if (peer == nullptr)
          accept();
        else
          serve(*peer);
      }
      for (Peer* const peer : told_) flush(*peer);
      told_.clear();
    }
  }

private:
  void accept() {
    for (int one = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK); one >= 0;
         one = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK)) {
      const int on = 1;
      ::setsockopt(one, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      epoll_event event{EPOLLIN | EPOLLOUT | EPOLLET, {new Peer{one, {}, {}, {}}}};
      ::epoll_ctl(set_, EPOLL_CTL_ADD, one, &event);
    }
  }

  void serve(Peer& peer) {
    if (!peer.out.empty()) flush(peer);
    peer.unread.copy(room_.data(), peer.unread.size());
    const ssize_t size =
        ::recv(peer.descriptor, room_.data() + peer.unread.size(), room_.size() - peer.unread.size(), 0);
    if (size < 0 && errno == EAGAIN) return;
    if (size <= 0) return end(peer);
    std::size_t left = peer.unread.size() + static_cast<std::size_t>(size);
    peer.unread.clear();
    char* at = room_.data();
    answer_.clear();
    while (const std::size_t used =
               peer.speaks == Peer::Speaks::http ? request(peer, {at, left}) : frame(peer, at, left)) {
      at += used;
      left -= used;
    }
    peer.unread.assign(at, left);
    write(peer, answer_);
  }

  /// @returns the bytes of the request at the start, 0 when it has not come whole
  std::size_t request(Peer& peer, std::string_view bytes) {
    const std::size_t head = bytes.find("\r\n\r\n");
    if (head == std::string_view::npos) return 0;
    const std::string_view fields = bytes.substr(0, head);
    if (fields.starts_with("GET / ") || fields.starts_with("HEAD / ")) {
      answer_ +=
          "HTTP/1.1 200 OK\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\nContent-Type: text/plain\r\n"
          "Content-Length: 13\r\n\r\n";
      if (fields.front() == 'G') answer_ += "Hello, World!";
    } else if (fields.starts_with("GET /sse ")) {
      answer_ += "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
      peer.speaks = Peer::Speaks::events;
      readers_.insert(&peer);
    } else if (fields.starts_with("POST /publish ")) {
      const std::size_t size = std::stoul(std::string(fields.substr(fields.find("Content-Length: ") + 16)));
      if (bytes.size() < head + 4 + size) return 0;
      publish(bytes.substr(head + 4, size));
      answer_ += "HTTP/1.1 204 No Content\r\n\r\n";
      return head + 4 + size;
    } else {
      upgrade(peer, fields);
    }
    return head + 4;
  }

  void upgrade(Peer& peer, std::string_view fields) {
    const std::size_t key = fields.find("Sec-WebSocket-Key: ") + 19;
    const std::string text = std::string(fields.substr(key, 24)) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    answer_ +=
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " +
        serinus::base64Encode(serinus::sha1(serinus::asBytes(text))) + "\r\n\r\n";
    peer.speaks = fields.starts_with("GET /echo ") ? Peer::Speaks::echo : Peer::Speaks::fanout;
    if (peer.speaks == Peer::Speaks::fanout) clients_.insert(&peer);
  }

  void publish(std::string_view data) {
    std::array<char, 24> size{};
    std::snprintf(size.data(), size.size(), "%zx\r\n", data.size() + 8);
    const std::string chunk = std::string(size.data()) + "data: " + std::string(data) + "\n\n\r\n";
    for (Peer* const reader : readers_) tell(*reader, chunk);
  }

  /// @returns the bytes of the frame at the start, 0 when it has not come whole
  std::size_t frame(Peer& peer, char* at, std::size_t left) {
    if (peer.speaks == Peer::Speaks::events || left < 14)
      return left >= 6 && whole(at, left, 6) ? reply(peer, at, 6) : 0;
    const auto second = static_cast<unsigned char>(at[1]);
    const std::size_t head = second == 0xFE ? 8 : second == 0xFF ? 14 : 6;
    return whole(at, left, head) ? reply(peer, at, head) : 0;
  }

  static std::size_t lengthOf(const char* at, std::size_t head) {
    if (head == 6) return static_cast<unsigned char>(at[1]) & 0x7FU;
    std::size_t length = 0;
    for (std::size_t i = 2; i < head - 4; ++i) length = length << 8 | static_cast<unsigned char>(at[i]);
    return length;
  }
  static bool whole(const char* at, std::size_t left, std::size_t head) { return left >= head + lengthOf(at, head); }

  std::size_t reply(Peer& peer, char* at, std::size_t head) {
    const std::size_t length = lengthOf(at, head);
    std::uint64_t key = 0;
    std::memcpy(&key, at + head - 4, 4);
    key |= key << 32;
    char* const payload = at + head;
    std::size_t i = 0;
    for (; i + 8 <= length; i += 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, payload + i, 8);
      word ^= key;
      std::memcpy(payload + i, &word, 8);
    }
    for (; i < length; ++i) payload[i] = static_cast<char>(payload[i] ^ static_cast<char>(key >> (8 * (i % 4))));
    char* const start = payload - (head - 4);  // the same head without its key
    std::memmove(start, at, head - 4);
    start[1] = static_cast<char>(start[1] & 0x7F);
    const std::string_view plain(start, head - 4 + length);
    if (peer.speaks == Peer::Speaks::echo) {
      answer_ += plain;
    } else {
      for (Peer* const client : clients_) tell(*client, plain);
    }
    return head + length;
  }

  void tell(Peer& peer, std::string_view bytes) {
    if (peer.out.empty()) told_.push_back(&peer);
    peer.out += bytes;
  }

  void flush(Peer& peer) {
    const std::string all = std::move(peer.out);
    peer.out.clear();
    write(peer, all);
  }

  void write(Peer& peer, std::string_view bytes) {
    if (bytes.empty()) return;
    const ssize_t size = ::send(peer.descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    const std::size_t sent = size > 0 ? static_cast<std::size_t>(size) : 0;
    if (sent < bytes.size()) peer.out.insert(0, bytes.substr(sent));
  }

  void end(Peer& peer) {
    readers_.erase(&peer);
    clients_.erase(&peer);
    std::erase(told_, &peer);
    ::close(peer.descriptor);
    delete &peer;
  }

  int listener_;
  int set_;
  std::vector<char> room_ = std::vector<char>(std::size_t{4} << 20);
  std::string answer_;
  std::unordered_set<Peer*> readers_;
  std::unordered_set<Peer*> clients_;
  std::vector<Peer*> told_;  // in this turn
};

}  // namespace

int main() {
  Server server;
  server.run();
}
