#pragma once

#include <serinus/http/method.hpp>
#include <serinus/pipeline/execution_context.hpp>
#include <serinus/runtime/task.hpp>

#include <exception>

namespace serinus {

namespace pipeline {
class Run;
}

// Each of these is a class of the application's own: a provider, built once with its dependencies injected, called for
// every client at the doors where it is used. With `threads > 1` it is called on several loops at a time. What it
// throws is what the handler would have thrown.

/// Lets through, or not.
class Guard {
public:
  virtual ~Guard() = default;
  /// False refuses, as a `ForbiddenException` does. Throw another exception to say why.
  [[nodiscard]] virtual Task<bool> canActivate(ExecutionContext& context) = 0;
};

/// The rest of the way behind a middleware: `co_await next();`. To be called once, or not at all.
class Next {
public:
  Next(pipeline::Run& run, std::size_t index) noexcept : run_(&run), index_(index) {}
  [[nodiscard]] Task<> operator()() const;

private:
  pipeline::Run* run_;
  std::size_t index_;
};

/// Stands around all that follows it, the first one outermost.
class Middleware {
public:
  virtual ~Middleware() = default;
  /// Without a call of `next` nothing that follows is done: at a door with an answer give one (`context.respond`).
  [[nodiscard]] virtual Task<> use(ExecutionContext& context, Next next) = 0;
};

/// Told of the stages of a handler; override what is of interest.
class Hook {
public:
  virtual ~Hook() = default;
  /// The guards have let the client through.
  [[nodiscard]] virtual Task<> onRequest(ExecutionContext&) { return {}; }
  /// The pipes are done; the handler comes next.
  [[nodiscard]] virtual Task<> beforeHandle(ExecutionContext&) { return {}; }
  /// The handler has returned; `context.response()` may still be changed.
  [[nodiscard]] virtual Task<> afterHandle(ExecutionContext&) { return {}; }
  /// All is done, after an exception too.
  [[nodiscard]] virtual Task<> onResponse(ExecutionContext&) { return {}; }
};

/// Checks or prepares what the handler will look at: throws when it is not as it must be, keeps what it made with
/// `context.context().setState<T>(…)`.
class Pipe {
public:
  virtual ~Pipe() = default;
  [[nodiscard]] virtual Task<> transform(ExecutionContext& context) = 0;
};

/// Answers for a route what browsers ask before a request of another origin (the preflight; Fetch, 3.2.2). A path with
/// such a step and without a route of its own for OPTIONS gets one, which no other step stands before: a preflight
/// carries no credentials.
class Preflight {
public:
  virtual ~Preflight() = default;
  /// @param methods  those of the path
  [[nodiscard]] virtual Response answerPreflight(const Request& request, MethodSet methods) const = 0;
};

/// Turns an exception into an answer. Asked from the handler's own outwards until one says that it did.
class ExceptionFilter {
public:
  virtual ~ExceptionFilter() = default;
  /// @returns whether the exception is dealt with: at a door with an answer by `context.respond`, at the others by what
  ///          the client was told. What the filter throws takes the exception's place.
  [[nodiscard]] virtual Task<bool> onException(ExecutionContext& context, std::exception_ptr exception) = 0;
};

}  // namespace serinus
