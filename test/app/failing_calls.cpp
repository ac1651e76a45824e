#include "failing_calls.hpp"

#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstring>
#include <initializer_list>
#include <string>
#include <string_view>

namespace {

constexpr long never = -1;
std::atomic<long> left = never;
std::atomic<std::size_t> chosen = 0;
std::atomic<const char*> struckCall = nullptr;
std::atomic<int> struckError = 0;
thread_local bool isBystander = false;

bool fails(const char* call, std::initializer_list<int> errors) noexcept {
  if (isBystander || left < 0 || left.fetch_sub(1) != 0) return false;
  struckError = errors.begin()[std::min(chosen.load(), errors.size() - 1)];
  struckCall = call;
  errno = struckError;
  return true;
}

/// Whether it is an eventfd or a timerfd.
bool isOfTheLoopItself(int descriptor) noexcept {
  const std::string link = "/proc/self/fd/" + std::to_string(descriptor);
  std::array<char, 64> target{};
  const ssize_t size = ::readlink(link.c_str(), target.data(), target.size());
  const std::string_view kind(target.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
  return kind == "anon_inode:[eventfd]" || kind == "anon_inode:[timerfd]";
}

/// The function of that name that this program has put its own in front of.
template <class Function>
Function* next(const char* name) noexcept {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

}  // namespace

// These stand in front of those of the C library.
extern "C" {

/// The sanitizers' own, where they are there: it makes each thread known to them.
int __interceptor_pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*run)(void*),
                                 void* argument) __attribute__((weak));

int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*run)(void*), void* argument) noexcept {
  static const auto real = __interceptor_pthread_create != nullptr ? &__interceptor_pthread_create
                                                                   : next<decltype(pthread_create)>("pthread_create");
  return fails("pthread_create", {EAGAIN}) ? EAGAIN : real(thread, attributes, run, argument);
}

int accept4(int socket, sockaddr* address, socklen_t* size, int flags) {
  static const auto real = next<decltype(accept4)>("accept4");
  return fails("accept4", {EMFILE, ECONNABORTED}) ? -1 : real(socket, address, size, flags);
}

ssize_t sendmsg(int socket, const msghdr* message, int flags) {
  static const auto real = next<decltype(sendmsg)>("sendmsg");
  return fails("sendmsg", {EPIPE, ENOBUFS}) ? -1 : real(socket, message, flags);
}

long syscall(long number, ...) noexcept {
  static const auto real = next<long(long, ...)>("syscall");
  std::va_list list;
  va_start(list, number);
  long arguments[6];
  for (long& argument : arguments) argument = va_arg(list, long);
  va_end(list);
  if (number == SYS_recvfrom && fails("recv", {ECONNRESET, ETIMEDOUT})) return -1;
  if (number == SYS_sendto && fails("send", {EPIPE, ENOBUFS})) return -1;
  return real(number, arguments[0], arguments[1], arguments[2], arguments[3], arguments[4], arguments[5]);
}

int epoll_ctl(int set, int operation, int descriptor, epoll_event* event) noexcept {
  static const auto real = next<decltype(epoll_ctl)>("epoll_ctl");
  // What is watched already can be changed and taken out: that asks the system for nothing. And whether its own are
  // taken Asio does not look: where the system has no more to give, the next one tells.
  const bool isMore = operation == EPOLL_CTL_ADD && !isOfTheLoopItself(descriptor);
  return isMore && fails("epoll_ctl", {ENOSPC, ENOMEM}) ? -1 : real(set, operation, descriptor, event);
}

int epoll_wait(int set, epoll_event* events, int most, int timeout) {
  static const auto real = next<decltype(epoll_wait)>("epoll_wait");
  return timeout != 0 && fails("epoll_wait", {EINTR}) ? -1 : real(set, events, most, timeout);
}

int epoll_create1(int flags) noexcept {
  static const auto real = next<decltype(epoll_create1)>("epoll_create1");
  return fails("epoll_create1", {EMFILE, ENOMEM}) ? -1 : real(flags);
}

int eventfd(unsigned start, int flags) noexcept {
  static const auto real = next<decltype(eventfd)>("eventfd");
  return fails("eventfd", {EMFILE, ENOMEM}) ? -1 : real(start, flags);
}

int timerfd_create(clockid_t clock, int flags) noexcept {
  static const auto real = next<decltype(timerfd_create)>("timerfd_create");
  return fails("timerfd_create", {EMFILE, ENOMEM}) ? -1 : real(clock, flags);
}

int open(const char* path, int flags, ...) {
  static const auto real = next<int(const char*, int, ...)>("open");
  std::va_list list;
  va_start(list, flags);
  const auto mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(list, unsigned) : 0;
  va_end(list);
  return fails("open", {EMFILE, ENOMEM}) ? -1 : real(path, flags, mode);
}

int socket(int domain, int type, int protocol) noexcept {
  static const auto real = next<decltype(socket)>("socket");
  return fails("socket", {EMFILE, ENOBUFS}) ? -1 : real(domain, type, protocol);
}

int bind(int socket, const sockaddr* address, socklen_t size) noexcept {
  static const auto real = next<decltype(bind)>("bind");
  return fails("bind", {EADDRINUSE, EACCES}) ? -1 : real(socket, address, size);
}

int listen(int socket, int backlog) noexcept {
  static const auto real = next<decltype(listen)>("listen");
  return fails("listen", {EADDRINUSE}) ? -1 : real(socket, backlog);
}

int getsockname(int socket, sockaddr* address, socklen_t* size) noexcept {
  static const auto real = next<decltype(getsockname)>("getsockname");
  return fails("getsockname", {ENOBUFS}) ? -1 : real(socket, address, size);
}

int getpeername(int socket, sockaddr* address, socklen_t* size) noexcept {
  static const auto real = next<decltype(getpeername)>("getpeername");
  return fails("getpeername", {ENOTCONN, ENOBUFS}) ? -1 : real(socket, address, size);
}

int setsockopt(int socket, int level, int name, const void* value, socklen_t size) noexcept {
  static const auto real = next<decltype(setsockopt)>("setsockopt");
  return fails("setsockopt", {ENOMEM, ENOPROTOOPT}) ? -1 : real(socket, level, name, value, size);
}

int shutdown(int socket, int how) noexcept {
  static const auto real = next<decltype(shutdown)>("shutdown");
  return fails("shutdown", {ENOTCONN}) ? -1 : real(socket, how);
}

}  // extern "C"

namespace serinus::test {

FailingCall::FailingCall(std::size_t count, std::size_t choice) noexcept {
  struckCall = nullptr;
  chosen = choice;
  left = static_cast<long>(count);
}
FailingCall::~FailingCall() {
  left = never;
}

std::string FailingCall::struck() const {
  const char* const call = struckCall;
  return call == nullptr ? std::string() : std::string(call) + ": " + std::strerror(struckError);
}

Bystander::Bystander() noexcept {
  isBystander = true;
}
Bystander::~Bystander() {
  isBystander = false;
}

}  // namespace serinus::test
