#include <serinus/base/ascii.hpp>
#include <serinus/http/boundary.hpp>
#include <serinus/http/media_type.hpp>

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

std::optional<std::string> formBoundary(std::string_view contentType) {
  const std::optional<MediaType> type = MediaType::parse(contentType);
  if (!type || !type->is("multipart/form-data") || type->count("boundary") != 1) return std::nullopt;
  std::optional<std::string> boundary = type->parameter("boundary");
  if (!isBoundary(*boundary)) return std::nullopt;
  return boundary;
}

}  // namespace serinus::http
