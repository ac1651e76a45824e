#pragma once

#include <serinus/http/method.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace serinus {

/// A method and a path pattern (see `routing::Pattern` for what a pattern may hold).
///
///     on(Route::get("/users/:id"), …);
class Route {
public:
  [[nodiscard]] static Route get(std::string path) { return Route(Method::get, std::move(path)); }
  [[nodiscard]] static Route head(std::string path) { return Route(Method::head, std::move(path)); }
  [[nodiscard]] static Route post(std::string path) { return Route(Method::post, std::move(path)); }
  [[nodiscard]] static Route put(std::string path) { return Route(Method::put, std::move(path)); }
  [[nodiscard]] static Route patch(std::string path) { return Route(Method::patch, std::move(path)); }
  [[nodiscard]] static Route del(std::string path) { return Route(Method::del, std::move(path)); }
  [[nodiscard]] static Route options(std::string path) { return Route(Method::options, std::move(path)); }
  /// Every method for which the same pattern has no route of its own.
  [[nodiscard]] static Route all(std::string path) { return Route(std::nullopt, std::move(path)); }

  /// The versions it is of, in place of those of its controller: `Route::get("/").version("2")`. What that does to a
  /// request says `ApplicationOptions::versioning`.
  template <class... More>
  [[nodiscard]] Route version(std::string version, More... more) && {
    versions_ = {std::move(version), std::string(std::move(more))...};
    return std::move(*this);
  }
  /// Of no version: it serves requests whatever version they mean.
  [[nodiscard]] Route versionNeutral() && {
    versions_.emplace();
    return std::move(*this);
  }

  /// The largest body that it takes, in bytes, in place of `http::Limits::maxBody`: larger ones are answered with 413,
  /// before they are read when the client says how long they are.
  [[nodiscard]] Route maxBody(std::uint64_t bytes) && {
    maxBody_ = bytes;
    return std::move(*this);
  }

  /// Answered when the application is short of memory, too (`OverloadLevel::refusing`): for those who watch over it,
  /// who ask little and often. `HealthModule`'s are.
  [[nodiscard]] Route essential() && {
    essential_ = true;
    return std::move(*this);
  }

  /// Nothing for `all`.
  [[nodiscard]] std::optional<Method> method() const noexcept { return method_; }
  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  [[nodiscard]] std::optional<std::uint64_t> maxBody() const noexcept { return maxBody_; }
  [[nodiscard]] bool isEssential() const noexcept { return essential_; }
  /// Nothing: those of its controller. None: neutral.
  [[nodiscard]] const std::optional<std::vector<std::string>>& versions() const noexcept { return versions_; }

  /// As it is written in messages: `GET /users/:id`, `ALL /`.
  [[nodiscard]] std::string text() const {
    return std::string(method_ ? name(*method_) : std::string_view("ALL")) + ' ' + path_;
  }

private:
  Route(std::optional<Method> method, std::string path) : method_(method), path_(std::move(path)) {}
  std::optional<Method> method_;
  std::string path_;
  std::optional<std::vector<std::string>> versions_;
  std::optional<std::uint64_t> maxBody_;
  bool essential_ = false;
};

}  // namespace serinus
