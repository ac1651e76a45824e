#include <serinus/di/lazy_services.hpp>

#include <serinus/di/container.hpp>

#include <utility>

namespace serinus::di {

LazyServices::LazyServices(const Container& container) : container_(container), byStep_(container.steps()) {}

LazyServices::~LazyServices() {
  while (!made_.empty()) made_.pop_back();  // a service may use what it was made from until its end
}

const Instance& LazyServices::get(std::size_t step) {
  if (const Instance* const made = byStep_.at(step).load(std::memory_order_acquire)) return *made;
  const std::lock_guard making(making_);
  const Instance* const made = byStep_[step].load(std::memory_order_relaxed);
  return made != nullptr ? *made : make(step);
}

const Instance& LazyServices::make(std::size_t step) {
  Instance instance = container_.makeWith(step, [this](std::size_t argument) {
    if (container_.isSingleton(argument)) return container_.instance(argument);
    return container_.isLazy(argument) ? get(argument) : make(argument);
  });
  const Instance& made = made_.emplace_back(std::move(instance));
  if (container_.isLazy(step)) byStep_[step].store(&made, std::memory_order_release);
  return made;
}

}  // namespace serinus::di
