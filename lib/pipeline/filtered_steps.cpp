#include "pipeline/filtered_steps.hpp"

#include <utility>

namespace serinus::pipeline {

namespace {

using Filter = std::shared_ptr<const RouteFilter>;

/// A step of one kind, and when it is to be taken.
template <class Step>
class Filtered : public Step {
public:
  Filtered(std::shared_ptr<Step> step, Filter filter) : step_(std::move(step)), filter_(std::move(filter)) {}

protected:
  [[nodiscard]] bool takes(const ExecutionContext& context) const {
    return filter_->takes(context.context().method(), context.context().path());
  }
  [[nodiscard]] Step& step() const noexcept { return *step_; }

private:
  std::shared_ptr<Step> step_;
  Filter filter_;
};

class FilteredMiddleware final : public Filtered<Middleware> {
public:
  using Filtered::Filtered;
  Task<> use(ExecutionContext& context, Next next) override {
    return takes(context) ? step().use(context, next) : next();
  }
};

class FilteredGuard final : public Filtered<Guard> {
public:
  using Filtered::Filtered;
  Task<bool> canActivate(ExecutionContext& context) override {
    if (!takes(context)) co_return true;
    co_return co_await step().canActivate(context);
  }
};

class FilteredHook final : public Filtered<Hook> {
public:
  using Filtered::Filtered;
  Task<> onRequest(ExecutionContext& context) override { return takes(context) ? step().onRequest(context) : Task<>(); }
  Task<> beforeHandle(ExecutionContext& context) override {
    return takes(context) ? step().beforeHandle(context) : Task<>();
  }
  Task<> afterHandle(ExecutionContext& context) override {
    return takes(context) ? step().afterHandle(context) : Task<>();
  }
  Task<> onResponse(ExecutionContext& context) override {
    return takes(context) ? step().onResponse(context) : Task<>();
  }
};

class FilteredPipe final : public Filtered<Pipe> {
public:
  using Filtered::Filtered;
  Task<> transform(ExecutionContext& context) override { return takes(context) ? step().transform(context) : Task<>(); }
};

class FilteredFilter final : public Filtered<ExceptionFilter> {
public:
  using Filtered::Filtered;
  Task<bool> onException(ExecutionContext& context, std::exception_ptr exception) override {
    if (!takes(context)) co_return false;
    co_return co_await step().onException(context, std::move(exception));
  }
};

template <class Kind, class Step>
void addAll(const std::vector<std::shared_ptr<Step>>& steps, const Filter& filter,
            std::vector<std::shared_ptr<Step>>& into) {
  for (const auto& step : steps) into.push_back(std::make_shared<Kind>(step, filter));
}

}  // namespace

void addFiltered(const Steps& steps, const Filter& filter, Steps& into) {
  addAll<FilteredMiddleware>(steps.middleware, filter, into.middleware);
  addAll<FilteredGuard>(steps.guards, filter, into.guards);
  addAll<FilteredHook>(steps.hooks, filter, into.hooks);
  addAll<FilteredPipe>(steps.pipes, filter, into.pipes);
  addAll<FilteredFilter>(steps.filters, filter, into.filters);
  into.preflights.insert(into.preflights.end(), steps.preflights.begin(), steps.preflights.end());
}

}  // namespace serinus::pipeline
