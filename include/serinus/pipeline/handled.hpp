#pragma once

#include <serinus/http/response.hpp>
#include <serinus/runtime/task.hpp>

#include <utility>
#include <variant>

namespace serinus::pipeline {

/// What a handler gives: the response itself where it had not to wait, which costs no coroutine, else the task that
/// makes it.
class [[nodiscard]] Handled {
public:
  // Handlers return one or the other: the conversions are wanted.
  Handled(Response response) noexcept : outcome_(std::move(response)) {}  // NOLINT
  Handled(Task<Response> task) noexcept : outcome_(std::move(task)) {}    // NOLINT

  /// Null when it is still to be made.
  [[nodiscard]] Response* response() noexcept { return std::get_if<Response>(&outcome_); }
  /// @pre  there is no response yet
  [[nodiscard]] Task<Response>& task() noexcept { return *std::get_if<Task<Response>>(&outcome_); }

private:
  std::variant<Task<Response>, Response> outcome_;
};

}  // namespace serinus::pipeline
