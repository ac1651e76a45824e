#pragma once

#include <serinus/routing/host_pattern.hpp>
#include <serinus/routing/router.hpp>
#include <serinus/routing/versioning.hpp>

#include <compare>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace serinus::routing {

/// Of which host and version a route is; empty: of all.
struct RouteScope {
  std::string host;  ///< as `HostPattern` writes it
  std::string version;
  friend auto operator<=>(const RouteScope&, const RouteScope&) = default;
};

/// Routes of several hosts and versions. Of two with the same pattern a request gets the one that is of its host, then
/// the one that is of its version, then the one that is of all. One that names an unknown host or version gets what is
/// of all.
///
/// Where no route has a host or a version it costs what its one `Router` costs.
class RouteTable {
public:
  RouteTable() = default;
  explicit RouteTable(Versioning versioning) : versioning_(std::move(versioning)) {}

  /// See `Router::add`. @throws RouteConflict  with one of the same scope
  /// @throws PatternError  the host is none, or means the hosts of another one under other names
  void add(std::optional<Method> method, const Pattern& pattern, std::size_t target, std::string where,
           const RouteScope& scope = {});

  /// To be called once, behind the last `add`.
  void seal();

  /// Also gives the parameters of the host, behind those of the path.
  [[nodiscard]] Match find(const Request& request) const {
    Match match = NotFound{};
    find(request, match);
    return match;
  }
  /// The same where it is to stand, as a match is dear to move.
  void find(const Request& request, Match& match) const;

private:
  struct Added {
    std::optional<Method> method;
    Pattern pattern;
    std::size_t target;
    std::string where;
    RouteScope scope;
  };

  void addHost(const std::string& host);
  [[nodiscard]] Router merged(const std::string& host, const std::string& version) const;
  [[nodiscard]] std::size_t versionOf(const Request& request) const;

  Versioning versioning_;
  Router all_;                           // what is of all hosts and versions
  std::map<RouteScope, Router> scopes_;  // the rest, until it is sealed
  std::vector<Added> added_;             // until it is sealed
  Router hosts_;                         // targets: places in `hostTexts_`
  std::vector<std::string> hostTexts_{std::string()};
  std::map<std::string, std::size_t, std::less<>> versions_{{std::string(), 0}};
  std::vector<Router> merged_;  // by host, then version; empty where `all_` is all
};

}  // namespace serinus::routing
