#pragma once

#include <serinus/app/lifecycle.hpp>
#include <serinus/app/recipe.hpp>
#include <serinus/di/module_graph.hpp>
#include <serinus/di/provider.hpp>
#include <serinus/pipeline/step_list.hpp>
#include <serinus/runtime/task.hpp>

#include <concepts>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace serinus {

class Module;
struct ApplicationOptions;

namespace app {

/// A module that another one imports: an instance, how to make one, or the token of one that somebody else imports.
struct ModuleImport {
  di::TypeId type;
  std::string name;
  std::function<std::shared_ptr<Module>()> make;  ///< null when it is made elsewhere
  std::string token = {};                         ///< of the one that is meant
  bool isInstance = false;                        ///< `make` gives the one that there is
};

/// A module of a class, made when it is first met.
template <class T>
ModuleImport importOf(std::string token = {}) {
  ModuleImport import{di::typeId<T>(), std::string(di::typeName<T>()), nullptr, std::move(token)};
  if constexpr (std::is_default_constructible_v<T>) {
    if (import.token.empty()) import.make = [] { return std::make_shared<T>(); };
  }
  return import;
}

struct ModuleContents {
  std::string token;
  std::vector<ModuleImport> imports;
  std::vector<di::Provider> providers;
  std::vector<di::Dependency> exports;
  std::vector<di::ModuleName> reexports;
  StepList everywhere;
  std::string routePrefix;
  bool global = false;
  bool lazy = false;
};

}  // namespace app

/// A part of an application: what it needs of other modules, what it makes, what it lets others see. Derive and declare
/// in the constructor:
///
///     class ChatModule : public Module {
///     public:
///       ChatModule() {
///         imports<WsModule, DatabaseModule>();
///         providers<ChatService, ChatGateway>();
///         controllers<ChatController>();
///         exports<ChatService>();
///       }
///     };
///
/// A class finds its constructor's parameters by itself: `T&`, `const T&`, `std::shared_ptr<T>` for any provider `T`
/// that its module sees: its own, then those its imports export, then those of global modules. What cannot be resolved
/// is an `InitializationError` before a port opens.
class Module {
public:
  virtual ~Module() = default;

  /// Called once before the modules are put together, for declarations that want waiting: a dynamic module reads its
  /// configuration here and then declares.
  [[nodiscard]] virtual Task<> registerAsync(const ApplicationOptions& options);

  [[nodiscard]] const app::ModuleContents& contents() const noexcept { return contents_; }

protected:
  Module() = default;
  Module(const Module&) = default;
  Module(Module&&) = default;
  Module& operator=(const Module&) = default;
  Module& operator=(Module&&) = default;

  /// Tells modules of one class apart: two with different tokens are two modules, each made once. Messages call this
  /// one `DatabaseModule#primary`.
  void token(std::string token) { contents_.token = std::move(token); }

  /// Modules by class, each made once however many import it. Where some module imports an instance of the class, that
  /// one is meant.
  template <std::derived_from<Module>... Modules>
  void imports() {
    (contents_.imports.push_back(app::importOf<Modules>()), ...);
  }
  /// The module of a class that has this token; some other module imports the instance.
  template <std::derived_from<Module> T>
  void imports(std::string token) {
    contents_.imports.push_back(app::importOf<T>(std::move(token)));
  }
  /// Instances, made with options: `imports(DatabaseModule("primary", options))`.
  template <class... Modules>
    requires(sizeof...(Modules) > 0 && (std::derived_from<std::remove_cvref_t<Modules>, Module> && ...))
  void imports(Modules&&... modules) {
    (importInstance(std::make_shared<std::remove_cvref_t<Modules>>(std::forward<Modules>(modules))), ...);
  }

  template <class... Classes>
  void controllers() {
    static_assert((std::derived_from<Classes, Controller> && ...),
                  "controllers<> takes classes derived from Controller; a gateway, or any other class, goes to "
                  "providers<>");
    (contents_.providers.push_back(controllerProvider<Classes>()), ...);
  }

  /// Classes found under their own name; one instance of each, unless another scope is given: then
  /// `context.use<T>()` gives it, and only what lives no longer can have it injected. A class that is made for each
  /// request is made on the request's loop, several at a time when there are several.
  template <class... Classes>
  void providers(Scope scope = Scope::singleton) {
    static_assert((!std::derived_from<Classes, Controller> && ...),
                  "a controller goes to controllers<>, not to providers<>");
    static_assert((!std::derived_from<Classes, Module> && ...), "a module goes to imports<>, not to providers<>");
    (provideIn(scope, app::withFacets([]<class... Facets>() { return di::classProvider<Classes, Facets...>(); })), ...);
  }

