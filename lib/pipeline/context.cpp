#include "pipeline/session_state.hpp"

#include <serinus/di/request_services.hpp>
#include <serinus/http/http_exception.hpp>
#include <serinus/http/request_id.hpp>
#include <serinus/pipeline/context.hpp>

#include <chrono>

namespace serinus {

const Principal* Context::principal() const noexcept {
  const pipeline::Identity* const known = identity();
  return known != nullptr ? &known->principal() : nullptr;
}

std::string_view Context::userId() const noexcept {
  const Principal* const known = principal();
  return known != nullptr ? std::string_view(known->id()) : std::string_view();
}

void Context::setPrincipal(Principal principal) {
  pipeline::Identity known(std::move(principal), std::chrono::system_clock::now(), loop().now());
  if (known.hasExpired(loop().now())) throw UnauthorizedException("the identity has expired");
  setState<pipeline::Identity>(std::move(known));
  onPrincipal();
}

void Context::setHeader(std::string_view name, std::string_view value) {
  state<pipeline::ResponseFields>().set.set(name, value);
}

void Context::addHeader(std::string_view name, std::string_view value) {
  state<pipeline::ResponseFields>().added.add(name, value);
}

void Context::recoverState(pipeline::StateStore left) noexcept {
  if (identity() != nullptr) left.erase<pipeline::Identity>();
  if (tryState<pipeline::SessionState>() != nullptr) left.erase<pipeline::SessionState>();
  state_.takeOver(std::move(left));
}

pipeline::StateStore Context::takeState() noexcept {
  state_.erase<di::RequestServices>();
  return std::move(state_);
}

void* Context::ownService(const di::ServiceScope& services, di::TypeId type) const {
  const di::ServiceScope::Narrow* const narrow = services.narrow(type);
  if (narrow == nullptr) return nullptr;
  auto* own = state_.find<di::RequestServices>();
  if (own == nullptr) own = &state_.emplace<di::RequestServices>(*narrow->container);
  return own->get(narrow->step).get();
}

void Context::applyFieldsTo(Response& response) const {
  if (const auto* const fields = tryState<pipeline::ResponseFields>()) fields->applyTo(response);
  sayRequestId(request(), response);
}

std::shared_ptr<pipeline::BodyFeed> RequestContext::bodyFeed() {
  if (!feed_) feed_ = pipeline::BodyFeed::of(body());
  return feed_;
}

}  // namespace serinus
