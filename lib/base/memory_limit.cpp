#include "base/memory_limit.hpp"

#include <serinus/base/ascii.hpp>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <string_view>

namespace serinus {

namespace {

using std::filesystem::path;
using Bytes = std::optional<std::uint64_t>;

/// The number that `text` begins with; nothing for `max`.
Bytes numberIn(std::string_view text) noexcept {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() ? Bytes(number) : Bytes();
}

Bytes numberOf(const path& file) {
  std::string line;
  std::ifstream input(file);
  return std::getline(input, line) ? numberIn(line) : Bytes();
}

Bytes least(Bytes one, Bytes other) noexcept {
  if (!one || !other) return one ? one : other;
  return std::min(*one, *other);
}

/// What a group and those above it allow. Inside a container the group's path may be that of the machine, which is not
/// there: then what the container sees as the topmost one counts.
Bytes limitOf(const path& mount, std::string_view group, const char* file) {
  Bytes limit;
  for (path each = path(group).lexically_normal().relative_path();; each = each.parent_path()) {
    limit = least(limit, numberOf(mount / each / file));
    if (each.empty()) return limit;
  }
}

bool hasMemory(std::string_view controllers) {
  while (!controllers.empty()) {
    const std::size_t end = std::min(controllers.find(','), controllers.size());
    if (controllers.substr(0, end) == "memory") return true;
    controllers.remove_prefix(std::min(end + 1, controllers.size()));
  }
  return false;
}

/// A line of /proc/self/cgroup: `0::/user.slice` of version 2, `4:cpu,memory:/user.slice` of version 1.
Bytes limitOfGroup(const path& mounts, std::string_view line) {
  const std::size_t first = line.find(':');
  const std::size_t second = first == std::string_view::npos ? first : line.find(':', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  const std::string_view controllers = line.substr(first + 1, second - first - 1);
  const std::string_view group = line.substr(second + 1);
  if (hasMemory(controllers)) return limitOf(mounts / "memory", group, "memory.limit_in_bytes");
  if (line.substr(0, first) != "0" || !controllers.empty()) return std::nullopt;
  // Beside version 1 it is mounted one folder deeper.
  return least(limitOf(mounts, group, "memory.max"), limitOf(mounts / "unified", group, "memory.max"));
}

Bytes limitOfGroups(const std::string& root) {
  std::ifstream groups(root + "/proc/self/cgroup");
  Bytes limit;
  for (std::string line; std::getline(groups, line);) limit = least(limit, limitOfGroup(root + "/sys/fs/cgroup", line));
  return limit;
}

Bytes limitOfMachine(const std::string& root) {
  constexpr std::string_view field = "MemTotal:";
  std::ifstream memory(root + "/proc/meminfo");
  for (std::string line; std::getline(memory, line);) {
    if (!line.starts_with(field)) continue;
    const Bytes kibibytes = numberIn(trim(std::string_view(line).substr(field.size())));
    return kibibytes ? Bytes(*kibibytes * 1024) : Bytes();
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::uint64_t> memoryLimit(const std::string& root) {
  return least(limitOfGroups(root), limitOfMachine(root));
}

}  // namespace serinus
