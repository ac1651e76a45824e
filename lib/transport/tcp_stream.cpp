#include "transport/tcp_stream.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

namespace serinus::transport {

namespace {

// The system's own calls: those of the C library are points of cancellation, which costs a process with several threads
// two locked instructions each.
ssize_t receive(int socket, void* into, std::size_t size) noexcept {
#ifdef SYS_recvfrom
  return ::syscall(SYS_recvfrom, socket, into, size, 0, nullptr, nullptr);
#else
  return ::recv(socket, into, size, 0);
#endif
}

ssize_t send(int socket, const void* from, std::size_t size) noexcept {
#ifdef SYS_sendto
  return ::syscall(SYS_sendto, socket, from, size, MSG_NOSIGNAL, nullptr, 0);
#else
  return ::send(socket, from, size, MSG_NOSIGNAL);
#endif
}

Transfer transferred(ssize_t count, Transfer::Outcome atZero) noexcept {
  if (count > 0) return {Transfer::Outcome::moved, static_cast<std::size_t>(count)};
  if (count == 0) return {atZero};
  if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) return {Transfer::Outcome::wouldBlock};
  return {Transfer::Outcome::failed};
}

}  // namespace

std::unique_ptr<TcpStream> TcpStream::own(int socket) {
  try {
    return std::make_unique<TcpStream>(socket);
  } catch (...) {
    ::close(socket);
    throw;
  }
}

TcpStream::~TcpStream() {
  if (watcher_ != nullptr) watcher_->poller().remove(socket_, *watcher_);
  ::close(socket_);
}

void TcpStream::watch(StreamWatcher& watcher) {
  // Added anew it makes an edge of all there is.
  if (auto* const before = std::exchange(watcher_, nullptr)) before->poller().remove(socket_, *before);
  watcher.poller().add(socket_, watcher);
  watcher_ = &watcher;
}

Transfer TcpStream::read(MutableBytes into) noexcept {
  return noted(transferred(receive(socket_, into.data(), into.size()), Transfer::Outcome::ended));
}

Transfer TcpStream::write(std::span<const ByteView> pieces) noexcept {
  if (pieces.size() == 1) {
    return noted(transferred(send(socket_, pieces[0].data(), pieces[0].size()), Transfer::Outcome::wouldBlock));
  }
  std::array<iovec, 64> vectors;
  const std::size_t count = std::min(pieces.size(), vectors.size());
  for (std::size_t i = 0; i < count; ++i)
    vectors[i] = {const_cast<std::byte*>(pieces[i].data()), pieces[i].size()};  // sendmsg only reads
  msghdr message{};
  message.msg_iov = vectors.data();
  message.msg_iovlen = count;
  return noted(transferred(::sendmsg(socket_, &message, MSG_NOSIGNAL), Transfer::Outcome::wouldBlock));
}

Transfer TcpStream::noted(Transfer transfer) noexcept {
  if (transfer.outcome == Transfer::Outcome::failed && error_ == 0) error_ = errno;
  return transfer;
}

bool TcpStream::wasUnacknowledged() const noexcept {
  int error = error_;
  socklen_t size = sizeof error;
  if (error == 0) ::getsockopt(socket_, SOL_SOCKET, SO_ERROR, &error, &size);
  return error == ETIMEDOUT;
}

void TcpStream::finish() noexcept {
  ::shutdown(socket_, SHUT_WR);
}

void TcpStream::abort() noexcept {
  const linger reset{1, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
}

PeerAddress TcpStream::peer() const {
  sockaddr_storage storage{};
  socklen_t size = sizeof storage;
  if (::getpeername(socket_, reinterpret_cast<sockaddr*>(&storage), &size) != 0) return {};
  const auto ip = [](const auto& address) { return IpAddress::ofBytes(std::as_bytes(std::span(&address, 1))); };
  if (storage.ss_family == AF_INET) {
    const auto* const address = reinterpret_cast<const sockaddr_in*>(&storage);
    return {ip(address->sin_addr), ntohs(address->sin_port)};
  }
  const auto* const address = reinterpret_cast<const sockaddr_in6*>(&storage);
  return {ip(address->sin6_addr), ntohs(address->sin6_port)};
}

}  // namespace serinus::transport
