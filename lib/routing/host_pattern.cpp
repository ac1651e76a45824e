#include <serinus/routing/host_pattern.hpp>

#include <serinus/base/ascii.hpp>

#include <algorithm>

namespace serinus::routing {

namespace {

// `[::1]:80` has colons of its own.
std::string_view withoutPort(std::string_view host) noexcept {
  const std::size_t colon = host.rfind(':');
  return colon == std::string_view::npos || host.find(']', colon) != std::string_view::npos ? host
                                                                                            : host.substr(0, colon);
}

// Parameters keep their case.
std::string lowered(std::string_view text) {
  std::string result;
  bool isName = false;
  for (const char c : text) {
    if (c == ':') isName = true;
    if (c == '.') isName = false;
    result += isName ? c : toLower(c);
  }
  return result;
}

std::string labelsAsPath(std::string_view labels) {
  std::string path = '/' + std::string(labels);
  std::ranges::replace(path, '.', '/');
  return path;
}

}  // namespace

HostPattern::HostPattern(std::string_view text) : text_(lowered(text)) {
  try {
    if (text.empty() || text.starts_with('.') || text.find_first_of("/<?") != std::string_view::npos ||
        text.find("**") != std::string_view::npos)
      throw PatternError("");
    static_cast<void>(asPath());
  } catch (const PatternError&) {
    throw PatternError("host pattern \"" + text_ +
                       "\": write labels with dots between them, without a port, such as admin.example.com, "
                       ":tenant.example.com or *.example.com");
  }
}

Pattern HostPattern::asPath() const {
  return Pattern(labelsAsPath(text_));
}

std::string hostAsPath(std::string_view host) {
  return labelsAsPath(toLower(withoutPort(host)));
}

}  // namespace serinus::routing
