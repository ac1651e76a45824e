#pragma once

#include <serinus/di/dependency.hpp>

#include <atomic>
#include <cstddef>
#include <deque>
#include <mutex>
#include <vector>

namespace serinus::di {

class Container;

/// The services of `Scope::lazy`: each made once, by the thread that asks first, while others that ask wait. Destroyed
/// in reverse order, before the container's singletons.
class LazyServices {
public:
  explicit LazyServices(const Container& container);
  LazyServices(const LazyServices&) = delete;
  LazyServices& operator=(const LazyServices&) = delete;
  ~LazyServices();

  /// What a lazy step makes, as its token. What its recipe throws is thrown here, and the next one who asks tries
  /// again.
  [[nodiscard]] const Instance& get(std::size_t step);

private:
  [[nodiscard]] const Instance& make(std::size_t step);

  const Container& container_;
  std::recursive_mutex making_;  // a constructor may ask for others
  std::deque<Instance> made_;    // what something needs stands before it
  std::vector<std::atomic<const Instance*>> byStep_;
};

}  // namespace serinus::di
