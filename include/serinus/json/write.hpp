#pragma once

#include <serinus/json/binding/codecs.hpp>
#include <serinus/json/binding/containers.hpp>
#include <serinus/json/binding/enums.hpp>
#include <serinus/json/binding/structs.hpp>
#include <serinus/json/binding/variants.hpp>

#include <string>
#include <utility>

namespace serinus::json {

/// Appends `value` to `out` as JSON text without spaces, what `read` reads back: for the types see there, and
/// std::string_view.
///
/// A field that is nothing (std::optional, std::unique_ptr) is left out; elsewhere nothing is `null`. A plain struct
/// that stands in a variant begins with its tag: `{"type":"Circle","radius":1.5}`. Text and numbers as `JsonWriter`
/// writes them; so NaN and the infinities become `null`, which no number reads back.
///
/// @throws std::invalid_argument  for an enum's value without a name.
template <class T>
void write(std::string& out, const T& value) {
  binding::BindingOf<T>::write(out, value);
}

template <class T>
[[nodiscard]] std::string write(const T& value) {
  std::string out = binding::takeScratch();
  write(out, value);
  return binding::copyOf(std::move(out));
}

}  // namespace serinus::json
