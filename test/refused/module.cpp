// What a module declares wrongly in a way that the compiler can see.
#include <serinus/app/application.hpp>

#include <memory>
#include <string>

using namespace serinus;

struct Database {};
struct Gateway : WebSocketGateway {
  Task<> onMessage(WsMessage, WebSocketContext&) override { return {}; }
};
struct PageController : Controller {};
struct OtherModule : Module {};
struct PortModule : Module {
  explicit PortModule(int) {}
};
struct TakesAValue {
  explicit TakesAValue(Database) {}
};
struct TakesANumber {
  explicit TakesANumber(int) {}
};

struct GoodModule : Module {
  GoodModule() {
    imports<OtherModule>();
    imports(PortModule(1));
    controllers<PageController>();
    providers<Database, Gateway>();
    composed([](Database&) { return std::make_unique<TakesANumber>(1); });
  }
};

// REFUSED: controllers<> takes classes derived from Controller; a gateway, or any other class, goes to providers<>
struct GatewayAsController : Module {
  GatewayAsController() { controllers<Gateway>(); }
};

// REFUSED: a controller goes to controllers<>, not to providers<>
struct ControllerAsProvider : Module {
  ControllerAsProvider() { providers<PageController>(); }
};

// REFUSED: a controller goes to controllers<>, not to providers<>
struct ControllerAsInterface : Module {
  ControllerAsInterface() { provide<Controller, PageController>(); }
};

// REFUSED: a module goes to imports<>, not to providers<>
struct ModuleAsProvider : Module {
  ModuleAsProvider() { providers<OtherModule>(); }
};

// REFUSED: a dependency is taken as T&, const T&, std::shared_ptr<T> or std::shared_ptr<const T>, never by value
struct DependencyByValue : Module {
  DependencyByValue() { providers<TakesAValue>(); }
};

// REFUSED: no public constructor of this class takes at most 10 dependencies and nothing else
struct NoConstructor : Module {
  NoConstructor() { providers<TakesANumber>(); }
};

// REFUSED: a parameter of a factory is a dependency
struct FactoryOfAValue : Module {
  FactoryOfAValue() {
    composed([](Database) { return Database(); });
  }
};

// REFUSED: the root module is made without arguments
inline Application rootWithArguments() {
  return Application::create<PortModule>();
}

// REFUSED: a handler takes what comes from the request by value
struct TakesAReference : Controller {
  TakesAReference() {
    on(Route::get("/:id"), [](const Path<int>& id) { return *id; });
  }
};

// REFUSED: this is no parameter of a handler
struct TakesAStranger : Controller {
  TakesAStranger() {
    on(Route::get("/"), [](Database) { return 1; });
  }
};

// REFUSED: json: this type cannot be read or written
struct AnswersAPointer : Controller {
  AnswersAPointer() {
    on(Route::get("/"), [](RequestContext&) { return static_cast<Database*>(nullptr); });
  }
};
