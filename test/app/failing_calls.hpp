#pragma once

#include <cstddef>
#include <string>

namespace serinus::test {

/// While it lives, one call of this process to the system fails as the system may let it fail: the one that comes after
/// `count` others. Counted are the calls that servers make: for sockets, descriptors, epoll sets, files and threads.
class FailingCall {
public:
  /// @param choice  which of the errors that the call may have: 0, 1, …; beyond its last, the last
  FailingCall(std::size_t count, std::size_t choice) noexcept;
  FailingCall(const FailingCall&) = delete;
  FailingCall& operator=(const FailingCall&) = delete;
  ~FailingCall();

  /// What has failed: `accept4: Too many open files`. Empty as long as nothing has.
  [[nodiscard]] std::string struck() const;
};

/// While it lives, the calls of the thread that made it are neither counted nor do they fail.
class Bystander {
public:
  Bystander() noexcept;
  Bystander(const Bystander&) = delete;
  Bystander& operator=(const Bystander&) = delete;
  ~Bystander();
};

}  // namespace serinus::test
