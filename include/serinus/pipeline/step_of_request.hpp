#pragma once

#include <serinus/di/service_scope.hpp>
#include <serinus/pipeline/context.hpp>
#include <serinus/pipeline/steps.hpp>

#include <exception>

/// Steps of which each request, connection or stream has its own (`Scope::request`), as a route keeps them: its own one
/// is made when it first has its turn.
namespace serinus::pipeline {

template <class Step, class Kind>
class OfRequest : public Kind {
public:
  explicit OfRequest(const di::ServiceScope& services) noexcept : services_(&services) {}

protected:
  [[nodiscard]] Kind& step(ExecutionContext& context) const { return context.context().useOf<Step>(*services_); }

private:
  const di::ServiceScope* services_;
};

template <class Step>
struct MiddlewareOfRequest final : OfRequest<Step, Middleware> {
  using OfRequest<Step, Middleware>::OfRequest;
  Task<> use(ExecutionContext& context, Next next) override { return this->step(context).use(context, next); }
};

template <class Step>
struct GuardOfRequest final : OfRequest<Step, Guard> {
  using OfRequest<Step, Guard>::OfRequest;
  Task<bool> canActivate(ExecutionContext& context) override { return this->step(context).canActivate(context); }
};

template <class Step>
struct HookOfRequest final : OfRequest<Step, Hook> {
  using OfRequest<Step, Hook>::OfRequest;
  Task<> onRequest(ExecutionContext& context) override { return this->step(context).onRequest(context); }
  Task<> beforeHandle(ExecutionContext& context) override { return this->step(context).beforeHandle(context); }
  Task<> afterHandle(ExecutionContext& context) override { return this->step(context).afterHandle(context); }
  Task<> onResponse(ExecutionContext& context) override { return this->step(context).onResponse(context); }
};

template <class Step>
struct PipeOfRequest final : OfRequest<Step, Pipe> {
  using OfRequest<Step, Pipe>::OfRequest;
  Task<> transform(ExecutionContext& context) override { return this->step(context).transform(context); }
};

template <class Step>
struct FilterOfRequest final : OfRequest<Step, ExceptionFilter> {
  using OfRequest<Step, ExceptionFilter>::OfRequest;
  Task<bool> onException(ExecutionContext& context, std::exception_ptr exception) override {
    return this->step(context).onException(context, exception);
  }
};

}  // namespace serinus::pipeline
