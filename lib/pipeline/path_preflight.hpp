#pragma once

#include <serinus/pipeline/steps.hpp>

#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace serinus::pipeline {

/// The preflights of one path: each of its routes may have a step of its own to answer them.
class PathPreflight {
public:
  void add(Method method, std::shared_ptr<Preflight> step);

  /// 204; for a method that no such route has, with no permission in it.
  [[nodiscard]] Response answer(const Request& request) const;

private:
  [[nodiscard]] const Preflight* find(const Request& request) const;

  std::vector<std::pair<Method, std::shared_ptr<Preflight>>> routes_;
  MethodSet methods_{Method::options};
};

}  // namespace serinus::pipeline
