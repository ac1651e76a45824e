#pragma once

#include <serinus/app/health.hpp>
#include <serinus/app/module.hpp>
#include <serinus/pipeline/controller.hpp>

#include <memory>
#include <string>
#include <utility>

namespace serinus {

/// Serves the routes of `HealthModule`.
class HealthController : public Controller {
public:
  HealthController(HealthChecks& checks, const HealthOptions& options);

private:
  static Task<Response> ready(HealthChecks& checks, bool details);
};

/// Answers those who watch over the application, such as a load balancer:
///
///     GET /health/live    200 as long as it answers at all
///     GET /health/ready   200 when every `HealthIndicator` of the application is up; 503 when one is down, when new
///                         requests are refused for want of memory (`OverloadLevel::refusing`), and from the moment at
///                         which the application begins to stop (`Timeouts::drainDelay`)
///
/// The answer is `{"status":"ok"}`, `"down"`, `"overloaded"` or `"stopping"`; the first two with `checks` when
/// `HealthOptions::details` is set. Both are answered when memory is short.
class HealthModule : public Module {
public:
  explicit HealthModule(HealthOptions options = {}) {
    composed([deadline = options.deadline](std::shared_ptr<Logger> logger) {
      return std::make_unique<HealthChecks>(std::move(logger), deadline);
    });
    composed([options = std::move(options)](HealthChecks& checks) {
      return std::make_unique<HealthController>(checks, options);
    });
    exports<HealthChecks>();
    global();
  }
};

}  // namespace serinus
