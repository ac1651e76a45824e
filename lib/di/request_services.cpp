#include <serinus/di/request_services.hpp>

#include <serinus/di/container.hpp>

#include <algorithm>
#include <utility>

namespace serinus::di {

RequestServices& RequestServices::operator=(RequestServices&& other) noexcept {
  clear();
  container_ = other.container_;
  made_ = std::move(other.made_);
  return *this;
}

void RequestServices::clear() noexcept {
  while (!made_.empty()) made_.pop_back();  // a service may use what it was made from until its end
}

const Instance& RequestServices::get(std::size_t step) {
  if (container_->isSingleton(step)) return container_->instance(step);
  if (container_->isLazy(step)) return container_->lazily(step);
  const Scope scope = container_->provider(step).scope;
  const auto isThis = [step](const Made& made) { return made.step == step; };
  if (scope == Scope::request) {
    if (const auto found = std::find_if(made_.begin(), made_.end(), isThis); found != made_.end())
      return found->instance;
  }
  Instance instance = container_->makeWith(step, [this](std::size_t argument) { return get(argument); });
  return made_.emplace_back(Made{step, std::move(instance)}).instance;
}

}  // namespace serinus::di
