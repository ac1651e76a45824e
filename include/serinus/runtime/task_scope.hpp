#pragma once

#include <serinus/base/function.hpp>
#include <serinus/runtime/task.hpp>

#include <cstddef>

namespace serinus::runtime {

/// Owns tasks that nobody awaits. All members are for the loop's thread.
///
/// Every task started here is ended here: `cancel()` and the destructor destroy those that still wait. An exception
/// that leaves a task goes to the fault handler.
class TaskScope {
public:
  using FaultHandler = UniqueFunction<void(std::exception_ptr)>;

  explicit TaskScope(Loop& loop, FaultHandler onFault) : loop_(&loop), onFault_(std::move(onFault)) {}
  TaskScope(const TaskScope&) = delete;
  TaskScope& operator=(const TaskScope&) = delete;
  ~TaskScope() { cancel(); }

  /// Starts `task` at once; it runs to its first wait before this returns.
  void spawn(Task<> task);

  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }

  /// Called on the loop each time the last task ended.
  void onEmpty(UniqueFunction<void()> callback) { onEmpty_ = std::move(callback); }

  /// Destroys all that wait. Not to be called by one of the tasks.
  void cancel() noexcept;

private:
  struct Root;
  static Root run(TaskScope& scope, Task<> task);
  void ended(std::exception_ptr fault);

  Loop* loop_;
  FaultHandler onFault_;
  UniqueFunction<void()> onEmpty_;
  void* first_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace serinus::runtime
