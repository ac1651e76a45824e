#pragma once

#include <serinus/di/dependency.hpp>

#include <cstddef>
#include <vector>

namespace serinus::di {

class Container;

/// What was made for one request: its own instances of providers, each when it is first asked for. They are destroyed
/// in reverse order, before the container.
class RequestServices {
public:
  explicit RequestServices(const Container& container) noexcept : container_(&container) {}
  RequestServices(RequestServices&&) noexcept = default;
  RequestServices& operator=(RequestServices&& other) noexcept;
  ~RequestServices() { clear(); }

  /// What a step makes for this request, as its token; what the recipe throws leaves this as it was, but for what it
  /// needed.
  [[nodiscard]] const Instance& get(std::size_t step);

private:
  void clear() noexcept;

  struct Made {
    std::size_t step;
    Instance instance;
  };

  const Container* container_;
  std::vector<Made> made_;  // what something needs stands before it
};

}  // namespace serinus::di
