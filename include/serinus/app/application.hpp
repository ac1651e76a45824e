#pragma once

#include <serinus/app/application_options.hpp>
#include <serinus/app/module.hpp>
#include <serinus/di/initialization_error.hpp>
#include <serinus/di/service_scope.hpp>
#include <serinus/server/limit_counters.hpp>
#include <serinus/server/memory_use.hpp>

#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace serinus {

namespace app {
class ApplicationCore;
}

/// An application: a tree of modules, and the ports it serves.
///
///     int main() {
///       auto app = Application::create<RootModule>({.port = 3000});
///       return app.run();
///     }
class Application {
public:
  template <std::derived_from<Module> Root>
  [[nodiscard]] static Application create(ApplicationOptions options = {}) {
    static_assert(std::default_initializable<Root>, "the root module is made without arguments");
    return Application(app::importOf<Root>(), std::move(options));
  }
  Application(Application&&) noexcept;
  Application& operator=(Application&&) noexcept;
  /// Stops the application if it runs.
  ~Application();

  /// Starts, unless that was done, serves until SIGINT or SIGTERM, and stops in good order. A signal that comes before
  /// the ports are open, and a second one, end the process at once, with exit code 1. With TLS, SIGHUP reads the
  /// certificates again.
  /// @returns what `main` should: 0 when all ended in good order; 1 when it could not start, or connections were cut
  /// off
  ///          after `Timeouts::drain`. Why is logged.
  int run();

  /// Puts the modules together and opens the ports; returns when connections are accepted. When it throws, nothing is
  /// left of the attempt, and it can be called again.
  /// @throws InitializationError  with all that is wrong, before any port is open; or what left `onApplicationReady`
  /// @throws std::system_error    a port cannot be had
  void start();

  /// Accepts no more, lets requests finish, closes WebSockets with 1001 and ends event streams, waits for all that
  /// until `Timeouts::drain` has passed, then cuts off what is left. Does nothing when not started; it can be started
  /// again. Not to be called by a handler.
  /// @returns how many connections were cut off
  std::size_t stop();

  /// Reads the files of `ApplicationOptions::tls` again. New connections take the new certificates, those there are
  /// go on. From any thread, while the application is neither started nor stopped on another. `run` calls it at SIGHUP.
  /// @throws InitializationError  with what is wrong with them; the certificates there were stay in use
  /// @throws std::logic_error     when the application is not started, or serves without TLS
  void reloadTls();
  /// The same with other certificates. The other options stay as they were.
  void reloadTls(std::vector<TlsCertificate> certificates);

  /// The port it listens on, once started; asked for with 0 it is the one that was found free.
  [[nodiscard]] std::uint16_t port() const noexcept;

  /// How often the limits of its connections were reached (`ConnectionLimits`). From any thread.
  [[nodiscard]] LimitCounters limitCounters() const noexcept;

  /// How much memory the process uses of its budget, and what is done about it. From any thread, while it is started.
  [[nodiscard]] MemoryUse memoryUse() const noexcept;

  /// A provider, as the root module sees it.
  /// @throws std::logic_error  when the application is not started
  template <class T>
  [[nodiscard]] T& use() const {
    return services().use<T>();
  }

private:
  friend class MinimalApplication;
  Application(app::ModuleImport root, ApplicationOptions options);
  [[nodiscard]] const di::ServiceScope& services() const;

  std::unique_ptr<app::ApplicationCore> core_;
};

}  // namespace serinus
