#pragma once

#include <serinus/base/env_file.hpp>
#include <serinus/json/json_document.hpp>
#include <serinus/json/read.hpp>
#include <serinus/json/write.hpp>
#include <serinus/pipeline/read_values.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// From the fields of a configuration to its values: what `readConfig` is made of.
namespace serinus::app {

/// One value of a configuration: a field of the struct, or of a struct in it.
struct Setting {
  std::vector<std::string_view> path;  ///< the names of the fields that lead to it
  json::binding::Kinds kinds = 0;      ///< of JSON, that it takes; of a list, that its elements take
  bool isList = false;
  bool isRequired = false;
  std::string byDefault = {};  ///< as JSON; empty where it is nothing

  /// `db.maxHosts`
  [[nodiscard]] std::string dotted() const;
  /// `DB_MAX_HOSTS`, behind the prefix
  [[nodiscard]] std::string variable(std::string_view prefix) const;
};

/// Where values are looked for.
struct SettingSources {
  std::string prefix = {};
  /// A variable of the environment; nothing where there is none.
  std::function<std::optional<std::string>(const std::string& name)> environment = nullptr;
  std::string fileName = {};
  EnvFile file = {};
  std::string jsonName = {};
  std::optional<JsonDocument> json = std::nullopt;
};

/// The values of all settings, each from the first source that has it; then what was wrong with them. Values are not
/// told: they may be secrets.
class SettingValues {
public:
  /// The arguments outlive it.
  SettingValues(const std::vector<Setting>& settings, const SettingSources& sources);

  /// One object of all of them.
  [[nodiscard]] std::string json() const;

  /// Takes what the binding says of that object. What was wrong has its default from now on, so that whatever is only
  /// looked at once all values can be read is looked at, too.
  /// @returns whether reading again may tell more
  bool learn(const json::ReadFault& fault);

  /// By the names of the variables: `APP_PORT (line 3 of .env): wants an integer from 0 to 65535`.
  [[nodiscard]] const std::vector<std::string>& faults() const noexcept { return faults_; }

private:
  struct Value {
    std::optional<std::string> json;
    std::string place;
    bool isFaulty = false;
  };
  bool learn(std::string_view path, const std::string& reason);
  [[nodiscard]] std::size_t settingAt(std::string_view path) const;
  void distrust(std::size_t index);

  const std::vector<Setting>& settings_;
  std::vector<Value> values_;
  std::vector<std::string> faults_;
};

/// Reads the files, those that are there.
[[nodiscard]] SettingSources openSources(std::string prefix, const std::string& file, const std::string& jsonFile,
                                         bool mustExist, std::vector<std::string>& faults);

template <class T>
constexpr bool isRequiredField(std::string_view name) {
  if constexpr (requires { T::required; })
    return std::find(std::begin(T::required), std::end(T::required), name) != std::end(T::required);
  else
    return false;
}

template <class T>
constexpr bool requiresItsOwn() {
  if constexpr (requires { T::required; }) {
    for (const std::string_view name : T::required) {
      const auto& names = json::binding::FieldNames<T>::texts;
      if (std::find(names.begin(), names.end(), name) == names.end()) return false;
    }
  }
  return true;
}

template <class T>
void listSettings(const T& defaults, const std::vector<std::string_view>& path, std::vector<Setting>& settings);

template <class Field>
void listField(const Field& field, std::vector<std::string_view> path, bool isRequired,
               std::vector<Setting>& settings) {
  using Bound = json::binding::BindingOf<Field>;
  if constexpr (json::binding::PlainStruct<Field> && !json::binding::HasCodec<Field>) {
    listSettings(field, path, settings);
  } else {
    const pipeline::ValueField kind = pipeline::valueField<Field>(path.back());
    Setting setting{std::move(path), kind.kinds, kind.isList, isRequired};
    bool isNothing = false;
    if constexpr (Bound::mayBeMissing) isNothing = Bound::isAbsent(field);
    if (!isNothing) Bound::write(setting.byDefault, field);
    settings.push_back(std::move(setting));
  }
}

template <class T>
void listSettings(const T& defaults, const std::vector<std::string_view>& path, std::vector<Setting>& settings) {
  static_assert(requiresItsOwn<T>(), "config: `required` names a field that the struct does not have");
  std::size_t index = 0;
  json::binding::visitFields(defaults, [&](const auto&... fields) {
    const auto list = [&](const auto& field) {
      const std::string_view name = json::binding::FieldNames<T>::texts[index++];
      std::vector<std::string_view> longer = path;
      longer.push_back(name);
      listField(field, std::move(longer), isRequiredField<T>(name), settings);
    };
    (list(fields), ...);
  });
}

/// All values of a configuration, with what `T` initialises them with.
template <class T>
[[nodiscard]] std::vector<Setting> settingsOf() {
  std::vector<Setting> settings;
  listSettings(T{}, {}, settings);
  return settings;
}

}  // namespace serinus::app
