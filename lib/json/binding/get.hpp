#pragma once

#include <json/json_handle.hpp>

#include <serinus/json/json_value.hpp>

#include <simdjson.h>

namespace serinus::json::binding {

/// @returns whether the value is a `T` of simdjson's
template <class T>
[[nodiscard]] bool get(JsonValue value, T& out) noexcept {
  return JsonHandle::of<simdjson::dom::element>(value).get(out) == simdjson::SUCCESS;
}

}  // namespace serinus::json::binding
