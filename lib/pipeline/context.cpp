#include "pipeline/session_state.hpp"

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
  pipeline::Identity known(std::move(principal), std::chrono::system_clock::now(), loop_->now());
  if (known.hasExpired(loop_->now())) throw UnauthorizedException("the identity has expired");
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

void Context::applyFieldsTo(Response& response) const {
  if (const auto* const fields = tryState<pipeline::ResponseFields>()) fields->applyTo(response);
  sayRequestId(*request_, response);
}

}  // namespace serinus
