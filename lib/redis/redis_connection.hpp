#pragma once

#include "redis/reconnecting.hpp"
#include "redis/redis_dial.hpp"
#include "redis/reply_reader.hpp"
#include "runtime/loop_core.hpp"
#include "transport/stream.hpp"

#include <serinus/redis/redis_client.hpp>
#include <serinus/runtime/task_scope.hpp>

#include <coroutine>
#include <deque>
#include <memory>
#include <optional>
#include <string>

namespace serinus::redis {

/// One command that waits for its reply. Whoever waits may leave; the reply is then passed over.
struct Call {
  TimePoint deadline{};
  std::coroutine_handle<> waiter{};
  std::optional<RedisReply> reply;
  std::optional<RedisFault> fault;

  [[nodiscard]] bool isDone() const noexcept { return reply.has_value() || fault.has_value(); }
};

/// One loop's connection to Redis: made when a command needs it, told its password and database first, and made again
/// when it was lost, not before its time (`Reconnecting`).
///
/// Replies come in the order of the commands (RESP), so that calls stand in a queue and the first has the earliest
/// deadline. One that has no reply in time ends the connection: all behind it would be late as well. What is sent in a
/// turn of the loop leaves in one write at its end.
class RedisConnection final : transport::StreamWatcher, runtime::Timer, runtime::TurnEnd {
public:
  RedisConnection(Loop& loop, std::shared_ptr<const RedisOptions> options, Dial dial);
  RedisConnection(const RedisConnection&) = delete;
  RedisConnection& operator=(const RedisConnection&) = delete;
  ~RedisConnection();

  /// @returns a call that is done already when the command cannot be sent
  [[nodiscard]] std::shared_ptr<Call> send(const std::vector<std::string>& arguments);

private:
  enum class State : std::uint8_t { idle, dialing, greeting, ready };

  void onReady(runtime::Readiness readiness) noexcept override;
  [[nodiscard]] runtime::Poller& poller() noexcept override;
  void onTurnEnd() noexcept override;
  void onTimer() noexcept override;

  [[nodiscard]] std::optional<RedisFault> admit(std::size_t bytes);
  void connect();
  [[nodiscard]] Task<> dialTask();
  void greet(std::unique_ptr<transport::Stream> stream);
  [[nodiscard]] std::optional<RedisFault> takeGreeting(const RedisReply& reply);
  [[nodiscard]] std::optional<RedisFault> readAll();
  [[nodiscard]] std::optional<RedisFault> takeReplies();
  [[nodiscard]] bool write() noexcept;
  void drop(RedisFault fault) noexcept;
  void arm();
  void note(RedisFault fault) noexcept;
  [[nodiscard]] bool isOpen() const noexcept { return state_ == State::greeting || state_ == State::ready; }

  Loop* loop_;
  std::shared_ptr<const RedisOptions> options_;
  Dial dial_;
  Reconnecting reconnecting_;
  State state_ = State::idle;
  std::optional<RedisFault> lastFault_;  // since it was ready
  std::string refusal_;                  // what Redis said
  std::unique_ptr<transport::Stream> stream_;
  std::optional<ReplyReader> reader_;
  std::deque<std::shared_ptr<Call>> calls_;
  std::size_t greetings_ = 0;  // replies that are still to come before those of the calls
  std::string out_;            // is being written
  std::size_t written_ = 0;    // of it
  std::string unsent_;         // follows when it is ready
  runtime::TaskScope dialing_;
};

}  // namespace serinus::redis
