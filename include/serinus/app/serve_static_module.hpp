#pragma once

#include <serinus/app/module.hpp>
#include <serinus/files/static_files.hpp>
#include <serinus/pipeline/controller.hpp>

#include <memory>
#include <utility>

namespace serinus {

namespace app {

/// The route of a `ServeStaticModule`.
class StaticFilesController : public Controller {
public:
  explicit StaticFilesController(const StaticFiles& files) : Controller(files.options().path) {
    versionNeutral();
    on(Route::get("/**"),
       [&files](RequestContext& context) { return files.answer(context.request(), context.parameters().tail()); });
  }
};

}  // namespace app

/// Serves the files of a directory (`StaticFiles`):
///
///     imports(ServeStaticModule({.root = "public", .path = "/static"}));
///
/// Routes of controllers go before its files, and the global prefix before its path. Several of these serve several
/// directories, each below a path of its own.
class ServeStaticModule : public Module {
public:
  explicit ServeStaticModule(StaticFilesOptions options = {}) {
    token(options.path);
    composed([options = std::move(options)] { return std::make_unique<StaticFiles>(options); });
    controllers<app::StaticFilesController>();
  }
};

}  // namespace serinus
