#include "files/file_path.hpp"

#include <serinus/base/percent.hpp>
#include <serinus/base/utf8.hpp>

#include <algorithm>

namespace serinus::files {

namespace {

constexpr std::size_t longestName = 255;

bool isForeign(char c) noexcept {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F || c == '/' || c == '\\';
}

bool isName(std::string_view part, bool withDotfiles) noexcept {
  if (part.empty() || part.size() > longestName || part == "." || part == "..") return false;
  if (part.front() == '.' && !withDotfiles) return false;
  return std::ranges::none_of(part, isForeign) && isUtf8(asBytes(part));
}

}  // namespace

std::optional<std::string> filePath(std::string_view escaped, bool withDotfiles) {
  std::string path;
  if (escaped.empty()) return path;
  while (true) {
    const std::size_t slash = escaped.find('/');
    const std::optional<std::string> part = percentDecode(escaped.substr(0, slash));
    if (!part || !isName(*part, withDotfiles)) return std::nullopt;
    path += *part;
    if (slash == std::string_view::npos) return path;
    path += '/';
    escaped.remove_prefix(slash + 1);
  }
}

}  // namespace serinus::files
