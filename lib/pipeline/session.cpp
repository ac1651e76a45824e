#include "pipeline/session_state.hpp"

#include <serinus/base/random.hpp>
#include <serinus/base/utf8.hpp>
#include <serinus/pipeline/session.hpp>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace serinus {

namespace pipeline {

PrincipalRecord recordOf(const Principal& principal) {
  PrincipalRecord record{.id = principal.id(),
                         .roles = principal.roles(),
                         .claims = {principal.claims().begin(), principal.claims().end()},
                         .expiresAt = {}};
  if (const auto end = principal.expiresAt()) record.expiresAt = end->time_since_epoch().count();
  return record;
}

Principal principalOf(const PrincipalRecord& record) {
  Principal principal(record.id);
  for (const std::string& role : record.roles) principal.role(role);
  for (const auto& [name, value] : record.claims) principal.claim(name, value);
  if (record.expiresAt) principal.expiresAt(Principal::WallTime(std::chrono::seconds(*record.expiresAt)));
  return principal;
}

void SessionState::applyChanges() {
  for (const auto& [name, value] : changes) {
    if (value)
      record.values[name] = *value;
    else
      record.values.erase(name);
  }
}

void SessionState::clear() {
  record = {};
  changes.clear();
  isCleared = !isNew || isCleared;
  isNew = true;
  isChanged = isRenewed = false;
}

void SessionState::passTo(std::string_view owner) {
  if (record.owner == owner) return;
  // What one user left is not for another's eyes.
  if (!record.owner.empty()) record.values.clear();
  applyChanges();
  if (record.principal && record.principal->id != owner) record.principal.reset();
  record.owner = owner;
  record.created = 0;
  renew();
}

void SessionState::renew() {
  record.binding = randomToken(16);
  isChanged = isRenewed = true;
}

}  // namespace pipeline

namespace {

void checkText(std::string_view text) {
  if (!isUtf8(asBytes(text))) throw std::invalid_argument("what a session holds is text in UTF-8");
}

pipeline::SessionState& changeable(pipeline::SessionState& state) {
  if (state.isSealed)
    throw std::logic_error(
        "Session: it is too late for a change, the answer has begun or the client has come by a "
        "gateway; nothing would keep it");
  return state;
}

}  // namespace

Session Session::of(Context& context) {
  auto* const state = context.tryState<pipeline::SessionState>();
  if (state == nullptr)
    throw std::logic_error("Session: there are no sessions here; put use(Sessions(…)) before this step or handler");
  return Session(*state, context);
}

std::optional<std::string_view> Session::get(std::string_view name) const noexcept {
  const auto& values = state_->record.values;
  const auto found = std::ranges::find(values, name, [](const auto& entry) { return std::string_view(entry.first); });
  if (found == values.end()) return std::nullopt;
  return found->second;
}

void Session::set(std::string_view name, std::string_view value) {
  checkText(name);
  checkText(value);
  pipeline::SessionState& state = changeable(*state_);
  state.changes.insert_or_assign(std::string(name), std::string(value));
  state.record.values.insert_or_assign(std::string(name), std::string(value));
  if (state.record.binding.empty()) state.record.binding = randomToken(16);
  state.isChanged = true;
}

void Session::erase(std::string_view name) {
  pipeline::SessionState& state = changeable(*state_);
  if (state.record.values.erase(std::string(name)) == 0) return;
  state.changes.insert_or_assign(std::string(name), std::nullopt);
  state.isChanged = true;
}

void Session::clear() {
  changeable(*state_).clear();
}

void Session::renew() {
  pipeline::SessionState& state = changeable(*state_);
  if (!state.isNew || !state.empty()) state.renew();
}

void Session::signIn(const Principal& principal) {
  pipeline::SessionState& state = changeable(*state_);
  checkText(principal.id());
  for (const std::string& role : principal.roles()) checkText(role);
  for (const auto& [name, value] : principal.claims()) {
    checkText(name);
    checkText(value);
  }
  context_->setPrincipal(principal);
  state.passTo(principal.id());
  state.record.created = 0;
  state.record.principal = pipeline::recordOf(principal);
  state.renew();
}

bool Session::empty() const noexcept {
  return state_->empty();
}

std::string_view Session::binding() const noexcept {
  return state_->empty() ? std::string_view() : state_->record.binding;
}

}  // namespace serinus
