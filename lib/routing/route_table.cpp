#include <serinus/routing/route_table.hpp>

#include <algorithm>
#include <utility>
#include <variant>

namespace serinus::routing {

namespace {

// The more of the two are those of the request, and the host before the version, the earlier it has its say.
std::vector<RouteScope> scopesFor(const std::string& host, const std::string& version) {
  std::vector<RouteScope> scopes{{host, version}};
  if (!host.empty() && !version.empty()) scopes.push_back({host, {}});
  if (!host.empty()) scopes.push_back({{}, version});
  if (!version.empty() || !host.empty()) scopes.push_back({});
  const auto repeated = std::ranges::unique(scopes);
  scopes.erase(repeated.begin(), repeated.end());
  return scopes;
}

}  // namespace

void RouteTable::add(std::optional<Method> method, const Pattern& pattern, std::size_t target, std::string where,
                     const RouteScope& scope) {
  if (!scope.host.empty()) addHost(scope.host);
  (scope == RouteScope() ? all_ : scopes_[scope]).add(method, pattern, target, where);
  versions_.emplace(scope.version, versions_.size());
  added_.push_back({method, pattern, target, std::move(where), scope});
}

void RouteTable::addHost(const std::string& host) {
  if (std::ranges::find(hostTexts_, host) != hostTexts_.end()) return;
  try {
    hosts_.add(Method::get, HostPattern(host).asPath(), hostTexts_.size(), host);
  } catch (const RouteConflict& conflict) {
    throw PatternError("host patterns \"" + host + "\" and \"" + hostTexts_[conflict.first()] +
                       "\" mean the same hosts: give their parameters the same names");
  }
  hostTexts_.push_back(host);
}

// What a scope serves, in whatever way, no later one does. So within one the routes of a method come before those that
// would serve it too.
Router RouteTable::merged(const std::string& host, const std::string& version) const {
  Router router;
  for (const RouteScope& scope : scopesFor(host, version)) {
    const auto addAll = [&](auto isMeant) {
      for (const Added& route : added_) {
        if (route.scope != scope || !isMeant(route.method)) continue;
        router.addWhereFree(route.method, route.pattern, route.target, route.where);
      }
    };
    addAll([](std::optional<Method> method) { return method == Method::head; });
    addAll([](std::optional<Method> method) { return method && method != Method::head; });
    addAll([](std::optional<Method> method) { return !method; });
  }
  return router;
}

void RouteTable::seal() {
  if (!scopes_.empty()) {
    std::vector<std::string> versions(versions_.size());
    for (const auto& [version, place] : versions_) versions[place] = version;
    for (const std::string& host : hostTexts_) {
      for (const std::string& version : versions) merged_.push_back(merged(host, version));
    }
    scopes_.clear();
  }
  added_.clear();
}

std::size_t RouteTable::versionOf(const Request& request) const {
  if (versions_.size() == 1) return 0;
  const auto found = versions_.find(versioning_.versionOf(request));
  return found == versions_.end() ? 0 : found->second;
}

void RouteTable::find(const Request& request, Match& match) const {
  if (merged_.empty()) return all_.find(request.method(), request.path(), match);
  const Match hosts = hostTexts_.size() == 1 ? Match(NotFound{}) : hosts_.find(Method::get, hostAsPath(request.host()));
  const Found* const host = std::get_if<Found>(&hosts);
  const std::size_t place = (host == nullptr ? 0 : host->target) * versions_.size() + versionOf(request);
  merged_[place].find(request.method(), request.path(), match);
  if (Found* const found = std::get_if<Found>(&match); found != nullptr && host != nullptr) {
    for (const auto& [name, value] : host->parameters) found->parameters.add(name, value);
  }
}

}  // namespace serinus::routing
