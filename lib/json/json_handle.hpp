#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <type_traits>

namespace serinus {

/// Keeps simdjson's handles in the public types without naming them there: a handle is two words, the document and a
/// place in it, and is copied bit by bit.
struct JsonHandle {
  template <class Inner, class Outer>
  [[nodiscard]] static Inner of(const Outer& outer) noexcept {
    static_assert(std::is_trivially_copyable_v<Inner> && sizeof(Inner) == sizeof(outer.place_),
                  "this version of simdjson keeps more in a handle than a document and a place");
    return std::bit_cast<Inner>(outer.place_);
  }

  template <class Inner, class Outer>
  static void set(Outer& outer, const Inner& inner) noexcept {
    outer.place_ = std::bit_cast<std::array<std::uintptr_t, 2>>(inner);
  }
};

}  // namespace serinus
