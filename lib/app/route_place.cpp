#include "app/route_place.hpp"

#include <serinus/base/ascii.hpp>

#include <algorithm>

namespace serinus::app {

namespace {

std::vector<std::string> versionsOf(const Versioning& versioning, const Controller& controller, const Route& route) {
  std::vector<std::string> versions{versioning.defaultVersion()};
  if (controller.versions()) versions = *controller.versions();
  if (route.versions()) versions = *route.versions();
  if (versions.empty()) versions.emplace_back();
  return versions;
}

}  // namespace

std::vector<RoutePlace> placesOf(const ApplicationOptions& options, std::string_view prefix,
                                 const Controller& controller, const Route& route) {
  std::vector<RoutePlace> places;
  for (std::string& version : versionsOf(options.versioning, controller, route)) {
    const bool inPath = options.versioning.kind() == Versioning::Kind::uri && !version.empty();
    const std::string part = inPath ? options.versioning.pathPart(version) : std::string();
    places.push_back({routing::joinPaths({options.globalPrefix, part, prefix, controller.path(), route.path()}),
                      version,
                      {controller.host(), inPath ? std::string() : version}});
  }
  return places;
}

std::string_view versionFault(const Versioning& versioning, std::string_view version) noexcept {
  if (version.empty()) return {};
  if (versioning.kind() == Versioning::Kind::none)
    return "but nothing says how requests choose one: set ApplicationOptions::versioning";
  const auto isPlain = [](char c) { return isAlpha(c) || isDigit(c) || c == '.' || c == '-' || c == '_'; };
  if (!std::ranges::all_of(version, isPlain)) return "which has other signs than letters, digits, '.', '-' and '_'";
  return {};
}

std::string text(const routing::RouteScope& scope) {
  return (scope.version.empty() ? std::string() : " of version " + scope.version) +
         (scope.host.empty() ? std::string() : " at " + scope.host);
}

}  // namespace serinus::app
