#pragma once

#include <serinus/pipeline/step_list.hpp>

#include <cstddef>

namespace serinus::pipeline {

class Handling;

/// One client's way through a pipeline.
class Run {
public:
  Run() noexcept = default;
  Run(const Steps& steps, ExecutionContext& context, Handling& handling) noexcept
      : steps_(&steps), context_(&context), handling_(&handling) {}

  /// From the middleware of this index on.
  [[nodiscard]] Task<> from(std::size_t index);

  [[nodiscard]] Task<> tellResponse();

private:
  [[nodiscard]] Task<> inside();

  const Steps* steps_ = nullptr;
  ExecutionContext* context_ = nullptr;
  Handling* handling_ = nullptr;
};

/// The last step of all, as whoever owns the door does it.
class Handling {
public:
  virtual Task<> handle(ExecutionContext& context) = 0;

protected:
  ~Handling() = default;

private:
  friend class Pipeline;
  Run run_;  // the one under way: it lives as long as the handling does
};

/// What a client passes on its way to one handler, composed when the application starts and only read afterwards, by
/// every loop:
///
///     exception filters( middleware → guards → onRequest → pipes → beforeHandle → handler → afterHandle ) → onResponse
///
/// Within a kind the order is that of the steps; filters are asked in the reverse order.
class Pipeline {
public:
  Pipeline() = default;
  explicit Pipeline(Steps steps) : steps_(std::move(steps)) {}

  /// Nothing but the handler: whoever calls it need not come here.
  [[nodiscard]] bool empty() const noexcept { return steps_.empty(); }

  /// Runs all of it; what no filter dealt with is thrown. Both arguments live until the task has ended, and a handling
  /// is run once at a time.
  [[nodiscard]] Task<> run(ExecutionContext& context, Handling& handling) const;

  /// Asks the filters alone, for what has come no further than to the door. @returns whether one dealt with it
  [[nodiscard]] Task<bool> filter(ExecutionContext& context, std::exception_ptr exception) const;

  [[nodiscard]] const Steps& steps() const noexcept { return steps_; }

private:
  [[nodiscard]] Task<> runGuarded(ExecutionContext& context, Run& run) const;

  Steps steps_;
};

}  // namespace serinus::pipeline
