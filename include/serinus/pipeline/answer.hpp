#pragma once

#include <serinus/http/response.hpp>
#include <serinus/json/write.hpp>
#include <serinus/pipeline/streamed.hpp>

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace serinus {

class Context;

/// A value to be answered as JSON, whatever it is: `co_return Json(std::string("text"));` Plain structs, lists and maps
/// are without it.
template <class T>
class Json {
public:
  explicit Json(T value) : value_(std::move(value)) {}
  [[nodiscard]] const T& value() const noexcept { return value_; }

private:
  T value_;
};

namespace pipeline {

/// A class of the application's own that is an answer: `Response toResponse() &&;`
template <class T>
concept ToResponse = requires(T&& value) {
  { std::forward<T>(value).toResponse() } -> std::convertible_to<Response>;
};

/// One that wants something of the application for it: `Response toResponse(const Context&) &&;`
template <class T>
concept ToResponseWith = requires(T&& value, const Context& context) {
  { std::forward<T>(value).toResponse(context) } -> std::convertible_to<Response>;
};

template <class T>
inline constexpr bool isJson = false;
template <class T>
inline constexpr bool isJson<Json<T>> = true;
template <class T>
inline constexpr bool isOptional = false;
template <class T>
inline constexpr bool isOptional<std::optional<T>> = true;

/// @throws NotFoundException
[[noreturn]] void throwNothingFound();

/// What a handler returned, as a response. See `Controller::on`.
template <class T>
[[nodiscard]] Response answerOf(T value, const Context& context) {
  if constexpr (std::same_as<T, Response>) {
    return value;
  } else if constexpr (std::same_as<T, Status>) {
    return Response::empty(value);
  } else if constexpr (std::convertible_to<T, std::string_view>) {
    return Response::text(std::string(std::move(value)));
  } else if constexpr (isOptional<T>) {
    if (!value) throwNothingFound();
    return answerOf(*std::move(value), context);
  } else if constexpr (ToResponse<T>) {
    return std::move(value).toResponse();
  } else if constexpr (ToResponseWith<T>) {
    return std::move(value).toResponse(context);
  } else if constexpr (std::same_as<T, AsyncGenerator<std::string>>) {
    return streamed(std::move(value), "text/plain; charset=utf-8");
  } else if constexpr (isJson<T>) {
    return Response::json(json::write(value.value()));
  } else {
    return Response::json(json::write(value));
  }
}

}  // namespace pipeline

}  // namespace serinus
