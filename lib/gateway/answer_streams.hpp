#pragma once

#include <serinus/runtime/running_task.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace serinus::gateway {

/// The answers of one client that go on beside its messages: each a task with the id it answers. On the client's loop.
///
/// A task that has ended is destroyed at the end of the turn, never from inside itself.
class AnswerStreams {
public:
  /// At a time; a client that wants more is told so.
  static constexpr std::size_t most = 32;

  explicit AnswerStreams(Loop& loop) : loop_(&loop) {}
  AnswerStreams(const AnswerStreams&) = delete;
  AnswerStreams& operator=(const AnswerStreams&) = delete;
  ~AnswerStreams() { cancelAll(); }

  [[nodiscard]] bool full() const noexcept { return active_.size() >= most; }

  /// Starts `task` at once. What it throws is lost: it answers for itself.
  void start(std::string id, Task<> task);

  /// Destroys the task of that id, if there is one. Not to be called by that task.
  void cancel(std::string_view id) noexcept;
  void cancelAll() noexcept { active_.clear(); }

  [[nodiscard]] std::size_t size() const noexcept { return active_.size(); }

private:
  struct Active final : runtime::CoroutineListener {
    Active(AnswerStreams& of, std::string answered) : owner(&of), id(std::move(answered)) {}
    void onCoroutineReady() noexcept override { owner->sweepSoon(); }
    AnswerStreams* owner;
    std::string id;
    runtime::RunningTask<> task;
  };

  void sweepSoon() noexcept;
  void sweep() noexcept;

  Loop* loop_;
  std::vector<std::unique_ptr<Active>> active_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  // for the posted sweep
};

}  // namespace serinus::gateway
