#include "readiness.hpp"

#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace load {

Readiness::Readiness() : set_(::epoll_create1(EPOLL_CLOEXEC)) {
  if (set_ < 0) throw std::system_error(errno, std::generic_category(), "epoll_create1");
}

Readiness::~Readiness() {
  ::close(set_);
}

void Readiness::add(Peer& peer) {
  epoll_event event{EPOLLIN, {&peer}};
  ::epoll_ctl(set_, EPOLL_CTL_ADD, peer.descriptor(), &event);
}

void Readiness::watchWriting(Peer& peer) {
  epoll_event event{EPOLLIN | EPOLLOUT, {&peer}};
  ::epoll_ctl(set_, EPOLL_CTL_MOD, peer.descriptor(), &event);
}

void Readiness::flush(Peer& peer) {
  peer.flush();
  if (peer.isBlocked()) return;
  epoll_event event{EPOLLIN, {&peer}};
  ::epoll_ctl(set_, EPOLL_CTL_MOD, peer.descriptor(), &event);
}

}  // namespace load
