#include <serinus/di/service_scope.hpp>

#include "di/visibility.hpp"

#include <serinus/di/container.hpp>

namespace serinus::di {

ServiceScope::ServiceScope(std::string module, Explain explain)
    : module_(std::move(module)), explain_(std::move(explain)) {}

void ServiceScope::add(TypeId type, std::string_view name, void* service) {
  if (!name.empty()) {
    named_.push_back(NamedValue{type, std::string(name), service});
    return;
  }
  if (byType_.size() <= type) byType_.resize(type + std::size_t{1});
  byType_[type] = service;
}

void* ServiceScope::named(TypeId type, std::string_view name) const noexcept {
  for (const NamedValue& value : named_) {
    if (value.type == type && value.name == name) return value.value;
  }
  return nullptr;
}

void* ServiceScope::lazily(TypeId type) const {
  const Narrow* const found = findNarrow(type);
  return found != nullptr && found->container->isLazy(found->step) ? found->container->lazily(found->step).get()
                                                                   : nullptr;
}

bool ServiceScope::isOfRequest(TypeId type) const noexcept {
  const Narrow* const found = narrow(type);
  return found != nullptr && found->container->provider(found->step).scope == Scope::request;
}

const ServiceScope::Narrow* ServiceScope::findNarrow(TypeId type) const noexcept {
  for (const Narrow& each : narrow_) {
    if (each.type == type) return &each;
  }
  return nullptr;
}

void ServiceScope::refuse(const Dependency& wanted) const {
  if (wanted.name.empty() && narrow(wanted.type) != nullptr)
    throw ServiceNotFound(describe(wanted) + " cannot be used here: there is one for each request, and a handler's " +
                          "context gives it");
  throw ServiceNotFound(describe(wanted) + " cannot be used in " + module_ + ": " + explain_(wanted));
}

}  // namespace serinus::di
