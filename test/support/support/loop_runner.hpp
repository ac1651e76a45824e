#pragma once

#include <serinus/runtime/loop.hpp>
#include <serinus/runtime/running_task.hpp>
#include <serinus/runtime/task_scope.hpp>

#include <exception>

namespace serinus::test {

/// Runs a task on a loop of its own until it ends, and rethrows what left it.
inline void runTask(Loop& loop, Task<> task) {
  std::exception_ptr fault;
  runtime::TaskScope scope(loop, [&](std::exception_ptr error) { fault = error; });
  scope.onEmpty([&loop] { loop.stop(); });
  loop.post([&] { scope.spawn(std::move(task)); });
  loop.run();
  if (fault) std::rethrow_exception(fault);
}

inline void runTask(Task<> task) {
  Loop loop;
  runTask(loop, std::move(task));
}

/// Counts how many of it are alive, to see destructors run.
class Alive {
public:
  explicit Alive(int& count) : count_(&count) { ++*count_; }
  Alive(const Alive&) = delete;
  Alive& operator=(const Alive&) = delete;
  ~Alive() { --*count_; }

private:
  int* count_;
};

}  // namespace serinus::test
