#include <serinus/app/settings.hpp>

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <system_error>
#include <utility>
#include <variant>

namespace serinus::app {

namespace {

std::optional<std::string> contents(const std::string& name, bool mustExist, std::vector<std::string>& faults) {
  errno = 0;
  std::ifstream file(name, std::ios::binary);
  std::ostringstream text;
  if (file) text << file.rdbuf();
  if (file && !text.bad()) return text.str();
  const std::error_code error(errno == 0 ? EIO : errno, std::generic_category());
  if (mustExist || error != std::errc::no_such_file_or_directory)
    faults.push_back(name + " cannot be read: " + error.message());
  return std::nullopt;
}

}  // namespace

SettingSources openSources(std::string prefix, const std::string& file, const std::string& jsonFile, bool mustExist,
                           std::vector<std::string>& faults) {
  SettingSources sources{std::move(prefix)};
  sources.environment = [](const std::string& name) -> std::optional<std::string> {
    const char* const value = std::getenv(name.c_str());
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
  };
  sources.fileName = file;
  sources.jsonName = jsonFile;
  if (!file.empty()) {
    if (const auto text = contents(file, mustExist, faults)) sources.file = EnvFile::parse(*text);
    for (const EnvFile::Fault& fault : sources.file.faults())
      faults.push_back("line " + std::to_string(fault.line) + " of " + file + ": " + fault.reason);
  }
  if (jsonFile.empty()) return sources;
  const auto text = contents(jsonFile, mustExist, faults);
  if (!text) return sources;
  auto parsed = parseJson(*text);
  if (const auto* const wrong = std::get_if<JsonFault>(&parsed)) {
    faults.push_back(jsonFile + " is no JSON: " + wrong->message());
  } else {
    sources.json = std::get<0>(std::move(parsed));
    if (sources.json->root().kind() != JsonKind::object) faults.push_back(jsonFile + " holds no JSON object");
  }
  return sources;
}

}  // namespace serinus::app
