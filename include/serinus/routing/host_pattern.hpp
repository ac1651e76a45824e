#pragma once

#include <serinus/routing/pattern.hpp>

#include <string>
#include <string_view>

namespace serinus::routing {

/// The hosts that a route is served at, without a port, in any case: `admin.example.com`, `:tenant.example.com`,
/// `*.example.com`. A parameter or a `*` stands for one label.
class HostPattern {
public:
  /// @throws PatternError
  explicit HostPattern(std::string_view text);

  /// In lower case.
  [[nodiscard]] const std::string& text() const noexcept { return text_; }
  /// The labels as the parts of a path.
  [[nodiscard]] Pattern asPath() const;

private:
  std::string text_;
};

/// A request's host in the same form: the labels of `Admin.Example.com:8080` as `/admin/example/com`.
[[nodiscard]] std::string hostAsPath(std::string_view host);

}  // namespace serinus::routing
