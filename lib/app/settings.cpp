#include <serinus/app/settings.hpp>

#include <serinus/base/ascii.hpp>
#include <serinus/base/utf8.hpp>
#include <serinus/json/json_quote.hpp>

#include <map>
#include <string>

namespace serinus::app {

namespace {

using json::binding::kindBit;
using json::binding::Kinds;

constexpr Kinds scalars = kindBit(JsonKind::boolean) | json::binding::numberKinds | kindBit(JsonKind::string);

/// `maxHosts` as `MAX_HOSTS`; what can stand in no variable is an underscore.
void appendUpper(std::string& out, std::string_view name) {
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    const bool isUpper = isAlpha(c) && c != toLower(c);
    const bool begins = i > 0 && isUpper && name[i - 1] == toLower(name[i - 1]) && name[i - 1] != '_';
    if (begins) out += '_';
    if (isAlpha(c) && !isUpper)
      out += static_cast<char>(c - 32);
    else
      out += isAlpha(c) || isDigit(c) ? c : '_';
  }
}

bool isOneOf(std::string_view text, std::initializer_list<std::string_view> words) noexcept {
  return std::any_of(words.begin(), words.end(), [text](auto word) { return equalsIgnoreCase(text, word); });
}

/// Flags have more names here than in JSON.
std::string_view flagOf(std::string_view text, Kinds kinds) noexcept {
  if ((kinds & kindBit(JsonKind::boolean)) == 0 || (kinds & kindBit(JsonKind::string)) != 0) return text;
  if (isOneOf(text, {"true", "yes", "on", "1"})) return "true";
  if (isOneOf(text, {"false", "no", "off", "0"})) return "false";
  return text;
}

std::string listAsJson(std::string_view text, Kinds kinds) {
  std::string json = "[";
  while (!trim(text).empty()) {
    const std::size_t end = std::min(text.find(','), text.size());
    if (json.size() > 1) json += ',';
    json += pipeline::valueAsJson(flagOf(trim(text.substr(0, end)), kinds), kinds);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return json += ']';
}

/// A value that somebody wrote as text, as JSON; nothing when it can be none.
std::optional<std::string> asJson(std::string_view text, const Setting& setting) {
  if (setting.isList && (setting.kinds & scalars) != 0) return listAsJson(text, setting.kinds);
  if (!setting.isList && (setting.kinds & scalars) != 0)
    return pipeline::valueAsJson(flagOf(text, setting.kinds), setting.kinds);
  if (!std::holds_alternative<JsonDocument>(parseJson(text))) return std::nullopt;
  return std::string(text);
}

JsonValue find(const std::optional<JsonDocument>& json, const std::vector<std::string_view>& path) {
  JsonValue value = json ? json->root() : JsonValue();
  for (const std::string_view step : path) value = value[step];
  return value;
}

struct Gathered {
  std::optional<std::string> json = std::nullopt;
  std::string place = {};
  std::string fault = {};
};

Gathered ofText(const std::string& text, std::string place, const Setting& setting) {
  if (!isUtf8(asBytes(text))) return {std::nullopt, place, place + " is not UTF-8"};
  auto json = asJson(text, setting);
  if (!json) return {std::nullopt, place, place + " wants JSON"};
  return {std::move(json), std::move(place)};
}

Gathered gather(const Setting& setting, const SettingSources& sources) {
  const std::string variable = setting.variable(sources.prefix);
  if (sources.environment) {
    const auto text = sources.environment(variable);
    if (text && !text->empty()) return ofText(*text, variable + " (environment)", setting);
  }
  const EnvFile::Entry* const entry = sources.file.find(variable);
  if (entry != nullptr && !entry->value.empty()) {
    const std::string line = " (line " + std::to_string(entry->line) + " of " + sources.fileName + ')';
    return ofText(entry->value, variable + line, setting);
  }
  if (const JsonValue value = find(sources.json, setting.path); value.exists()) {
    Gathered found{std::string(), setting.dotted() + " (" + sources.jsonName + ')'};
    json::binding::append(*found.json, value);
    return found;
  }
  if (!setting.isRequired) {
    Gathered found{std::nullopt, variable + " (default)"};
    if (!setting.byDefault.empty()) found.json = setting.byDefault;
    return found;
  }
  std::string where = variable + " is missing: set it in the environment";
  if (!sources.fileName.empty()) where += ", or in " + sources.fileName;
  if (!sources.jsonName.empty()) where += ", or as " + setting.dotted() + " in " + sources.jsonName;
  return {std::nullopt, variable, std::move(where)};
}

/// Whether a path leads to a setting, or to a struct that has some.
enum class Leads : std::uint8_t { nowhere, toSetting, toStruct };

Leads follow(const std::vector<Setting>& settings, const std::vector<std::string_view>& path) {
  for (const Setting& setting : settings) {
    if (path.size() > setting.path.size() || !std::equal(path.begin(), path.end(), setting.path.begin())) continue;
    return path.size() == setting.path.size() ? Leads::toSetting : Leads::toStruct;
  }
  return Leads::nowhere;
}

/// What stands in the JSON file and nobody reads: a name that is misspelt would go unnoticed.
void findUnread(JsonValue object, const std::vector<Setting>& settings, std::vector<std::string_view> path,
                const std::string& file, std::vector<std::string>& faults) {
  for (const auto& [key, value] : object.members()) {
    path.push_back(key);
    const Leads leads = follow(settings, path);
    const std::string place = Setting{path}.dotted() + " (" + file + ')';
    if (leads == Leads::nowhere)
      faults.push_back(place + ": there is no such setting");
    else if (leads == Leads::toStruct && value.kind() != JsonKind::object)
      faults.push_back(place + ": wants an object");
    else if (leads == Leads::toStruct)
      findUnread(value, settings, path, file, faults);
    path.pop_back();
  }
}

/// The same of the file of variables: of those with the prefix, since others read that file too.
void findUnread(const std::vector<Setting>& settings, const SettingSources& sources, std::vector<std::string>& faults) {
  for (const EnvFile::Entry& entry : sources.file.entries()) {
    if (sources.prefix.empty() || !entry.name.starts_with(sources.prefix)) continue;
    const auto isThis = [&](const Setting& setting) { return setting.variable(sources.prefix) == entry.name; };
    if (std::any_of(settings.begin(), settings.end(), isThis)) continue;
    faults.push_back(entry.name + " (line " + std::to_string(entry.line) + " of " + sources.fileName +
                     "): there is no such setting");
  }
  if (sources.json) findUnread(sources.json->root(), settings, {}, sources.jsonName, faults);
}

/// Writes objects inside each other as the paths of settings, which come struct by struct, lead into them.
class NestedObjects {
public:
  void add(const std::vector<std::string_view>& path, const std::optional<std::string>& value) {
    std::size_t shared = 0;
    while (shared < open_.size() && shared + 1 < path.size() && open_[shared] == path[shared]) ++shared;
    closeTo(shared);
    while (open_.size() + 1 < path.size()) {
      name(path[open_.size()]);
      text_ += '{';
      open_.push_back(path[open_.size()]);
    }
    if (!value) return;
    name(path.back());
    text_ += *value;
  }
  [[nodiscard]] std::string take() {
    closeTo(0);
    return std::move(text_ += '}');
  }

private:
  void closeTo(std::size_t depth) {
    for (; open_.size() > depth; open_.pop_back()) text_ += '}';
  }
  void name(std::string_view key) {
    if (text_.back() != '{') text_ += ',';
    appendJsonQuoted(text_, key);
    text_ += ':';
  }

  std::string text_ = "{";
  std::vector<std::string_view> open_;
};

/// The value that was got is what stands last in every reason.
std::string withoutValue(const std::string& reason) {
  return reason.substr(0, reason.find(", got "));
}

}  // namespace

std::string Setting::dotted() const {
  std::string text;
  for (const std::string_view step : path) (text += text.empty() ? "" : ".") += step;
  return text;
}

std::string Setting::variable(std::string_view prefix) const {
  std::string text(prefix);
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (i > 0) text += '_';
    appendUpper(text, path[i]);
  }
  return text;
}

