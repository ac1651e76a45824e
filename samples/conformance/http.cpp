#include "roles.hpp"

namespace conformance {

namespace {

class MirrorController : public Controller {
public:
  MirrorController() {
    on(Route::all("/**"), [](RequestContext& context) { return Response::text(std::string(context.body())); });
  }
};

class HttpModule : public Module {
public:
  HttpModule() { controllers<MirrorController>(); }
};

}  // namespace

Application httpRole(const Options& options) {
  return Application::create<HttpModule>(commonOptions(options));
}

}  // namespace conformance