  /// A class found under the name of an interface.
  template <class Token, std::derived_from<Token> Implementation>
  void provide(Scope scope = Scope::singleton) {
    static_assert(!std::derived_from<Implementation, Controller>,
                  "a controller goes to controllers<>, not to providers<>");
    provideIn(scope, app::withFacets(
                         []<class... Facets>() { return di::classProviderFor<Token, Implementation, Facets...>(); }));
  }

  /// A value, found by its type, or by its type and name.
  template <class T>
  void value(T value) {
    contents_.providers.push_back(di::valueProvider<T>(std::move(value)));
  }
  template <class T>
  void value(std::string name, T value) {
    contents_.providers.push_back(di::valueProvider<T>(std::move(value), std::move(name)));
  }

  /// What a function makes; its parameters are its dependencies. It returns `T`, `std::unique_ptr<T>`,
  /// `std::shared_ptr<T>`, or a `Task` of one of these; what is no singleton is made by no `Task`.
  template <class Factory>
  void composed(Factory factory, Scope scope = Scope::singleton) {
    if constexpr (app::isCoroutineFactory<Factory>) {
      provideIn(scope, app::coroutineProvider(std::move(factory)));
    } else {
      provideIn(scope, app::plainProvider(std::move(factory)));
    }
  }
  /// The same, found by its type and this name.
  template <class Factory>
  void composed(std::string name, Factory factory) {
    composed(std::move(factory));
    contents_.providers.back().valueName = std::move(name);
  }

  /// What importers see. A type that is a module passes on all that the imported modules of this class export.
  template <class... Types>
  void exports() {
    (exports<Types>({}), ...);
  }
  /// A named value, or the imported module that has this token.
  template <class T>
  void exports(std::string name) {
    if constexpr (std::derived_from<T, Module>)
      contents_.reexports.push_back(di::ModuleName{di::typeId<T>(), std::move(name)});
    else
      contents_.exports.push_back(di::Dependency{di::typeId<T>(), di::typeName<T>(), std::move(name)});
  }

  /// Steps before every handler of the application, before those of its controllers and gateways: providers that this
  /// module sees, each a `Middleware`, `Guard`, `Hook`, `Pipe` or `ExceptionFilter`. Those of the
  /// root module come first, then those of the modules it imports, and so on.
  /// @returns what narrows that: `everywhere<RequestLog>().exclude("/health/**");`
  template <pipeline::StepClass... Steps>
    requires(sizeof...(Steps) > 0)
  FilteredSteps everywhere(Doors doors = Doors::all()) {
    const std::size_t first = contents_.everywhere.size();
    (contents_.everywhere.use<Steps>(doors), ...);
    return FilteredSteps(contents_.everywhere, first);
  }
  /// A callable, or another step that is no provider; see `StepList::use`.
  template <pipeline::StepObject Callable>
  FilteredSteps everywhere(Callable callable, Doors doors = Doors::all()) {
    const std::size_t first = contents_.everywhere.size();
    contents_.everywhere.use(std::move(callable), doors);
    return FilteredSteps(contents_.everywhere, first);
  }

  /// Stands before the path of each controller of this module (not of those it imports), behind the global prefix and
  /// the version.
  void routePrefix(std::string path) { contents_.routePrefix = std::move(path); }

  /// What this module exports is seen by every module.
  void global() noexcept { contents_.global = true; }

  /// The providers of this module that are singletons are of `Scope::lazy` instead, but for named values: the start
  /// checks how they fit together and makes none of them. It has no controllers, gateways, or classes that are told
  /// of the stages of the application.
  void lazy() noexcept { contents_.lazy = true; }

private:
  void provideIn(Scope scope, di::Provider provider) {
    provider.scope = scope;
    contents_.providers.push_back(std::move(provider));
  }
  template <class T>
  static di::Provider controllerProvider() {
    di::Provider provider = app::withFacets([]<class... Facets>() { return di::classProvider<T, Facets...>(); });
    provider.isController = true;
    return provider;
  }
  template <std::derived_from<Module> T>
  void importInstance(std::shared_ptr<T> module) {
    contents_.imports.push_back(
        app::ModuleImport{di::typeId<T>(), std::string(di::typeName<T>()), [module] { return module; }, {}, true});
  }

  app::ModuleContents contents_;
};

}  // namespace serinus
