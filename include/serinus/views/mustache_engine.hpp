#pragma once

#include <serinus/views/view_engine.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace serinus {

struct ViewsOptions {
  /// The directory of the templates, and of those below it; a relative one is looked for where the application was
  /// started.
  std::string root = "views";
  /// Files of another ending are passed over; it is left out of the names of templates.
  std::string ending = ".mustache";
};

/// Renders Mustache templates (mustache(5)): `{{name}}` is escaped for HTML, `{{{name}}}` is not; `{{#list}}…{{/list}}`
/// is repeated or left out, `{{^list}}…{{/list}}` stands where there is nothing; `{{> shared/head}}` is another
/// template.
///
/// All templates are read and checked when it is made, so that a fault keeps the application from starting. Names are
/// looked for in the innermost section first. `null`, `false`, an empty list and what is not there are nothing.
class MustacheEngine : public ViewEngine {
public:
  /// @throws std::system_error   when the directory or a file cannot be read
  /// @throws std::runtime_error  with the file and the place, for a template that is none
  /// @throws std::logic_error    when Serinus was built without kainjow-mustache (meson option `views`)
  explicit MustacheEngine(ViewsOptions options = {});
  MustacheEngine(const MustacheEngine&) = delete;
  MustacheEngine& operator=(const MustacheEngine&) = delete;
  ~MustacheEngine() override;

  /// @throws std::out_of_range       when there is no such template
  /// @throws std::invalid_argument   when the data is no JSON
  [[nodiscard]] std::string render(std::string_view name, std::string_view data) const override;

private:
  struct Templates;
  std::unique_ptr<const Templates> templates_;
};

}  // namespace serinus
