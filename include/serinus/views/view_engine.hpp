#pragma once

#include <string>
#include <string_view>

namespace serinus {

/// Makes pages of templates and data. A provider, under this name: `ViewsModule` brings one, or one of the
/// application's own does with `provide<ViewEngine, MyEngine>()`. With `threads > 1` it is called on several loops at a
/// time.
class ViewEngine {
public:
  virtual ~ViewEngine() = default;

  /// @param name  of the template: `notes/list`
  /// @param data  as JSON text
  /// @returns the page. What comes from the data is escaped for HTML, unless the template says otherwise.
  /// @throws std::exception  when there is no such template, or it cannot be rendered
  [[nodiscard]] virtual std::string render(std::string_view name, std::string_view data) const = 0;
};

}  // namespace serinus
