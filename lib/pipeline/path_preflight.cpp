#include "pipeline/path_preflight.hpp"

#include <string_view>

namespace serinus::pipeline {

void PathPreflight::add(Method method, std::shared_ptr<Preflight> step) {
  methods_.add(method);
  if (method == Method::get) methods_.add(Method::head);
  routes_.emplace_back(method, std::move(step));
}

const Preflight* PathPreflight::find(const Request& request) const {
  auto method = methodNamed(request.header("Access-Control-Request-Method").value_or(std::string_view()));
  if (method == Method::head) method = Method::get;
  for (const auto& [of, step] : routes_) {
    if (of == method) return step.get();
  }
  return nullptr;
}

Response PathPreflight::answer(const Request& request) const {
  const Preflight* const step = find(request);
  Response response = step != nullptr ? step->answerPreflight(request, methods_)
                                      : Response::empty().header("Vary", "Origin, Access-Control-Request-Method");
  response.header("Allow", methods_.text());
  return response;
}

}  // namespace serinus::pipeline
