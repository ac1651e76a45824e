#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace serinus::sse_module {

/// The readers of each path on one loop. Each is at one path for as long as it stays, and remembers its own place
/// there: `routePath()`, `routePlace()`.
template <class Reader>
class RouteReaders {
public:
  static constexpr std::uint32_t nowhere = std::numeric_limits<std::uint32_t>::max();

  /// @throws std::bad_alloc, and then it was not added
  void add(Reader& reader) {
    std::vector<Reader*>& readers = byPath_[reader.routePath()];
    readers.push_back(&reader);
    reader.routePlace() = static_cast<std::uint32_t>(readers.size() - 1);
  }

  /// The last one takes its place. Nothing happens where it was not added.
  void remove(Reader& reader) noexcept {
    if (reader.routePlace() == nowhere) return;
    std::vector<Reader*>& readers = byPath_.find(reader.routePath())->second;
    readers.back()->routePlace() = reader.routePlace();
    readers[reader.routePlace()] = readers.back();
    readers.pop_back();
    reader.routePlace() = nowhere;
  }

  /// Valid until one comes or goes.
  [[nodiscard]] std::span<Reader* const> at(std::string_view path) const noexcept {
    const auto found = byPath_.find(path);
    return found != byPath_.end() ? std::span<Reader* const>(found->second) : std::span<Reader* const>();
  }

private:
  struct PathHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view path) const noexcept { return std::hash<std::string_view>()(path); }
  };
  std::unordered_map<std::string, std::vector<Reader*>, PathHash, std::equal_to<>> byPath_;
};

}  // namespace serinus::sse_module
