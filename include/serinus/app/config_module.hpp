#pragma once

#include <serinus/app/config.hpp>
#include <serinus/app/module.hpp>

#include <utility>

namespace serinus {

/// Provides `const T&`, a configuration as `readConfig` reads it, to every module:
///
///     imports(ConfigModule<AppConfig>({.prefix = "APP_"}));
///
/// It is read once, before a port opens; what is wrong with it is among the faults of the start.
template <class T>
class ConfigModule : public Module {
public:
  explicit ConfigModule(ConfigOptions options = {}) {
    // A coroutine, whose InitializationError keeps each of its faults apart.
    composed([options = std::move(options)]() -> Task<T> { return read(options); });
    exports<T>();
    global();
  }

private:
  static Task<T> read(ConfigOptions options) { co_return readConfig<T>(options); }
};

}  // namespace serinus
