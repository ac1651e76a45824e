#include <serinus/pipeline/cors.hpp>

#include "pipeline/listed_origin.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace serinus {

namespace {

constexpr std::string_view allowOrigin = "Access-Control-Allow-Origin";
constexpr std::string_view allowCredentials = "Access-Control-Allow-Credentials";
constexpr std::string_view exposeHeaders = "Access-Control-Expose-Headers";

std::string joined(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) list.append(list.empty() ? "" : ", ").append(name);
  return list;
}

bool isPreflight(const Request& request) {
  return request.method() == Method::options && request.header("Origin") &&
         request.header("Access-Control-Request-Method");
}

/// What a step further out has said is not what is meant here.
void forget(Context& context) {
  auto* const fields = context.tryState<pipeline::ResponseFields>();
  if (fields == nullptr) return;
  for (const std::string_view name : {allowOrigin, allowCredentials, exposeHeaders}) fields->set.remove(name);
}

bool saysVaryOrigin(const Context& context) {
  const auto* const fields = context.tryState<pipeline::ResponseFields>();
  return fields != nullptr && fields->added.listHas("Vary", "Origin");
}

}  // namespace

Cors::Cors(CorsOptions options)
    : options_(std::move(options)),
      headers_(joined(options_.headers)),
      exposed_(joined(options_.exposed)),
      anyOrigin_(std::ranges::find(options_.origins, "*") != options_.origins.end()) {
  if (anyOrigin_ && options_.credentials)
    throw std::invalid_argument(
        "Cors: with credentials list the origins: `*` would let every page act for its visitor");
  for (const std::string& origin : options_.origins) {
    if (origin != "*" && origin != "null") pipeline::requireOrigin("Cors", origin);
  }
}

std::optional<std::string_view> Cors::allowed(const Request& request) const {
  const auto origin = request.header("Origin");
  if (!origin) return std::nullopt;
  if (anyOrigin_) return "*";
  const bool isListed =
      request.fields().count("Origin") == 1 && std::ranges::find(options_.origins, *origin) != options_.origins.end();
  return isListed ? origin : std::nullopt;
}

Task<> Cors::use(ExecutionContext& context, Next next) {
  if (context.door() != Door::request && context.door() != Door::stream) return next();
  Context& client = context.context();
  const Request& request = client.request();
  if (isPreflight(request)) {
    context.respond(answerPreflight(request, MethodSet::all()));
    return {};
  }
  forget(client);
  if (!saysVaryOrigin(client)) client.addHeader("Vary", "Origin");
  if (const auto origin = allowed(request)) {
    client.setHeader(allowOrigin, *origin);
    if (options_.credentials) client.setHeader(allowCredentials, "true");
    if (!exposed_.empty()) client.setHeader(exposeHeaders, exposed_);
  }
  return next();
}

Response Cors::answerPreflight(const Request& request, MethodSet methods) const {
  Response response = Response::empty();
  response.addHeader("Vary", "Origin, Access-Control-Request-Method, Access-Control-Request-Headers");
  const auto origin = allowed(request);
  if (!origin) return response;
  if (!options_.methods.empty()) {
    methods = MethodSet();
    for (const Method method : options_.methods) methods.add(method);
  }
  response.header(allowOrigin, *origin).header("Access-Control-Allow-Methods", methods.text());
  if (options_.credentials) response.header(allowCredentials, "true");
  if (!headers_.empty()) response.header("Access-Control-Allow-Headers", headers_);
  const auto age = std::chrono::duration_cast<std::chrono::seconds>(options_.maxAge).count();
  response.header("Access-Control-Max-Age", std::to_string(age));
  return response;
}

}  // namespace serinus
