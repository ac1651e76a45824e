#pragma once

#include <serinus/http/request.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace serinus {

/// How requests say which version of an interface they mean:
///
///     Application::create<Root>({.versioning = Versioning::header("X-API-Version").defaultVersion("1")});
///
/// Versions are compared as they are written. A route that is neutral serves requests whatever they say.
class Versioning {
public:
  /// Not at all: a route that has a version keeps the application from starting.
  Versioning() = default;
  /// In the path, behind the global prefix and before the controller's path: `/v2/cats`. Neutral routes have no such
  /// part.
  [[nodiscard]] static Versioning uri(std::string prefix = "v");
  /// In a header field.
  [[nodiscard]] static Versioning header(std::string name);
  /// In a parameter of the first media type in Accept that has it: `Accept: application/json;v=2`.
  [[nodiscard]] static Versioning mediaType(std::string parameter = "v");
  /// As a function finds it; empty when a request says none. It is called on every loop, and must not throw.
  [[nodiscard]] static Versioning custom(std::function<std::string(const Request&)> versionOf);

  /// Of the routes that say none, which are neutral otherwise, and of requests that say none.
  Versioning& defaultVersion(std::string version) &;
  Versioning&& defaultVersion(std::string version) &&;

  enum class Kind : std::uint8_t { none, uri, header, mediaType, custom };
  [[nodiscard]] Kind kind() const noexcept { return kind_; }
  [[nodiscard]] const std::string& defaultVersion() const noexcept { return default_; }

  /// What a request says, or else the default; empty with neither, and where the path says it.
  [[nodiscard]] std::string versionOf(const Request& request) const;
  /// `v2`, the part of the path.
  [[nodiscard]] std::string pathPart(std::string_view version) const { return name_ + std::string(version); }
  /// The field by which answers differ; empty for none, or none that is known.
  [[nodiscard]] std::string_view varies() const noexcept;

private:
  Kind kind_ = Kind::none;
  std::string name_;  // of the field or parameter; the prefix
  std::string default_;
  std::function<std::string(const Request&)> custom_;
};

}  // namespace serinus
