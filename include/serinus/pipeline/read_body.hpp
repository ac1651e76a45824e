#pragma once

#include <serinus/http/request.hpp>
#include <serinus/json/read.hpp>

#include <utility>
#include <variant>

/// A request's body as a value, read as JSON.
namespace serinus::pipeline {

/// @throws UnsupportedMediaTypeException  unless the request says `application/json`, or `application/…+json`
void requireJson(const Request& request);

/// Throws a `BadRequestException` for what is no JSON, an `UnprocessableContentException` with all that is wrong for
/// what is not what was asked for.
[[noreturn]] void throwBodyFault(const json::ReadFault& fault);

template <class T>
[[nodiscard]] T readBody(const Request& request) {
  requireJson(request);
  // How large it may be its route has said.
  auto result = json::tryRead<T>(request.body(), json::ReadOptions{.limits = {.maxSize = request.body().size()}});
  if (const auto* const fault = std::get_if<json::ReadFault>(&result)) throwBodyFault(*fault);
  return std::get<0>(std::move(result));
}

}  // namespace serinus::pipeline
