#include "pipeline/listed_origin.hpp"

#include <algorithm>
#include <stdexcept>

namespace serinus::pipeline {

namespace {

bool isOrigin(std::string_view text) {
  const std::size_t colon = text.find("://");
  if (colon == std::string_view::npos || colon == 0) return false;
  const std::string_view host = text.substr(colon + 3);
  return !host.empty() && host.find_first_of("/?#@ *,") == std::string_view::npos &&
         std::ranges::none_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

}  // namespace

void requireOrigin(std::string_view who, const std::string& origin) {
  if (isOrigin(origin)) return;
  throw std::invalid_argument(std::string(who) + ": '" + origin +
                              "' is no origin: give scheme://host or scheme://host:port, in lower case");
}

}  // namespace serinus::pipeline
