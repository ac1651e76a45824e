#include "transport/listener.hpp"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <memory>
#include <system_error>

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace serinus::transport {

namespace {

constexpr int batchSize = 64;  // per turn: established connections come first
constexpr Duration firstPause = std::chrono::milliseconds(100);
constexpr Duration longestPause = std::chrono::seconds(1);

std::string describe(const Endpoint& endpoint) {
  return endpoint.host + ":" + std::to_string(endpoint.port);
}

struct FreeAddresses {
  void operator()(addrinfo* list) const noexcept { ::freeaddrinfo(list); }
};
using Addresses = std::unique_ptr<addrinfo, FreeAddresses>;

Addresses resolve(const Endpoint& endpoint) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  // "localhost" is both 127.0.0.1 and ::1; a listener is one socket, and IPv4 is what every client tries.
  if (endpoint.host == "localhost") hints.ai_family = AF_INET;
  addrinfo* list = nullptr;
  const int error = ::getaddrinfo(endpoint.host.c_str(), std::to_string(endpoint.port).c_str(), &hints, &list);
  if (error != 0) {
    throw std::system_error(std::make_error_code(std::errc::address_not_available),
                            "cannot listen on " + describe(endpoint) + ": " + ::gai_strerror(error));
  }
  return Addresses(list);
}

int openReserve() noexcept {
  return ::open("/dev/null", O_RDONLY | O_CLOEXEC);
}

// Every accepted socket has these options from the listening one: no call is needed for each of them.

void sendAtOnce(int socket) noexcept {
  const int on = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

void loseSilentPeers(int socket, Duration unacknowledged) noexcept {
  if (unacknowledged <= Duration::zero()) return;
  const auto set = [&](int level, int option, int value) { ::setsockopt(socket, level, option, &value, sizeof value); };
  const auto limit = std::chrono::duration_cast<std::chrono::milliseconds>(unacknowledged).count();
  set(IPPROTO_TCP, TCP_USER_TIMEOUT, static_cast<int>(std::min<std::int64_t>(limit, INT_MAX)));
  set(SOL_SOCKET, SO_KEEPALIVE, 1);
  set(IPPROTO_TCP, TCP_KEEPIDLE, 60);
  set(IPPROTO_TCP, TCP_KEEPINTVL, 10);
  set(IPPROTO_TCP, TCP_KEEPCNT, 3);
}

}  // namespace

Listener::Listener(const Endpoint& endpoint) : reserve_(openReserve()) {
  const Addresses addresses = resolve(endpoint);
  const addrinfo& address = *addresses;
  const auto fail = [&](const char* what) {
    const int error = errno;
    if (socket_ >= 0) ::close(socket_);
    ::close(reserve_);
    throw std::system_error(error, std::generic_category(), std::string(what) + " " + describe(endpoint));
  };
  socket_ = ::socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (socket_ < 0) fail("cannot make a socket for");
  const int on = 1;
  ::setsockopt(socket_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (endpoint.shared) ::setsockopt(socket_, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
  sendAtOnce(socket_);
  loseSilentPeers(socket_, endpoint.unacknowledged);
  if (::bind(socket_, address.ai_addr, address.ai_addrlen) != 0) fail("cannot listen on");
  if (::listen(socket_, endpoint.backlog) != 0) fail("cannot listen on");

  sockaddr_storage bound{};
  socklen_t size = sizeof bound;
  if (::getsockname(socket_, reinterpret_cast<sockaddr*>(&bound), &size) != 0) fail("cannot tell the port of");
  port_ = ntohs(bound.ss_family == AF_INET ? reinterpret_cast<sockaddr_in*>(&bound)->sin_port
                                           : reinterpret_cast<sockaddr_in6*>(&bound)->sin6_port);
}

Listener::~Listener() {
  if (socket_ >= 0) {
    if (loop_ != nullptr) loop_->poller().remove(socket_, *this);
    ::close(socket_);
  }
  if (reserve_ >= 0) ::close(reserve_);
}

void Listener::start(runtime::LoopCore& loop, OnAccept onAccept, MayAccept mayAccept) {
  loop_ = &loop;
  onAccept_ = std::move(onAccept);
  mayAccept_ = std::move(mayAccept);
  loop.poller().add(socket_, *this);
}

void Listener::close() noexcept {
  if (socket_ < 0) return;
  if (loop_ != nullptr) {
    while (acceptBatch()) {
    }
    Timer::cancel();
    loop_->poller().remove(socket_, *this);
  }
  ::close(std::exchange(socket_, -1));
}

void Listener::onReady(runtime::Readiness) noexcept {
  if (!scheduled()) acceptSome();
}

void Listener::acceptSome() noexcept {
  if (acceptBatch()) loop_->atTurnEnd(*this);  // no new edge will tell of those that wait
}

// Whether more may wait.
bool Listener::acceptBatch() noexcept {
  for (int i = 0; i < batchSize && socket_ >= 0; ++i) {
    if (mayAccept_ && !mayAccept_()) {
      goOnAfter(firstPause);
      return false;
    }
    const int accepted = ::accept4(socket_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (accepted >= 0) {
      pause_ = Duration::zero();
      if (handOver(accepted)) continue;
      goOnAfter(firstPause);
      return false;
    }
    switch (errno) {
      case EAGAIN:
        return false;
      case EMFILE:
      case ENFILE:
      case ENOBUFS:
      case ENOMEM:
        outOfDescriptors();
        return false;
      default:
        continue;  // ECONNABORTED, EPROTO, EINTR, …: that one is lost, the others are not
    }
  }
  return socket_ >= 0;
}

/// @returns false when there is no memory for it: it is closed
bool Listener::handOver(int accepted) noexcept {
  try {
    onAccept_(accepted);
    return true;
  } catch (const std::exception&) {
    return false;
  }
}

void Listener::outOfDescriptors() noexcept {
  // Closing what waits tells those clients at once; leaving it would hang them and keep the socket readable.
  if (reserve_ >= 0) {
    ::close(reserve_);
    const int refused = ::accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC);
    if (refused >= 0) ::close(refused);
    reserve_ = openReserve();
  }
  pause_ = std::clamp(pause_ * 2, firstPause, longestPause);
  goOnAfter(pause_);
}

void Listener::goOnAfter(Duration pause) noexcept {
  Timer::cancel();  // a pause may have begun already
  loop_->addTimer(*this, loop_->now() + pause);
}

}  // namespace serinus::transport
