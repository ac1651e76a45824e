#pragma once

#include "runtime/asio_version.hpp"

#include <memory>

namespace serinus::runtime {

/// Calls a function whenever an epoll set of ours has something to tell, from inside `io_context::run()`.
///
/// `async_wait` on the set's descriptor would do, but costs one `epoll_ctl` each time it is started again, that is,
/// once per message under light load. So, where Asio's reactor is epoll, one operation is registered that never
/// completes: its `perform` is our turn. This is the only place that touches Asio's `detail` namespace, through three
/// members that are the same from 1.22 to 1.38; elsewhere the public `async_wait` serves (docs/decisions/0002).
class NestedSet {
public:
  using Callback = void (*)(void*) noexcept;

  /// @throws std::system_error
  NestedSet(asio::io_context& io, int descriptor, Callback callback, void* argument);
  NestedSet(const NestedSet&) = delete;
  NestedSet& operator=(const NestedSet&) = delete;
  ~NestedSet();

private:
  class Registration;
  std::unique_ptr<Registration> registration_;
};

}  // namespace serinus::runtime
