#include <serinus/routing/versioning.hpp>

#include <serinus/http/grammar.hpp>
#include <serinus/http/media_type.hpp>

#include <utility>

namespace serinus {

namespace {

std::string parameterOf(const Request& request, std::string_view name) {
  std::string_view accept = request.header("Accept").value_or(std::string_view());
  while (true) {
    const std::string_view item = http::takeListItem(accept);
    if (item.empty()) return {};
    const auto type = MediaType::parse(item);
    if (!type) continue;
    if (const auto version = type->parameter(name)) return *version;
  }
}

}  // namespace

Versioning Versioning::uri(std::string prefix) {
  Versioning versioning;
  versioning.kind_ = Kind::uri;
  versioning.name_ = std::move(prefix);
  return versioning;
}

Versioning Versioning::header(std::string name) {
  Versioning versioning;
  versioning.kind_ = Kind::header;
  versioning.name_ = std::move(name);
  return versioning;
}

Versioning Versioning::mediaType(std::string parameter) {
  Versioning versioning;
  versioning.kind_ = Kind::mediaType;
  versioning.name_ = std::move(parameter);
  return versioning;
}

Versioning Versioning::custom(std::function<std::string(const Request&)> versionOf) {
  Versioning versioning;
  versioning.kind_ = Kind::custom;
  versioning.custom_ = std::move(versionOf);
  return versioning;
}

Versioning& Versioning::defaultVersion(std::string version) & {
  default_ = std::move(version);
  return *this;
}
Versioning&& Versioning::defaultVersion(std::string version) && {
  return std::move(defaultVersion(std::move(version)));
}

std::string Versioning::versionOf(const Request& request) const {
  std::string version;
  switch (kind_) {
    case Kind::none:
    case Kind::uri:
      return {};
    case Kind::header:
      version = request.header(name_).value_or(std::string_view());
      break;
    case Kind::mediaType:
      version = parameterOf(request, name_);
      break;
    case Kind::custom:
      version = custom_(request);
      break;
  }
  return version.empty() ? default_ : version;
}

std::string_view Versioning::varies() const noexcept {
  switch (kind_) {
    case Kind::header:
      return name_;
    case Kind::mediaType:
      return "Accept";
    case Kind::none:
    case Kind::uri:
    case Kind::custom:
      break;
  }
  return {};
}

}  // namespace serinus