SettingValues::SettingValues(const std::vector<Setting>& settings, const SettingSources& sources)
    : settings_(settings) {
  std::map<std::string, std::string> fieldOf;
  for (const Setting& setting : settings) {
    const auto [known, isNew] = fieldOf.emplace(setting.variable(sources.prefix), setting.dotted());
    if (!isNew) faults_.push_back(known->second + " and " + setting.dotted() + " are both " + known->first);
    Gathered found = gather(setting, sources);
    values_.push_back({std::move(found.json), std::move(found.place)});
    if (found.fault.empty()) continue;
    faults_.push_back(std::move(found.fault));
    distrust(values_.size() - 1);
  }
  findUnread(settings, sources, faults_);
}

std::string SettingValues::json() const {
  NestedObjects objects;
  for (std::size_t i = 0; i < settings_.size(); ++i) objects.add(settings_[i].path, values_[i].json);
  return objects.take();
}

void SettingValues::distrust(std::size_t index) {
  values_[index].isFaulty = true;
  values_[index].json.reset();
  if (!settings_[index].byDefault.empty()) values_[index].json = settings_[index].byDefault;
}

std::size_t SettingValues::settingAt(std::string_view path) const {
  for (std::size_t i = 0; i < settings_.size(); ++i) {
    const std::string name = settings_[i].dotted();
    if (!path.starts_with(name)) continue;
    if (path.size() == name.size() || path[name.size()] == '[' || path[name.size()] == '.') return i;
  }
  return settings_.size();
}

bool SettingValues::learn(const json::ReadFault& fault) {
  bool isNew = learn(fault.path(), fault.reason());
  for (const json::ReadFault::Other& other : fault.others()) isNew = learn(other.path, other.reason) || isNew;
  return isNew;
}

bool SettingValues::learn(std::string_view path, const std::string& reason) {
  path.remove_prefix(path.starts_with("$.") ? 2 : 1);
  const std::size_t index = settingAt(path);
  if (index == settings_.size()) {
    // Of a struct as a whole; with defaults in it, it is not the one that was meant.
    if (faults_.empty()) faults_.push_back((path.empty() ? "" : std::string(path) + ": ") + withoutValue(reason));
    return false;
  }
  // One fault of each is enough, and a default that stands in for it is not what was given.
  if (values_[index].isFaulty) return false;
  const std::string_view inside = path.substr(settings_[index].dotted().size());
  faults_.push_back(values_[index].place + (inside.empty() ? "" : " at " + std::string(inside)) + ": " +
                    withoutValue(reason));
  distrust(index);
  return true;
}

}  // namespace serinus::app
