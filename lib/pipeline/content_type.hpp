#pragma once

#include <serinus/http/media_type.hpp>
#include <serinus/http/request.hpp>

#include <cstddef>
#include <optional>

namespace serinus::pipeline {

/// What the request says its body is; views into it.
[[nodiscard]] inline std::optional<MediaType> contentTypeOf(const Request& request) {
  return MediaType::parse(request.header("Content-Type").value_or(std::string_view()));
}

[[nodiscard]] inline bool isForm(const std::optional<MediaType>& type) {
  return type && type->is("application/x-www-form-urlencoded");
}

/// The body of a form; it may be at fault.
[[nodiscard]] inline UrlParameters formOf(const Request& request) {
  constexpr std::size_t mostFields = 1'000;
  return UrlParameters(request.body(), mostFields);
}

}  // namespace serinus::pipeline
