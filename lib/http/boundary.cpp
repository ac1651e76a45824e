#include <serinus/base/ascii.hpp>
#include <serinus/http/boundary.hpp>

#include <algorithm>
#include <cstddef>

namespace serinus::http {

bool isBoundary(std::string_view text) noexcept {
  constexpr std::size_t maxSize = 70;
  const auto isBoundaryCharacter = [](char c) {
    return isDigit(c) || isAlpha(c) || std::string_view("'()+_,-./:=? ").find(c) != std::string_view::npos;
  };
  return !text.empty() && text.size() <= maxSize && text.back() != ' ' &&
         std::ranges::all_of(text, isBoundaryCharacter);
}

}  // namespace serinus::http
