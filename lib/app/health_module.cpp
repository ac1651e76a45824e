#include <serinus/app/health_module.hpp>

#include <serinus/json/json_writer.hpp>

#include <algorithm>

namespace serinus {

namespace {

/// Never kept: an answer is good for the moment at which it is made.
Response answer(Status status, std::string json) {
  return Response::json(std::move(json)).status(status).header("Cache-Control", "no-store");
}

std::string withDetails(std::string_view status, const std::vector<HealthChecks::Check>& checks) {
  JsonWriter json;
  json.beginObject().key("status").value(status).key("checks").beginObject();
  for (const auto& [name, health] : checks) {
    json.key(name).beginObject().key("status").value(health.isUp() ? "ok" : "down");
    if (!health.isUp()) json.key("reason").value(health.reason());
    json.endObject();
  }
  return json.endObject().endObject().take();
}

}  // namespace

HealthController::HealthController(HealthChecks& checks, const HealthOptions& options) {
  versionNeutral();
  if (!options.livePath.empty())
    on(Route::get(options.livePath).essential(), [] { return answer(Status::ok, R"({"status":"ok"})"); });
  if (!options.readyPath.empty())
    on(Route::get(options.readyPath).essential(),
       [&checks, details = options.details] { return ready(checks, details); });
}

Task<Response> HealthController::ready(HealthChecks& checks, bool details) {
  if (checks.isStopping()) co_return answer(Status::serviceUnavailable, R"({"status":"stopping"})");
  if (checks.isOverloaded()) co_return answer(Status::serviceUnavailable, R"({"status":"overloaded"})");
  const std::vector<HealthChecks::Check> found = co_await checks.run();
  const bool allUp = std::all_of(found.begin(), found.end(), [](const auto& check) { return check.health.isUp(); });
  const std::string_view status = allUp ? "ok" : "down";
  std::string json = details ? withDetails(status, found) : R"({"status":")" + std::string(status) + "\"}";
  co_return answer(allUp ? Status::ok : Status::serviceUnavailable, std::move(json));
}

}  // namespace serinus
