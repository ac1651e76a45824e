#pragma once

#include <serinus/routing/router.hpp>

#include <string>
#include <variant>

namespace serinus::routing {

/// `0 id=7`, `405 GET, HEAD` or `404`.
inline std::string shown(const Match& match) {
  if (const auto* found = std::get_if<Found>(&match)) {
    std::string text = std::to_string(found->target);
    for (const auto& [name, value] : found->parameters) text += " " + name + "=" + value;
    return text;
  }
  if (const auto* refused = std::get_if<MethodNotAllowed>(&match)) return "405 " + refused->allowed.text();
  return "404";
}

}  // namespace serinus::routing
