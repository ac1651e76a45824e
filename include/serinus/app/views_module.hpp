#pragma once

#include <serinus/app/module.hpp>
#include <serinus/views/mustache_engine.hpp>
#include <serinus/views/view.hpp>

#include <memory>
#include <utility>

namespace serinus {

/// Provides a `ViewEngine` for Mustache templates to every module: `imports(ViewsModule({.root = "views"}))`.
class ViewsModule : public Module {
public:
  explicit ViewsModule(ViewsOptions options = {}) {
    composed([options = std::move(options)]() -> std::unique_ptr<ViewEngine> {
      return std::make_unique<MustacheEngine>(options);
    });
    exports<ViewEngine>();
    global();
  }
};

}  // namespace serinus
