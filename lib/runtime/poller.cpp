#include "runtime/poller.hpp"

#include <unistd.h>
#include <cerrno>
#include <system_error>

namespace serinus::runtime {

Poller::Poller() : epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
  if (epoll_ < 0) throw std::system_error(errno, std::generic_category(), "cannot make an epoll set");
}

Poller::~Poller() {
  ::close(epoll_);
}

void Poller::add(int descriptor, Watcher& watcher) {
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  event.data.ptr = &watcher;
  if (::epoll_ctl(epoll_, EPOLL_CTL_ADD, descriptor, &event) != 0)
    throw std::system_error(errno, std::generic_category(), "cannot watch a descriptor");
}

void Poller::remove(int descriptor, Watcher& watcher) noexcept {
  ::epoll_ctl(epoll_, EPOLL_CTL_DEL, descriptor, nullptr);
  for (int i = current_; i < fetched_; ++i) {
    if (events_[static_cast<std::size_t>(i)].data.ptr == &watcher)
      events_[static_cast<std::size_t>(i)].data.ptr = nullptr;
  }
}

int Poller::poll() noexcept {
  fetched_ = ::epoll_wait(epoll_, events_.data(), static_cast<int>(events_.size()), 0);
  for (current_ = 0; current_ < fetched_;) {
    const epoll_event event = events_[static_cast<std::size_t>(current_++)];
    if (event.data.ptr == nullptr) continue;
    Readiness readiness;
    readiness.readable = (event.events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;
    readiness.writable = (event.events & EPOLLOUT) != 0;
    readiness.peerClosed = (event.events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;
    readiness.failed = (event.events & (EPOLLHUP | EPOLLERR)) != 0;
    static_cast<Watcher*>(event.data.ptr)->onReady(readiness);
  }
  const int count = fetched_ > 0 ? fetched_ : 0;
  wasFull_ = count == static_cast<int>(events_.size());
  fetched_ = current_ = 0;
  return count;
}

}  // namespace serinus::runtime
