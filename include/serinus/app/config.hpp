#pragma once

#include <serinus/app/settings.hpp>
#include <serinus/di/initialization_error.hpp>
#include <serinus/json/constraints.hpp>
#include <serinus/json/durations.hpp>

#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace serinus {

struct ConfigOptions {
  /// A file of variables (`EnvFile`), by the working directory; one that does not exist has none. Empty: no file.
  std::string file = ".env";
  /// A file with a JSON object of the same shape as the struct. Empty: no file.
  std::string json = {};
  /// Stands before the name of every variable, such as `APP_`.
  std::string prefix = {};
  /// That a file does not exist is a fault.
  bool filesMustExist = false;
};

/// Reads a plain struct from the environment, a file of variables, a JSON file; what none of them has stays as the
/// struct initialises it. The first that has a value wins, and a variable that is empty is one that is not set.
///
///     struct AppConfig {
///       struct Database {
///         std::string host = "localhost";     // APP_DB_HOST, or "db": {"host": …}
///         std::chrono::milliseconds timeout{500};  // APP_DB_TIMEOUT=2s
///       };
///       std::string secret;                   // APP_SECRET
///       int maxUploads = 4;                   // APP_MAX_UPLOADS
///       std::vector<std::string> origins;     // APP_ORIGINS=https://a.example, https://b.example
///       Database db;
///
///       static constexpr std::string_view required[] = {"secret"};
///       static void constrain(Constraints<AppConfig>& on) { on.field(&AppConfig::maxUploads).between(1, 64); }
///     };
///
/// Fields are of the types that `json::read` takes, and `std::chrono` durations. Flags are `true`, `yes`, `on`, `1`, or
/// their opposites. A type without a form of its own, such as a std::map, is given as JSON. `required` lists fields
/// that some source must have; `Constraints` and `validate()` hold as everywhere.
/// @throws InitializationError  with all that is wrong, by the names of the variables; no value is ever told
template <class T>
[[nodiscard]] T readConfig(const ConfigOptions& options = {}) {
  static_assert(json::binding::PlainStruct<T>, "config: a configuration is a plain struct");
  json::binding::requireOwnMemory<T>();
  std::vector<std::string> faults;
  const app::SettingSources sources =
      app::openSources(options.prefix, options.file, options.json, options.filesMustExist, faults);
  const std::vector<app::Setting> settings = app::settingsOf<T>();
  app::SettingValues values(settings, sources);
  auto result = json::tryRead<T>(values.json());
  for (bool more = true; more;) {
    const auto* const fault = std::get_if<json::ReadFault>(&result);
    more = fault != nullptr && values.learn(*fault);
    if (more) result = json::tryRead<T>(values.json());
  }
  faults.insert(faults.end(), values.faults().begin(), values.faults().end());
  if (faults.empty()) return std::get<0>(std::move(result));
  for (std::string& fault : faults) fault.insert(0, std::string(di::typeName<T>()) + ": ");
  throw InitializationError(std::move(faults));
}

}  // namespace serinus
