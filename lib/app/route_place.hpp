#pragma once

#include <serinus/app/application_options.hpp>
#include <serinus/pipeline/controller.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace serinus::app {

/// Where a route is served.
struct RoutePlace {
  std::string path;
  std::string version;  ///< empty: neutral
  routing::RouteScope scope;
};

/// Each version of a route is served at a place of its own. @param prefix  of the controller's module
[[nodiscard]] std::vector<RoutePlace> placesOf(const ApplicationOptions& options, std::string_view prefix,
                                               const Controller& controller, const Route& route);

/// What is wrong with a version, as the end of a sentence about its route; empty for nothing.
[[nodiscard]] std::string_view versionFault(const Versioning& versioning, std::string_view version) noexcept;

/// ` of version 2 at admin.example.com`; empty where any is served.
[[nodiscard]] std::string text(const routing::RouteScope& scope);

}  // namespace serinus::app
