#include <serinus/http/fields.hpp>
#include <serinus/pipeline/security_headers.hpp>

#include <chrono>
#include <stdexcept>

namespace serinus {

namespace {

std::string strictTransport(const SecurityHeadersOptions& options) {
  if (options.strictTransport < Duration::zero())
    throw std::invalid_argument("SecurityHeaders: strictTransport is a time from 0 on");
  if (options.strictTransport == Duration::zero()) return {};
  const auto age = std::chrono::ceil<std::chrono::seconds>(options.strictTransport).count();
  return "max-age=" + std::to_string(age) + (options.strictTransportSubdomains ? "; includeSubDomains" : "");
}

}  // namespace

SecurityHeaders::SecurityHeaders(const SecurityHeadersOptions& options) {
  Fields checked;
  const auto add = [&](std::string_view name, const std::string& value) {
    if (value.empty()) return;
    checked.add(name, value);
    fields_.emplace_back(name, value);
  };
  add("X-Content-Type-Options", options.contentTypeOptions);
  add("Referrer-Policy", options.referrerPolicy);
  add("X-Frame-Options", options.frameOptions);
  add("Content-Security-Policy", options.contentSecurityPolicy);
  add("Cross-Origin-Opener-Policy", options.openerPolicy);
  add("Cross-Origin-Resource-Policy", options.resourcePolicy);
  add("Strict-Transport-Security", strictTransport(options));
}

Task<> SecurityHeaders::use(ExecutionContext& context, Next next) {
  if (context.door() == Door::request || context.door() == Door::stream) {
    for (const auto& [name, value] : fields_) context.context().setHeader(name, value);
  }
  return next();
}

}  // namespace serinus
