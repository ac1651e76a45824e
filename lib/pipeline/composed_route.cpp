#include "pipeline/composed_route.hpp"

#include <memory>
#include <stdexcept>
#include <utility>

namespace serinus::pipeline {

namespace {

struct ComposedRoute {
  Pipeline pipeline;
  Controller::Handler handler;
  std::string owner;
  std::string name;
};

class RouteHandling final : public Handling {
public:
  RouteHandling(const Controller::Handler& handler, RequestContext& context) : handler_(&handler), context_(&context) {}
  Task<> handle(ExecutionContext& context) override {
    Handled handled = (*handler_)(*context_);
    Response* const response = handled.response();
    if (response == nullptr) return respondWith(context, std::move(handled.task()));
    context.respond(std::move(*response));
    return {};
  }

private:
  static Task<> respondWith(ExecutionContext& context, Task<Response> task) {
    Response made = co_await std::move(task);
    context.respond(std::move(made));
  }

  const Controller::Handler* handler_;
  RequestContext* context_;
};

Task<Response> runRoute(std::shared_ptr<const ComposedRoute> route, RequestContext& context) {
  ExecutionContext execution(Door::request, context, route->owner, route->name);
  RouteHandling handling(route->handler, context);
  co_await route->pipeline.run(execution, handling);
  if (!execution.response()) throw std::logic_error("a middleware neither called next() nor responded");
  co_return std::move(*execution.response());
}

}  // namespace

Controller::Handler composeRoute(Pipeline pipeline, Controller::Handler handler, std::string owner, std::string name) {
  if (pipeline.empty()) return handler;
  const auto route = std::make_shared<const ComposedRoute>(
      ComposedRoute{std::move(pipeline), std::move(handler), std::move(owner), std::move(name)});
  return [route](RequestContext& context) { return runRoute(route, context); };
}

}  // namespace serinus::pipeline
