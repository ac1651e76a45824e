#include <serinus/http/http_exception.hpp>
#include <serinus/pipeline/pipeline.hpp>

#include <utility>

namespace serinus {

std::string_view name(Door door) noexcept {
  switch (door) {
    case Door::request:
      return "request";
    case Door::stream:
      return "stream";
    case Door::upgrade:
      return "upgrade";
    case Door::join:
      return "join";
    case Door::message:
      return "message";
  }
  return {};
}

const void* ExecutionContext::findMetadata(di::TypeId type) {
  const pipeline::Metadata::Entry* const entry = metadata_ == nullptr ? nullptr : metadata_->find(type);
  if (entry == nullptr) return nullptr;
  if (entry->value) return entry->value.get();
  for (const auto& [made, value] : computed_) {
    if (made == type) return value.get();
  }
  return computed_.emplace_back(type, entry->make(*this)).second.get();
}

Task<> Next::operator()() const {
  return run_->from(index_);
}

namespace pipeline {

Task<> Run::from(std::size_t index) {
  if (index == steps_->middleware.size()) return inside();
  return steps_->middleware[index]->use(*context_, Next(*this, index + 1));
}

Task<> Run::inside() {
  for (const auto& guard : steps_->guards) {
    const bool passes = co_await guard->canActivate(*context_);
    if (context_->response()) co_return;
    if (!passes) throw ForbiddenException();
  }
  for (const auto& hook : steps_->hooks) {
    co_await hook->onRequest(*context_);
    if (context_->response()) co_return;
  }
  for (const auto& pipe : steps_->pipes) {
    co_await pipe->transform(*context_);
    if (context_->response()) co_return;
  }
  for (const auto& hook : steps_->hooks) {
    co_await hook->beforeHandle(*context_);
    if (context_->response()) co_return;
  }
  co_await handling_->handle(*context_);
  for (const auto& hook : steps_->hooks) co_await hook->afterHandle(*context_);
}

Task<bool> Pipeline::filter(ExecutionContext& context, std::exception_ptr exception) const {
  context.setMetadata(steps_.metadata);
  for (auto filter = steps_.filters.rbegin(); filter != steps_.filters.rend(); ++filter) {
    const bool handled = co_await (*filter)->onException(context, exception);
    if (handled) co_return true;
  }
  co_return false;
}

Task<> Run::tellResponse() {
  for (const auto& hook : steps_->hooks) co_await hook->onResponse(*context_);
}

Task<> Pipeline::run(ExecutionContext& context, Handling& handling) const {
  context.setMetadata(steps_.metadata);
  handling.run_ = Run(steps_, context, handling);
  if (steps_.filters.empty() && steps_.hooks.empty()) return handling.run_.from(0);
  return runGuarded(context, handling.run_);
}

Task<> Pipeline::runGuarded(ExecutionContext& context, Run& run) const {
  std::exception_ptr fault;
  try {
    co_await run.from(0);
  } catch (...) {
    fault = std::current_exception();
  }
  if (fault) {
    try {
      const bool handled = co_await filter(context, fault);
      if (handled) fault = nullptr;
    } catch (...) {
      fault = std::current_exception();
    }
  }
  co_await run.tellResponse();
  if (fault) std::rethrow_exception(fault);
}

}  // namespace pipeline
}  // namespace serinus
